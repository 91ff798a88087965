"""People's names: from their parts in the order of their script, and told apart where needed."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from game.characters import visible_line
from game.service.roster.headings import Role
from game.store.directory import Expected, name_key

#: What comes after a name and a comma without being a first name.
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "dr", "ba", "ma", "msc"))
#: The order of a name's parts, and in scripts that begin with the family.
_ORDER: tuple[Role, ...] = ("first", "middle", "particle", "last", "last_2")
_FAMILY_FIRST: tuple[Role, ...] = ("last", "last_2", "first", "middle")
_SHORTEST_MARK, _LONGEST_MARK = 2, 12
#: By how much a mark makes a name longer, at most: the blank, the brackets and the dots.
MARK_ROOM = _LONGEST_MARK + 4


def joined(parts: Mapping[Role, str], japanese: bool) -> str:
    """The whole name; ``japanese`` puts a blank between family and first name in kanji too."""
    given = {role: text for role, text in parts.items() if text}
    if whole := given.get("name"):
        return in_order(whole, japanese)
    if is_east_asian("".join(given.values())):
        between = " " if japanese or _has_kana("".join(given.values())) else ""
        return between.join(given[role] for role in _FAMILY_FIRST if role in given)
    return " ".join(given[role] for role in _ORDER if role in given)


def in_order(name: str, japanese: bool = False) -> str:
    """``Last, First`` as one says it; a name without such a comma as it is."""
    parts = [part.strip() for part in re.split("[,\uff0c、]", name)]
    if len(parts) not in (2, 3) or not all(parts):
        return name
    last, first, *rest = parts
    if first.casefold().rstrip(".").replace(".", "") in _SUFFIXES:
        return name
    if is_east_asian(last + first):
        return joined({"last": last, "first": first}, japanese)
    return " ".join((first, last, *rest))


def is_east_asian(text: str) -> bool:
    """Whether it is written in Hangul, Chinese characters or kana alone."""
    letters = [c for c in text if unicodedata.category(c)[0] == "L"]
    return bool(letters) and all(
        unicodedata.name(c, "").startswith(("HANGUL", "CJK", "HIRAGANA", "KATAKANA"))
        for c in letters
    )


def _has_kana(text: str) -> bool:
    return any(unicodedata.name(c, "").startswith(("HIRAGANA", "KATAKANA")) for c in text)


def told_apart(lines: Sequence[Expected]) -> tuple[Expected, ...]:
    """The lines; those whose names would be taken for each other get a part of their id behind it.

    That is the end of the id or, where that tells sooner, its beginning: as little as tells them
    apart. Who has no id keeps the bare name.
    """
    same: defaultdict[str, list[Expected]] = defaultdict(list)
    for line in lines:
        same[line.key].append(line)
    return tuple(
        replace(line, name=f"{line.name} ({mark})")
        if (mark := _mark(line.student_id, [one.student_id for one in same[line.key]]))
        else line
        for line in lines
    )


def _mark(id_: str, ids: Sequence[str]) -> str:
    """What tells this id from the others, with dots for the rest; empty if nothing does."""
    short = _local(id_)
    others = [_local(one) for one in ids if one != id_]
    if not short or not others:
        return ""
    for length in range(_SHORTEST_MARK, _LONGEST_MARK + 1):
        if all(other[-length:] != short[-length:] for other in others):
            return "…" * (len(short) > length) + short[-length:]
        if all(other[:length] != short[:length] for other in others):
            return short[:length] + "…" * (len(short) > length)
    return ""


def _local(id_: str) -> str:
    """An address without the part that a whole school has in common."""
    return visible_line(id_.partition("@")[0])


def plain_name(line: Expected) -> str:
    """The name without the mark by which ``told_apart`` tells it from another's."""
    bare, _, end = line.name.rpartition(" (")
    mark = end.removesuffix(")").replace("…", "")
    id_ = _local(line.student_id)
    marked = bare and end.endswith(")") and mark and (id_.endswith(mark) or id_.startswith(mark))
    return bare if marked and len(mark) >= min(_SHORTEST_MARK, len(id_)) else line.name


def namesakes(name: str, lines: Iterable[Expected]) -> tuple[Expected, ...]:
    """Those on the list who share that bare name and are told apart by their ids."""
    key = name_key(name)
    return tuple(
        line for line in lines if (bare := plain_name(line)) != line.name and name_key(bare) == key
    )
