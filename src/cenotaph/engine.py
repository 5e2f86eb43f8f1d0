"""JAX set up once: double precision, the compiled-program cache, one thread a program, two programs at once.

Imported before anything else of JAX. Small programs lose time to threads: on two cores the gradient of this
model is nearly twice as fast with one (docs/engine.md).
"""

from __future__ import annotations

import os
from pathlib import Path

CACHE_VARIABLE = "CENOTAPH_CACHE"
DEVICES = 2
_ONE_THREAD = "--xla_cpu_multi_thread_eigen=false"
_DEVICES = "--xla_force_host_platform_device_count"


def cache_folder() -> Path:
    """Where compiled programs are kept: $CENOTAPH_CACHE, or the user's cache folder."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "cenotaph"


def start() -> None:
    """Set JAX up; safe to call again. A cache that cannot be written is done without (JAX warns)."""
    flags = os.environ.get("XLA_FLAGS", "")
    for wanted in (_ONE_THREAD, f"{_DEVICES}={DEVICES}"):
        if wanted.split("=")[0] not in flags:
            flags = f"{flags} {wanted}".strip()
    os.environ["XLA_FLAGS"] = flags
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    import jax

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_compilation_cache_dir", str(cache_folder() / "programs"))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)


start()
