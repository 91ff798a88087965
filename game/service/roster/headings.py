"""What the columns of a class list hold, by what they are called in many languages."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeAlias

Role: TypeAlias = Literal[
    "name",
    "first",
    "middle",
    "particle",
    "last",
    "last_2",
    "id",
    "login",
    "plain_id",
    "email",
    "order",
    "table",
    "group",
    "delegation",
    "role",
]
#: What a teacher can say that a column holds, in the order of the choice.
CHOICES: tuple[Role, ...] = ("name", "first", "middle", "last", "id", "table", "delegation")
#: Roles of which one tells who somebody is.
NAMING: frozenset[Role] = frozenset({"name", "first", "last"})
_IN_BRACKETS = re.compile(r"[(\[\uff08【].*?[)\]\uff09】]")
#: A heading that ends with a known one of so many letters is that one ("Legal last name").
_TELLING = 7


@cache
def _file() -> Mapping[str, object]:
    text = (Path(__file__).parent / "headings.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@cache
def key_of(text: str) -> str:
    """The heading without case, accents, blanks, signs and what stands in brackets."""
    bare = _IN_BRACKETS.sub("", text).strip()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", bare or text).casefold())
    letters = "".join(c for c in plain if c.isalnum())
    # A sign may stand for a whole heading: "#" is an order, as is "№".
    return letters or plain.strip()


@cache
def _roles() -> Mapping[str, Role]:
    found: dict[str, Role] = {}
    for role, said in _file().items():
        if isinstance(said, list):
            for one in said:
                found.setdefault(key_of(one), role)  # type: ignore[arg-type]
    return MappingProxyType(found)


@cache
def heading_words() -> frozenset[str]:
    """The keys of every heading that is known."""
    return frozenset(_roles())


@cache
def _words(group: str, name: str) -> frozenset[str]:
    table: Mapping[str, list[str]] = _file()[group]  # type: ignore[assignment]
    return frozenset(key_of(one) for one in table[name])


def is_tools_own(name: str) -> bool:
    """Whether a learning platform puts such a "name" among the people, as for points possible."""
    return key_of(name) in _words("tools", "lines")


def is_staff(role: str) -> bool:
    """Whether somebody of that role in the course is no student."""
    return key_of(role) in _words("tools", "staff")


def is_japanese(headings: Sequence[str]) -> bool:
    """Whether the headings are in Japanese, whose names have a blank after the family name."""
    return any(key_of(one) in _words("japanese", "headings") for one in headings)


def role_of(heading: str) -> Role | None:
    """What a column of that heading holds, as far as the heading alone tells."""
    key = key_of(heading)
    if key in _roles():
        return _roles()[key]
    endings = (key[start:] for start in range(1, len(key) - _TELLING + 1))
    return next((_roles()[end] for end in endings if end in _roles()), None)


def _rank(heading: str) -> int:
    """How far down the list of headings it stands; those that only end like one come last."""
    known = list(_roles())
    key = key_of(heading)
    return known.index(key) if key in _roles() else len(known)


def roles_of(headings: Sequence[str]) -> tuple[Role | None, ...]:
    """What each column holds. Of two with one role it is the one that is called so more plainly."""
    found: list[Role | None] = [role_of(one) if one else None for one in headings]
    for role in {one for one in found if one}:
        same = [place for place, theirs in enumerate(found) if theirs == role]
        best = min(same, key=lambda place: _rank(headings[place]))
        for place in same:
            found[place] = role if place == best else None
    held = set(found)
    # "Name" beside "Vorname" is the last name, "Nombre" beside "Apellidos" the first.
    if "name" in held and ("first" in held) != ("last" in held):
        found[found.index("name")] = "last" if "first" in held else "first"
    if "first" in held and "last" not in held and "name" not in held:
        # A name column is called "Nombre" or "Nimi" where it holds the whole name.
        found[found.index("first")] = "name"
    return tuple(found)
