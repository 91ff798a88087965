"""Who sits where: pure plans from people and places."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from game.scenario.model import DelegationId
from game.service.assignment import least_cost
from game.store.directory import Participant, TableRecord

#: A delegation of a table.
Place: TypeAlias = tuple[int, DelegationId]
#: How many delegations somebody may name, best first.
WISHES = 3
#: What it costs to get one's first, second, third choice, and none of them. Nobody's first choice
#: is worth that another goes without any; two second choices are better than a first and a third.
_RANK_COST = (0, 1, 3)
_NO_WISH_COST = 10_000


def vacate(person: Participant) -> Participant:
    """The person without a seat."""
    return replace(person, table_id=None, delegation=None, head=False)


def with_heads(people: Iterable[Participant]) -> list[Participant]:
    """The people such that every delegation with members has exactly one head, the first seated."""
    people = list(people)
    heads = {(p.table_id, p.delegation) for p in people if p.head}
    seen: set[tuple[int | None, str | None]] = set()
    seated = []
    for person in people:
        place = (person.table_id, person.delegation)
        if person.table_id is None:
            seated.append(replace(person, head=False))
            continue
        is_head = place not in seen and (person.head or place not in heads)
        if is_head:
            seen.add(place)
        seated.append(replace(person, head=is_head))
    return seated


def taken(people: Iterable[Participant]) -> Counter[Place]:
    """How many people sit at each place."""
    return Counter(
        (p.table_id, p.delegation)
        for p in people
        if p.table_id is not None and p.delegation is not None
    )


def emptiest(people: Iterable[Participant], places: Iterable[Place], seats: int) -> Place | None:
    """Of those places that are not full the one with the fewest people; the first of equals."""
    count = taken(people)
    free = [place for place in places if count[place] < seats]
    return min(free, key=lambda place: count[place], default=None)


@dataclass(frozen=True)
class _Chair:
    """A seat that is free: how many sit at its place before it is filled."""

    place: Place
    layer: int


def seat_all(
    people: Sequence[Participant],
    tables: Sequence[TableRecord],
    delegations: Sequence[DelegationId],
    seats: int,
    wishes: Mapping[str, Sequence[DelegationId]] | None = None,
) -> list[Participant]:
    """Seat everybody without a seat, who are taken in the order given; others stay where they are.

    Every delegation gets a head before any gets an adviser, tables fill evenly, and no more tables
    are filled than the class needs. Whoever finds no place stays in the lobby.

    With wishes (delegations by person, best first), as many as possible get one of theirs, and
    among all such ways one is chosen in which the ranks are best (see ``_RANK_COST``). Whoever
    shuffles people and places beforehand leaves what is then still equal to the lot.
    """
    chairs = _chairs(people, tables, delegations, seats)
    waiting = [p for p in people if not p.observer and p.table_id is None][: len(chairs)]
    chosen = _by_wish(waiting, chairs, wishes) if wishes else range(len(waiting))
    place_of = {
        person.id: chairs[chair].place for person, chair in zip(waiting, chosen, strict=True)
    }
    seated = [
        replace(p, table_id=place_of[p.id][0], delegation=place_of[p.id][1])
        if p.id in place_of
        else p
        for p in people
    ]
    return with_heads(seated)


def _chairs(
    people: Sequence[Participant],
    tables: Sequence[TableRecord],
    delegations: Sequence[DelegationId],
    seats: int,
) -> list[_Chair]:
    """The free chairs of as many tables as the class needs, those to be filled first in front."""
    count = taken(people)
    delegates = sum(not p.observer for p in people)
    needed = max(1, min(len(tables), -(-delegates // len(delegations))))
    occupied = {table for table, _ in count}
    used = sorted(tables, key=lambda table: table.id not in occupied)[:needed]
    return [
        _Chair((table.id, delegation), layer)
        for layer in range(seats)
        for delegation in delegations
        for table in used
        if count[table.id, delegation] <= layer
    ]


def _by_wish(
    people: Sequence[Participant],
    chairs: Sequence[_Chair],
    wishes: Mapping[str, Sequence[DelegationId]],
) -> list[int]:
    """The chair of each person. Dearer layers keep advisers from sitting before heads do."""
    above = 1 + len(people) * _NO_WISH_COST
    cost = np.array(
        [
            [chair.layer * above + _dislike(wishes.get(p.id, ()), chair) for chair in chairs]
            for p in people
        ],
        dtype=np.int64,
    ).reshape(len(people), len(chairs))
    return least_cost(cost)


def _dislike(wished: Sequence[DelegationId], chair: _Chair) -> int:
    if not wished:
        return 0
    delegation = chair.place[1]
    return _RANK_COST[wished.index(delegation)] if delegation in wished else _NO_WISH_COST
