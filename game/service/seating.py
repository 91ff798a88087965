"""Who sits where: a pure plan from people and places."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from game.scenario.model import DelegationId
from game.store.directory import Participant, TableRecord


def vacate(person: Participant) -> Participant:
    """The person without a seat."""
    return replace(person, table_id=None, delegation=None, head=False)


def with_heads(people: Iterable[Participant]) -> list[Participant]:
    """The people such that every delegation with members has exactly one head, the first seated."""
    heads: set[tuple[int | None, str | None]] = {
        (p.table_id, p.delegation) for p in people if p.head
    }
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


def seat_all(
    people: Sequence[Participant],
    tables: Sequence[TableRecord],
    delegations: Sequence[DelegationId],
    seats: int,
) -> list[Participant]:
    """Seat everybody without a seat, who are taken in the order given; others stay where they are.

    Every delegation of a table gets a head before any gets an adviser, and no more tables are
    filled than the class needs. Whoever finds no place stays in the lobby.
    """
    taken: dict[tuple[int, DelegationId], int] = {}
    for person in people:
        if person.table_id is not None and person.delegation is not None:
            place = (person.table_id, person.delegation)
            taken[place] = taken.get(place, 0) + 1
    delegates = [p for p in people if not p.observer]
    needed = max(1, min(len(tables), -(-len(delegates) // len(delegations))))
    used = list(tables)[:needed]
    places = [
        (table.id, delegation)
        for layer in range(seats)
        for table in used
        for delegation in delegations
        if taken.get((table.id, delegation), 0) <= layer
    ]
    free = iter(places)
    seated = []
    for person in people:
        place_ = None if person.observer or person.table_id is not None else next(free, None)
        if place_ is None:
            seated.append(person)
        else:
            seated.append(replace(person, table_id=place_[0], delegation=place_[1]))
    return with_heads(seated)
