"""Digests: a short mark of a state or a view, the same on every machine and Python version."""

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from pydantic import BaseModel


def digest(value: object) -> str:
    """``sha256:`` and the hash of the value's canonical JSON. TypeError for what has none."""
    return f"sha256:{hashlib.sha256(canonical(value).encode('ascii')).hexdigest()}"


def canonical(value: object) -> str:
    """The value as JSON in which nothing depends on chance: mappings and sets are sorted.

    Dataclasses and models become objects of their fields, sequences keep their order. A key that
    is a set is written as its sorted members with a plus between them.
    """
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: object) -> Any:
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | float() | str():
            return value
        case BaseModel():
            return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
        case Mapping():
            return {_key(key): _plain(entry) for key, entry in value.items()}
        case Set():
            return sorted((_plain(entry) for entry in value), key=json.dumps)
        case tuple() | list():
            return [_plain(entry) for entry in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _key(key: object) -> str:
    if isinstance(key, Enum):
        return str(key.value)
    if isinstance(key, str):
        return key
    if isinstance(key, frozenset):
        return "+".join(sorted(map(_key, key)))
    raise TypeError(f"no canonical form for a key of {type(key).__name__}")
