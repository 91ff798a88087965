"""Conferences and their people: creating, joining, seating, starting."""

import hashlib
import random
import secrets
from collections.abc import Callable
from dataclasses import replace

from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.commands import Capitals, OpenTable, StartTable
from game.engine.phases import PhaseName
from game.scenario.model import ConsensusRule, DelegationId
from game.service import scenarios
from game.service.problems import Problem
from game.service.seating import seat_all, vacate, with_heads
from game.service.tables import Tables
from game.store.directory import (
    Conference,
    Directory,
    Instructor,
    NameTaken,
    Participant,
    TableRecord,
)

__all__ = ["Conference", "Conferences", "Instructor", "Participant", "Problem", "TableRecord"]

#: Letters and digits that are not mistaken for each other when read aloud or written down.
RESUME_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
NAME_LIMIT = 40
TITLE_LIMIT = 120
TABLE_LIMIT = 12
SEAT_LIMIT = 4


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Conferences:
    """What people may do before and beside the negotiating. Problems change nothing."""

    def __init__(self, directory: Directory, tables: Tables) -> None:
        self._directory = directory
        self._tables = tables
        self._listeners: list[Callable[[int], None]] = []

    def subscribe(self, listener: Callable[[int], None]) -> None:
        """Call the listener with the conference's id when its people or seats changed."""
        self._listeners.append(listener)

    def _changed(self, conference_id: int) -> None:
        for listener in self._listeners:
            listener(conference_id)

    # --- instructors ---

    def invite(self, name: str) -> str:
        """A new one-time secret by which the instructor of that name enters."""
        instructor = self._directory.instructor_named(name, self._tables.clock())
        token = secrets.token_urlsafe(24)
        self._directory.add_link(_hash(token), instructor, self._tables.clock())
        return token

    def link_is_fresh(self, token: str) -> bool:
        """Whether that secret can still be used."""
        return self._directory.link_is_fresh(_hash(token))

    def enter(self, token: str) -> Instructor:
        """Use up a one-time secret."""
        instructor = self._directory.use_link(_hash(token), self._tables.clock())
        if instructor is None:
            raise Problem("bad_link")
        return instructor

    def instructor(self, id_: int) -> Instructor | None:
        """The instructor with that id."""
        return self._directory.instructor(id_)

    # --- conferences ---

    def create(
        self,
        instructor: Instructor,
        *,
        title: str,
        preset: str,
        tables: int,
        consensus: ConsensusRule,
        capitals: Capitals = "rule",
        seats_per_delegation: int = 2,
        same_fate: bool = True,
        scenario_name: str = scenarios.DEFAULT,
    ) -> Conference:
        """Lay the tables of a new conference. Equal fates draw equal cards at equal times."""
        scenario = scenarios.scenario(scenario_name)
        if preset not in {p.id for p in scenario.structure.presets}:
            raise Problem("unknown_preset")
        if not 1 <= tables <= TABLE_LIMIT or not 1 <= seats_per_delegation <= SEAT_LIMIT:
            raise Problem("bad_number", tables=TABLE_LIMIT, seats=SEAT_LIMIT)
        shared = secrets.token_hex(8)
        conference = self._directory.add_conference(
            Conference(
                id=0,
                code=self._new_code(),
                title=title.strip()[:TITLE_LIMIT] or scenario.text("en").title,
                instructor_id=instructor.id,
                scenario=scenario_name,
                language=scenario.structure.languages[0],
                preset=preset,
                consensus=consensus,
                seats_per_delegation=seats_per_delegation,
                created_at=self._tables.clock(),
                locked=False,
            ),
            [shared if same_fate else secrets.token_hex(8) for _ in range(tables)],
        )
        laid = OpenTable(preset=preset, consensus=consensus, capitals=capitals)
        for table in self.tables(conference.id):
            self._tables.lay(table.id, scenario_name, laid)
        return conference

    def _new_code(self) -> str:
        while True:
            code = f"{secrets.randbelow(900_000) + 100_000}"
            if self._directory.code_is_free(code):
                return code

    def of_instructor(self, instructor: Instructor) -> tuple[Conference, ...]:
        """The instructor's conferences, newest first."""
        return self._directory.conferences_of(instructor.id)

    def get(self, conference_id: int) -> Conference:
        """The conference with that id."""
        conference = self._directory.conference(conference_id)
        if conference is None:
            raise Problem("unknown_code")
        return conference

    def owned(self, instructor: Instructor, conference_id: int) -> Conference:
        """The conference, if it is that instructor's."""
        conference = self.get(conference_id)
        if conference.instructor_id != instructor.id:
            raise Problem("not_yours")
        return conference

    def by_code(self, code: str) -> Conference:
        """The conference with that join code; blanks within it do not matter."""
        conference = self._directory.conference_by_code("".join(code.split()))
        if conference is None:
            raise Problem("unknown_code")
        return conference

    def tables(self, conference_id: int) -> tuple[TableRecord, ...]:
        """The conference's tables by number."""
        return self._directory.tables_of(conference_id)

    def table(self, table_id: int) -> TableRecord | None:
        """The table with that id."""
        return self._directory.table(table_id)

    def all_tables(self) -> tuple[TableRecord, ...]:
        """Every table of the house."""
        return self._directory.all_tables()

    def stand_ins(self, table_id: int) -> frozenset[DelegationId]:
        """The delegations of the table that the machine holds."""
        return self._directory.stand_ins_of(table_id)

    # --- people ---

    def join(self, code: str, name: str, observer: bool = False) -> Participant:
        """Join by code with a name that nobody else there has."""
        conference = self.by_code(code)
        name = " ".join(name.split())
        if not name:
            raise Problem("empty_name")
        if len(name) > NAME_LIMIT:
            raise Problem("long_name", limit=NAME_LIMIT)
        if conference.locked:
            raise Problem("conference_locked")
        if not observer and self._places_left(conference) < 1:
            raise Problem("conference_full")
        participant = Participant(
            id=secrets.token_hex(8),
            conference_id=conference.id,
            name=name,
            resume_code=self._new_resume_code(conference),
            observer=observer,
            table_id=None,
            delegation=None,
            head=False,
            joined_at=self._tables.clock(),
        )
        try:
            self._directory.add_participant(participant)
        except NameTaken:
            raise Problem("name_taken", name=name) from None
        self._changed(conference.id)
        return participant

    def _places_left(self, conference: Conference) -> int:
        delegations = len(scenarios.scenario(conference.scenario).structure.delegations)
        places = len(self.tables(conference.id)) * delegations * conference.seats_per_delegation
        return places - sum(not p.observer for p in self.people(conference.id))

    def _new_resume_code(self, conference: Conference) -> str:
        while True:
            letters = "".join(secrets.choice(RESUME_ALPHABET) for _ in range(8))
            code = f"{letters[:4]}-{letters[4:]}"
            if self._directory.participant_by_resume_code(conference.id, code) is None:
                return code

    def resume(self, code: str, resume_code: str) -> Participant:
        """Come back on another device; case, blanks and the dash do not matter."""
        conference = self.by_code(code)
        letters = "".join(c for c in resume_code.upper() if c.isalnum())
        found = self._directory.participant_by_resume_code(
            conference.id, f"{letters[:4]}-{letters[4:]}"
        )
        if found is None:
            raise Problem("unknown_resume_code")
        return found

    def participant(self, id_: str) -> Participant | None:
        """The participant with that id."""
        return self._directory.participant(id_)

    def people(self, conference_id: int) -> tuple[Participant, ...]:
        """Everybody of the conference in the order of joining."""
        return self._directory.participants_of(conference_id)

    def names(self, conference_id: int) -> dict[str, str]:
        """Everybody's name by participant id."""
        return {person.id: person.name for person in self.people(conference_id)}

    def actor(self, participant: Participant) -> Actor:
        """Who the participant is at their table."""
        if participant.observer or participant.delegation is None:
            return Actor(Role.OBSERVER, None, participant.id)
        role = Role.HEAD if participant.head else Role.ADVISER
        return Actor(role, participant.delegation, participant.id)

    def _person(self, conference: Conference, participant_id: str) -> Participant:
        person = self.participant(participant_id)
        if person is None or person.conference_id != conference.id:
            raise Problem("unknown_participant")
        return person

    # --- seats ---

    def seat(
        self,
        conference: Conference,
        participant_id: str,
        table_id: int | None,
        delegation: DelegationId | None,
    ) -> None:
        """Give somebody a seat (any time), or with no table send them back to the lobby."""
        person = self._person(conference, participant_id)
        if person.observer:
            raise Problem("observer_seat")
        structure = scenarios.scenario(conference.scenario).structure
        if table_id is None or delegation is None:
            moved = vacate(person)
        else:
            if table_id not in {t.id for t in self.tables(conference.id)}:
                raise Problem("unknown_table")
            if delegation not in structure.delegation_ids:
                raise Problem("unknown_table")
            others = [
                p
                for p in self.people(conference.id)
                if (p.table_id, p.delegation) == (table_id, delegation) and p.id != person.id
            ]
            if len(others) >= conference.seats_per_delegation:
                raise Problem("delegation_full", seats=conference.seats_per_delegation)
            moved = replace(person, table_id=table_id, delegation=delegation, head=False)
        people = [moved if p.id == person.id else p for p in self.people(conference.id)]
        self._store_seats(conference, people)

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
        people = list(self.people(conference.id))
        random.SystemRandom().shuffle(people)
        structure = scenarios.scenario(conference.scenario).structure
        seated = seat_all(
            people,
            self.tables(conference.id),
            structure.delegation_ids,
            conference.seats_per_delegation,
        )
        self._store_seats(conference, seated)

    def remove(self, conference: Conference, participant_id: str) -> None:
        """Take somebody out of the conference; their name is free again."""
        person = self._person(conference, participant_id)
        self._directory.remove_participant(person.id)
        self._store_seats(conference, list(self.people(conference.id)))

    def _store_seats(self, conference: Conference, people: list[Participant]) -> None:
        before = {p.id: p for p in self.people(conference.id)}
        after = with_heads(people)
        self._directory.reseat([p for p in after if before.get(p.id) != p])
        if self.started(conference):
            self._fill_empty_seats(conference)
        self._changed(conference.id)

    # --- starting ---

    def lock(self, conference: Conference, locked: bool) -> None:
        """Close the door to newcomers, or open it; whoever is in stays in."""
        self._directory.lock_conference(conference.id, locked)
        self._changed(conference.id)

    def started(self, conference: Conference) -> bool:
        """Whether any table has left the lobby."""
        return any(self._is_running(table) for table in self.tables(conference.id))

    def _is_running(self, table: TableRecord) -> bool:
        return self._tables.state(table.id).name is not PhaseName.LOBBY

    def start(self, conference: Conference) -> None:
        """Open the briefing at every table where somebody sits; the machine holds empty seats."""
        if self.started(conference):
            raise Problem("already_started")
        seated = {p.table_id for p in self.people(conference.id) if p.table_id is not None}
        if not seated:
            raise Problem("nobody_seated")
        self.open_tables(conference, frozenset(seated))

    def open_tables(self, conference: Conference, table_ids: frozenset[int]) -> None:
        """Open the briefing at those tables."""
        for table in self.tables(conference.id):
            if table.id in table_ids:
                self._tables.submit(
                    table.id, INSTRUCTOR, StartTable(), command_id=f"start-{table.id}"
                )
        self._fill_empty_seats(conference)
        self._changed(conference.id)

    def _fill_empty_seats(self, conference: Conference) -> None:
        """Nothing waits for an absent delegation: the machine holds each one without people."""
        structure = scenarios.scenario(conference.scenario).structure
        people = self.people(conference.id)
        for table in self.tables(conference.id):
            if self._is_running(table):
                filled = {p.delegation for p in people if p.table_id == table.id}
                self._directory.set_stand_ins(
                    table.id, frozenset(structure.delegation_ids) - filled
                )
