"""One thread for the linear algebra of NumPy, and of SciPy, which JAX borrows: on small matrices threads only wait."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SYMBOLS = ("scipy_openblas_{}_num_threads", "scipy_openblas_{}_num_threads64_", "openblas_{}_num_threads")


@contextmanager
def one_thread() -> Iterator[None]:
    """Within it the OpenBLAS of NumPy and SciPy uses one thread; as before afterwards. Of another library, nothing.

    On two busy cores the sampling of two sexes took twenty times as long with two threads (docs/wheldon.md).
    """
    found = _threads()
    before = [(put, get()) for get, put in found]
    for put, _ in before:
        put(1)
    try:
        yield
    finally:
        for put, count in before:
            put(count)


def _threads() -> list[tuple[Callable[[], int], Callable[[int], None]]]:
    """(get, set) of each OpenBLAS that NumPy and SciPy bring."""
    import numpy
    import scipy

    homes = [Path(library.__file__).parent for library in (numpy, scipy)]
    files = [f for home in homes for f in (*home.parent.glob(f"{home.name}.libs/*openblas*"),
                                           *home.glob(".dylibs/*openblas*"))]  # fmt: skip
    found = []
    for file in files:
        try:
            library = ctypes.CDLL(str(file))
        except OSError:
            continue
        for symbol in SYMBOLS:
            get, put = (getattr(library, symbol.format(verb), None) for verb in ("get", "set"))
            if get is not None and put is not None:
                found.append((get, put))
                break
    return found
