"""Three marks of a scenario: of its numbers, of its texts, and of its sources.

By the numbers a game is decided and scored: under others it is another game. Texts and sources are
only read: a mended sentence or a new link leaves every game and every par what it is.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from game.scenario.base import Entry
from game.scenario.model import Structure

#: Hexadecimal digits of a hash: 64 bits, since nobody tries to make two alike.
LENGTH: Final = 16

_OWN: Final = {"sources"}
#: Where the structure names what its facts rest on.
_CITED: Final[dict[str, Any]] = {
    "delegations": {"__all__": {"objectives": {"__all__": _OWN}, "red_lines": {"__all__": _OWN}}},
    "issues": {"__all__": {"options": {"__all__": _OWN}}},
    "injects": {"__all__": _OWN},
    "moves": {"__all__": _OWN},
    "access": {"__all__": _OWN},
    "accords": {"__all__": _OWN},
    "obligations": {"__all__": _OWN},
}
#: What history reached is only looked at after a game.
_SOURCES: Final[dict[str, Any]] = {**_CITED, "sources": True, "history": True}
#: Pars are found from the numbers, and are no part of them.
_NO_NUMBERS: Final[dict[str, Any]] = {**_SOURCES, "pars": True, "version": True, "languages": True}
#: A brief names its sources too.
_CITED_IN_TEXTS: Final[dict[str, Any]] = {"briefs": {"__all__": _OWN}}


class Hashes(Entry):
    """A scenario's three hashes."""

    numbers: str
    texts: str
    sources: str

    def changed_since(self, other: "Hashes") -> tuple[str, ...]:
        """Which of the three are not as they are in ``other``, by their names."""
        names = Hashes.model_fields
        return tuple(name for name in names if getattr(self, name) != getattr(other, name))


def hashes_of(structure: Structure, texts: Mapping[str, Entry]) -> Hashes:
    """The hashes of that scenario, the same on every machine.

    They rest on what the files say, not on their bytes: a comment or another order of the files
    changes none. What a file leaves out counts for nothing, so that a new kind of number, which
    older scenarios do without, leaves their hashes as they are.
    """
    return Hashes(
        numbers=numbers_hash(structure),
        texts=_hash({name: _said(text, exclude=_CITED_IN_TEXTS) for name, text in texts.items()}),
        sources=_hash(
            [
                _said(structure, include=_SOURCES),
                # Once, where several languages name the same.
                sorted({_hash(_said(text, include=_CITED_IN_TEXTS)) for text in texts.values()}),
            ]
        ),
    )


def numbers_hash(structure: Structure) -> str:
    """The hash of all by which games are decided and scored."""
    return _numbers_hash(_Itself(structure))


class _Itself:
    """A structure as a key: equal to itself alone. To compare two by content takes long."""

    def __init__(self, structure: Structure) -> None:
        self.structure = structure

    def __hash__(self) -> int:
        return id(self.structure)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.structure is self.structure


@lru_cache(maxsize=8)
def _numbers_hash(itself: _Itself) -> str:
    return _hash(_said(itself.structure, exclude=_NO_NUMBERS))


def _said(entry: Entry, **parts: Any) -> dict[str, Any]:
    """What the files say of those parts of the entry."""
    found = entry.model_dump(mode="json", exclude_unset=True, **parts)
    return {name: part for name, part in found.items() if part not in ([], {}, None)}


def _hash(content: object) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]
