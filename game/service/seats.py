"""Seats: by hand, by lot, by wish, as the roster plans; heads; what the machine holds."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from game.finding import first
from game.messages import sentence
from game.scenario.model import DelegationId
from game.service.names import clean_name
from game.service.people import People
from game.service.problems import Problem
from game.service.seating import Place, emptiest, seat_all, vacate, with_heads
from game.store.directory import Conference, Expected, NameTaken, Participant, TableRecord


@dataclass(frozen=True)
class Granted:
    """How far the wishes of those who were just seated came true."""

    seated: int
    wished: int
    first: int
    any: int


class Seats(People):
    """Gives and takes seats. Whatever changes, every delegation with people keeps one head."""

    def seat(
        self,
        conference: Conference,
        participant_id: str,
        table_id: int | None,
        delegation: DelegationId | None,
    ) -> None:
        """Give somebody a seat (any time), or with no table send them back to the lobby."""
        person = self._delegate(conference, participant_id)
        if table_id is None or delegation is None:
            moved = vacate(person)
        else:
            self._check_place(conference, table_id, delegation)
            others = [
                p
                for p in self.people(conference.id)
                if (p.table_id, p.delegation) == (table_id, delegation) and p.id != person.id
            ]
            if len(others) >= conference.seats_per_delegation:
                raise Problem("delegation_full", seats=conference.seats_per_delegation)
            moved = replace(person, table_id=table_id, delegation=delegation, head=False)
        self._move(conference, {moved.id: moved})

    def swap(self, conference: Conference, participant_id: str, other_id: str) -> None:
        """Let two people change places, leading or not; one of them may have had none."""
        one = self._delegate(conference, participant_id)
        other = self._delegate(conference, other_id)
        if (one.table_id, one.delegation) == (other.table_id, other.delegation):
            raise Problem("nothing_to_swap")
        self._move(
            conference,
            {
                one.id: _in_place_of(one, other),
                other.id: _in_place_of(other, one),
            },
        )

    def make_head(self, conference: Conference, participant_id: str) -> None:
        """Let somebody lead the delegation in which they sit."""
        person = self._person(conference, participant_id)
        if person.table_id is None:
            raise Problem("head_without_seat", name=person.name)
        place = (person.table_id, person.delegation)
        people = [
            replace(p, head=p.id == person.id) if (p.table_id, p.delegation) == place else p
            for p in self.people(conference.id)
        ]
        self._store_seats(conference, people)

    def auto_seat(self, conference: Conference) -> None:
        """Seat everybody who waits, by lot."""
        self._seat_waiting(conference, None)

    def seat_by_wish(self, conference: Conference) -> Granted:
        """Seat everybody who waits by what they wish for; equals by lot."""
        wishes = self.wishes(conference.id)
        waiting = {p.id for p in self.people(conference.id) if p.table_id is None}
        self._seat_waiting(conference, wishes)
        seated = [
            p for p in self.people(conference.id) if p.id in waiting and p.table_id is not None
        ]
        got = [(p.delegation, wishes[p.id]) for p in seated if p.id in wishes]
        return Granted(
            seated=len(seated),
            wished=len(got),
            first=sum(delegation == wished[0] for delegation, wished in got),
            any=sum(delegation in wished for delegation, wished in got),
        )

    def _seat_waiting(
        self,
        conference: Conference,
        wishes: Mapping[str, Sequence[DelegationId]] | None,
    ) -> None:
        people = list(self.people(conference.id))
        random.SystemRandom().shuffle(people)
        seated = seat_all(
            people,
            self.tables(conference.id),
            self._essential_first(conference),
            conference.seats_per_delegation,
            wishes,
        )
        self._store_seats(conference, seated)

    def _essential_first(self, conference: Conference) -> list[DelegationId]:
        """The delegations, those in front without which nothing can be agreed."""
        structure = self.structure(conference)
        essential = structure.rules.essential
        return sorted(structure.delegation_ids, key=lambda id_: id_ not in essential)

    def remove(
        self, conference: Conference, participant_id: str, *, disowned: bool = False
    ) -> None:
        """Take somebody out of the conference; their name is free again.

        What they wrote keeps their name; ``disowned`` where that was not who they are: then it
        says that somebody called themselves so.
        """
        person = self._person(conference, participant_id)
        called = sentence("disowned", {"name": person.name}) if disowned else person.name
        self._directory.remove_participants({person.id: called})
        self._store_seats(conference, list(self.people(conference.id)))

    def remove_all(self, conference: Conference, *, observers: bool) -> int:
        """Take out everybody who has no seat, or all observers; how many there were."""
        gone = {
            person.id: person.name
            for person in self.people(conference.id)
            if person.table_id is None and person.observer == observers
        }
        self._directory.remove_participants(gone)
        self._changed(conference.id)
        return len(gone)

    def rename(self, conference: Conference, participant_id: str, name: str) -> Participant:
        """Give somebody another name, here and as the author of what they wrote."""
        person, name = self._person(conference, participant_id), clean_name(name)
        try:
            self._directory.rename_participant(person.id, name)
        except NameTaken:
            raise Problem("name_taken_here", name=name) from None
        self._changed(conference.id)
        return replace(person, name=name)

    def forgotten(self, conference: Conference) -> None:
        """Somebody has been deleted from the conference: fill their seat, and tell every page.

        What they wrote is gone from the tables' logs too: pages that show it look again.
        """
        self._store_seats(conference, list(self.people(conference.id)))
        for listener in self._rewritten:
            listener(conference.id)

    # --- seats that nobody has to give ---

    def _seat_as_planned(
        self, conference: Conference, plans: Mapping[str, Expected]
    ) -> dict[str, Participant]:
        """Those of ``plans`` (by participant id) with the seats that are planned and still free."""
        people = {p.id: p for p in self.people(conference.id)}
        moved: dict[str, Participant] = {}
        for id_, plan in plans.items():
            places = [
                (table.id, delegation)
                for table in self.tables(conference.id)
                for delegation in self._essential_first(conference)
                if plan.table_number in (None, table.number)
                and plan.delegation in (None, delegation)
            ]
            planned = plan.table_number is not None or plan.delegation is not None
            if planned and (place := self._free(conference, people.values(), places)):
                moved[id_] = people[id_] = _sitting(people[id_], place)
        return moved

    def _seat_late(self, conference: Conference, person: Participant) -> dict[str, Participant]:
        """Somebody who comes after the start, where there is room for them."""
        place = self.late_place(conference)
        return {person.id: _sitting(person, place)} if place else {}

    def late_place(self, conference: Conference) -> Place | None:
        """Where a late-comer fits in best: None if every table that plays is full.

        At the table with the fewest people, for the delegation with the fewest: one that the
        machine holds comes first, and is then the late-comer's.
        """
        people = self.people(conference.id)
        crowd = Counter(person.table_id for person in people)
        playing = [
            table for table in self.tables(conference.id) if table.begun and table.status != "over"
        ]
        for table in sorted(playing, key=lambda table: (crowd[table.id], table.number)):
            places = [(table.id, d) for d in self._essential_first(conference)]
            place = self._free(conference, people, places)
            if place is not None and self._tables.unshown(table.id) is None:
                return place
        return None

    def _free(
        self, conference: Conference, people: Iterable[Participant], places: Sequence[Place]
    ) -> Place | None:
        return emptiest(people, places, conference.seats_per_delegation)

    # --- storing ---

    def _delegate(self, conference: Conference, participant_id: str) -> Participant:
        person = self._person(conference, participant_id)
        if person.observer:
            raise Problem("observer_seat")
        return person

    def _check_place(self, conference: Conference, table_id: int, delegation: DelegationId) -> None:
        if table_id not in {t.id for t in self.tables(conference.id)}:
            raise Problem("unknown_table")
        if delegation not in self.structure(conference).delegation_ids:
            raise Problem("unknown_table")

    def _move(self, conference: Conference, moved: Mapping[str, Participant]) -> None:
        people = [moved.get(p.id, p) for p in self.people(conference.id)]
        self._store_seats(conference, people)

    def _store_newcomer(self, conference: Conference, newcomer: Participant) -> None:
        """Store the seat of somebody who has just joined: nobody else's changes by that."""
        others = [p for p in self.people(conference.id) if p.id != newcomer.id]
        alone = all(_place(other) != _place(newcomer) for other in others)
        # The machine lets go of a delegation to which somebody comes.
        self._directory.reseat([replace(newcomer, head=alone)])

    def _store_seats(self, conference: Conference, people: list[Participant]) -> None:
        before = {p.id: p for p in self.people(conference.id)}
        held = {t.id: self._directory.stand_ins_of(t.id) for t in self.tables(conference.id)}
        after = with_heads(people)
        self._directory.reseat([p for p in after if before.get(p.id) != p])
        if self.started(conference):
            # Whom the machine was given on purpose it keeps, until somebody new sits down there.
            new = {
                (p.table_id, p.delegation)
                for p in after
                if p.id not in before or _place(before[p.id]) != _place(p)
            }
            kept = {
                id_: frozenset(d for d in delegations if (id_, d) not in new)
                for id_, delegations in held.items()
            }
            self._fill_empty_seats(conference, kept)
        self._changed(conference.id)

    # --- the machine ---

    def stand_ins(self, table_id: int) -> frozenset[DelegationId]:
        """The delegations of the table that the machine holds."""
        return self._held[table_id]

    def _give(self, table_id: int, delegations: frozenset[DelegationId]) -> None:
        """Let the machine hold exactly those delegations of the table."""
        self._directory.set_stand_ins(table_id, delegations)
        self._held.forget()

    def hand_to_machine(
        self, conference: Conference, table_id: int, delegation: DelegationId
    ) -> None:
        """Let the machine hold a delegation of a running table; its people stay and may watch."""
        self._hold(conference, table_id, delegation, held=True)

    def take_back(self, conference: Conference, table_id: int, delegation: DelegationId) -> None:
        """Give a delegation that the machine holds back to the people who sit there."""
        self._hold(conference, table_id, delegation, held=False)

    def _hold(
        self, conference: Conference, table_id: int, delegation: DelegationId, *, held: bool
    ) -> None:
        self._check_place(conference, table_id, delegation)
        table = first((t for t in self.tables(conference.id) if t.id == table_id), table_id)
        if not table.begun:
            raise Problem("not_started")
        place = (table_id, delegation)
        if not held and place not in {_place(p) for p in self.people(conference.id)}:
            raise Problem("nobody_there")
        one, before = frozenset({delegation}), self._directory.stand_ins_of(table_id)
        self._give(table_id, before | one if held else before - one)
        self._changed(conference.id)

    def started(self, conference: Conference) -> bool:
        """Whether any table has left the lobby."""
        return any(table.begun for table in self.tables(conference.id))

    def shown_tables(self, conference_id: int) -> tuple[TableRecord, ...]:
        """The conference's tables without those that cannot be shown (``Tables.unshown``)."""
        tables = self.tables(conference_id)
        return tuple(table for table in tables if self._tables.unshown(table.id) is None)

    def _fill_empty_seats(
        self,
        conference: Conference,
        kept: Mapping[int, frozenset[DelegationId]] = MappingProxyType({}),
    ) -> None:
        """Nothing waits for an absent delegation: the machine holds each one without people.

        ``kept`` names, by table, those that it goes on holding although somebody sits there.
        """
        delegations = frozenset(self.structure(conference).delegation_ids)
        people = self.people(conference.id)
        for table in self.tables(conference.id):
            if table.begun:
                filled = {p.delegation for p in people if p.table_id == table.id}
                empty = delegations - filled
                self._give(table.id, empty | kept.get(table.id, frozenset()))


def _place(person: Participant) -> tuple[int | None, DelegationId | None]:
    return (person.table_id, person.delegation)


def _sitting(person: Participant, place: Place) -> Participant:
    return replace(person, table_id=place[0], delegation=place[1], head=False)


def _in_place_of(person: Participant, other: Participant) -> Participant:
    """The person where the other sits, and leading if the other leads."""
    return replace(person, table_id=other.table_id, delegation=other.delegation, head=other.head)
