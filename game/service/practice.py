"""Practice: one person at a table of machines, without an instructor and without an account.

A practice is a conference that the house itself owns. Its door is shut, nobody runs it, and the one
who practises may do a few of the things that an instructor does, at their own table alone.
"""

import hashlib
import math
import secrets
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from game.engine.actors import INSTRUCTOR
from game.engine.commands import (
    AdvancePhase,
    Command,
    EndTalks,
    MoveDeadline,
    PauseTable,
    ResumeTable,
)
from game.engine.errors import Reason, Refused
from game.engine.phases import HURRIED
from game.engine.rules.control import SHORTEST
from game.engine.state import TableState
from game.messages import sentence
from game.scenario.model import DelegationId, Level, Preset, PresetId, Structure
from game.service import scenarios
from game.service.conferences import Conference, Conferences
from game.service.erasure import Erasure
from game.service.problems import Problem
from game.service.senders import SERVER, practising
from game.service.setup import Setup
from game.service.tables import Tables
from game.store.directory import (
    Directory,
    HouseRules,
    Participant,
    PracticeRecord,
    SentForm,
)

#: What whoever practises may do beside playing.
Control: TypeAlias = Literal["pause", "resume", "hurry", "skip", "end"]
CONTROLS: tuple[Control, ...] = get_args(Control)
LEVELS: tuple[Level, ...] = get_args(Level)

SEED_LIMIT = 32
#: A preset with longer phases (seconds) is made for days between lessons: nobody sits through it.
LONGEST_PHASE = 3_600
#: Reading the brief has no hurry alone (seconds): the phase ends as soon as the reader is ready.
READING = 600
#: Once nobody but machines needs more time, this part of what is left remains, and at least so
#: many seconds, for them to finish what they are about.
REMAINS, AT_LEAST = 0.25, 20.0

#: How many games one browser may have running at once.
OF_A_BROWSER = 3
#: How many one address may open within an hour: a class behind one router, twice over.
AN_HOUR, HOURLY = 3_600.0, 60
#: How many are kept altogether, running, paused and finished.
KEPT = 500
DAY = 86_400.0
#: Days until a finished one is deleted, and one in which nothing has happened any more.
FINISHED_DAYS, IDLE_DAYS = 14, 3
#: Seconds for which the list of practices is believed by the clock.
BELIEVED = 5.0


@dataclass(frozen=True)
class Choice:
    """What somebody wants to practise. An empty delegation is drawn by lot, an empty seed too."""

    delegation: DelegationId
    preset: PresetId
    level: Level = "realistic"
    seed: str = ""


def playable(preset: Preset) -> bool:
    """Whether the preset makes sense alone: with phases that somebody can sit through."""
    seconds: dict[str, int] = preset.timings.model_dump()
    return max(seconds.values()) <= LONGEST_PHASE


class Practices:
    """Opens, steers and clears away practices. ``most`` may run at once; with 0 there are none.

    ``key`` hides the addresses from which they were opened.
    """

    def __init__(
        self,
        directory: Directory,
        tables: Tables,
        conferences: Conferences,
        erasure: Erasure,
        *,
        most: int,
        key: str,
    ) -> None:
        self._directory = directory
        self._tables = tables
        self._conferences = conferences
        self._erasure = erasure
        self.most = most
        self._key = hashlib.sha256(key.encode()).digest()
        self._opening = threading.Lock()
        self._listed: frozenset[int] = frozenset()
        self._listed_at = -math.inf

    @property
    def offered(self) -> bool:
        """Whether this house offers practice at all."""
        return self.most > 0

    def here(self, conference_id: int) -> bool:
        """Whether that conference is a practice."""
        return self._directory.is_practice(conference_id)

    # --- opening ---

    def open(
        self,
        choice: Choice,
        address: str,
        mine: Collection[Participant] = (),
        form: SentForm | None = None,
    ) -> Participant:
        """Open a table, seat whoever practises, and begin at once.

        ``mine`` is everybody that the same browser may act for. The same ``form`` again leads to
        the practice that it opened. ``Problem`` opens nothing.
        """
        if not self.offered:
            raise Problem("no_practice")
        structure = scenarios.scenario(scenarios.DEFAULT).structure
        delegation = choice.delegation or secrets.choice(structure.delegation_ids)
        if delegation not in structure.delegation_ids:
            raise Problem("unknown_delegation")
        setup = _setup(choice, structure)
        hidden = self._hidden(address)
        with self._opening:
            made = self._directory.made_by(form)
            if made is not None and (person := self._directory.participant(made)) is not None:
                return person
            self._check_room(hidden, {person.conference_id for person in mine})
            conference = self._conferences.set_up(
                self._directory.house(self._tables.clock()),
                sentence("practice_title"),
                setup,
                seed=choice.seed.strip()[:SEED_LIMIT] or None,
            )
            self._directory.mark_practice(conference.id, hidden)
            self._listed_at = -math.inf
            self._conferences.set_door(conference, "closed")
            return self._seat(conference, delegation, form)

    def _seat(
        self, conference: Conference, delegation: DelegationId, form: SentForm | None
    ) -> Participant:
        (table,) = self._conferences.tables(conference.id)
        person = Participant(
            id=secrets.token_hex(8),
            conference_id=conference.id,
            name=sentence("practice_name"),
            resume_code=self._conferences.new_resume_code(conference),
            observer=False,
            table_id=table.id,
            delegation=delegation,
            head=True,
            joined_at=self._tables.clock(),
        )
        self._directory.add_participant(person, form)
        self._conferences.open_tables(conference, frozenset({table.id}))
        return person

    def _hidden(self, address: str) -> str:
        return hashlib.blake2b(address.encode(), key=self._key, digest_size=16).hexdigest()

    def _check_room(self, address: str, mine: Collection[int]) -> None:
        """Refuse one more where it would be too many."""
        kept = self._directory.practices()
        running = [record for record in kept if self._runs(record)]
        since = self._tables.clock() - AN_HOUR
        lately = [r for r in kept if r.address == address and r.created_at > since]
        if sum(record.conference_id in mine for record in running) >= OF_A_BROWSER:
            raise Problem("practices_of_yours", count=OF_A_BROWSER)
        if len(running) >= self.most or len(kept) >= KEPT or len(lately) >= HOURLY:
            raise Problem("practices_full")

    def _runs(self, record: PracticeRecord) -> bool:
        """Whether its machines play now: one that is paused or over costs next to nothing."""
        return not record.over and not self._tables.state(record.table_id).paused

    # --- steering ---

    def control(
        self, person: Participant, what: Control, *, command_id: str, step: str | None
    ) -> None:
        """Do for the person at their own practice what an instructor does at a class's table.

        ``Problem`` where it is no practice of theirs, ``Refused`` where the rules say no.
        """
        if person.table_id is None or not self.here(person.conference_id):
            raise Problem("no_practice_here")
        state = self._tables.state(person.table_id)
        if what == "resume" and sum(map(self._runs, self._directory.practices())) >= self.most:
            raise Problem("practices_full")
        command = COMMANDS[what] if what in COMMANDS else self._hurried(state)
        self._tables.submit(
            person.table_id,
            INSTRUCTOR,
            command,
            command_id=command_id,
            sender=practising(person.id),
            step=step,
        )

    def _hurried(self, state: TableState) -> Command:
        """Half of what is left of the phase: machines act by the part that has passed."""
        left = self._left(state)
        if left is None:
            raise Refused(Reason.WRONG_PHASE, phase=state.name)
        return MoveDeadline(seconds=-round(left - max(SHORTEST + 1, left / 2)))

    def _left(self, state: TableState) -> float | None:
        """Seconds until the phase ends, None where it has no end."""
        clock = self._tables.clock() if state.paused_at is None else state.paused_at
        deadline = state.phase.deadline
        return None if deadline is None else deadline - clock

    def look(self, table_id: int) -> None:
        """Called by the clock: where whoever practises is ready, little time is left to machines.

        In a class the others' time is theirs. Here nobody gains by waiting, but for the opening
        statements: everybody's turn comes.
        """
        state = self._tables.state(table_id)
        if state.paused or state.name not in HURRIED or not state.ready or state.floor:
            return
        if table_id not in self._tables_listed():
            return
        people = set(state.setup.delegations) - self._conferences.stand_ins(table_id)
        left = self._left(state)
        if not people <= state.ready or left is None:
            return
        spare = round(left - max(AT_LEAST, REMAINS * left))
        # Once a step.
        id_ = f"hurry-{state.phase.step.tag}"
        if spare > 0 and not self._tables.carried_out(table_id, SERVER, id_):
            self._tables.submit(
                table_id,
                INSTRUCTOR,
                MoveDeadline(seconds=-spare),
                command_id=id_,
                sender=SERVER,
            )

    def _tables_listed(self) -> frozenset[int]:
        now = self._tables.clock()
        if now - self._listed_at > BELIEVED:
            self._listed = frozenset(r.table_id for r in self._directory.practices())
            self._listed_at = now
        return self._listed

    # --- clearing away ---

    def sweep(self) -> None:
        """Delete practices that ended long ago, and those that were given up."""
        now = self._tables.clock()
        for record in self._directory.practices():
            days = FINISHED_DAYS if record.over else IDLE_DAYS
            if now - record.last_at > days * DAY:
                self._erasure.remove(self._conferences.get(record.conference_id))


COMMANDS: Mapping[Control, Command] = {
    "pause": PauseTable(),
    "resume": ResumeTable(),
    "skip": AdvancePhase(),
    "end": EndTalks(),
}


def _setup(choice: Choice, structure: Structure) -> Setup:
    """The choice as a set-up. ``Problem`` if it names what there is not."""
    if choice.level not in LEVELS:
        raise Problem("unknown_level")
    preset = next((p for p in structure.presets if p.id == choice.preset), None)
    if preset is None or not playable(preset):
        raise Problem("unknown_preset")
    timings = preset.timings.model_copy(update={"briefing": max(READING, preset.timings.briefing)})
    rules = HouseRules(level=choice.level, hints=True, timings=timings)
    return Setup(preset=choice.preset, tables=1, seats_per_delegation=1, rules=rules)
