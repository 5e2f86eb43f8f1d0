"""A nested dict as TOML, in the order of its keys."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def as_toml(data: Mapping[str, Any]) -> str:
    """TOML text that reads back as the same dict. None is left out.

    >>> print(as_toml({"a": 1, "b": {"c": [1.5, 2.0]}, "d": [{"e": "x"}]}), end="")
    a = 1
    <BLANKLINE>
    [b]
    c = [1.5, 2.0]
    <BLANKLINE>
    [[d]]
    e = "x"
    """
    return "\n".join(_table(data, "")).lstrip("\n") + "\n"


def _table(data: Mapping[str, Any], path: str) -> Iterator[str]:
    """Plain values first: after a header every key belongs to it."""
    kept = {key: value for key, value in data.items() if value is not None}
    for key, value in kept.items():
        if not _is_table(value) and not _is_tables(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in kept.items():
        name = f"{path}.{_key(key)}" if path else _key(key)
        if _is_table(value):
            yield from ("", f"[{name}]", *_table(value, name))
        elif _is_tables(value):
            for item in value:
                yield from ("", f"[[{name}]]", *_table(item, name))


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    return repr(value)
