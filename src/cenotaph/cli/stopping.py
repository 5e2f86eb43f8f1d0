"""Ctrl-C: raised at once, and remembered, since code outside ours may swallow what is raised."""

from __future__ import annotations

_asked = False


def stop(*_: object) -> None:
    """The handler of an interrupt."""
    global _asked
    _asked = True
    raise KeyboardInterrupt


def check() -> None:
    """Raise again an interrupt that was asked for and lost on the way.

    Raises
    ------
    KeyboardInterrupt.
    """
    if _asked:
        raise KeyboardInterrupt
