"""Practice: one person at a table of machines, without an instructor and without an account.

A practice is a conference that the house itself owns. Its door is shut, nobody runs it, and the one
who practises may do a few of the things that an instructor does, at their own table alone.
"""

import hashlib
import math
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from game.engine.actors import INSTRUCTOR
from game.engine.acts.clock import SHORTEST, MoveDeadline, PauseTable, ResumeTable
from game.engine.acts.endings import EndTalks
from game.engine.acts.progress import AdvancePhase
from game.engine.command import Command
from game.engine.house_rules import HouseRules
from game.engine.phases import HURRIED
from game.engine.refusals import WRONG_PHASE, Refused
from game.engine.state import TableState
from game.messages import sentence
from game.scenario.model import DelegationId, Level, Preset, PresetId, Structure
from game.service import scenarios
from game.service.conferences import Conference, Conferences
from game.service.erasure import Erasure
from game.service.limits import Buckets
from game.service.problems import Problem
from game.service.senders import SERVER, practising
from game.service.setup import Setup
from game.service.tables import Tables
from game.store.directory import (
    Directory,
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
#: How many one address may open at once, and how many more a second: a class behind one router,
#: three times over. Whoever opens more is in the others' way only for as long as they do it.
BURST, PER_SECOND = 120, 0.5
#: How many are kept altogether, running, paused and finished.
KEPT = 500
#: Of all that may run, and of all that are kept, what one address may have: the rest is others'.
SHARE = 0.75
#: Seconds for which a newcomer's place is kept until their page has come, and for how many at once:
#: somebody who opens more without looking at any has no claim to them.
ARRIVING, ARRIVALS = 20.0, 10
DAY = 86_400.0
#: Days until a finished one is deleted, and one in which nothing has happened any more.
FINISHED_DAYS, IDLE_DAYS = 14, 3


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

    ``key`` hides the addresses from which they were opened. ``present`` says whether the
    participant with that id is here.

    Nobody can take everybody's place: an address has its share, and a place is for whoever is
    there. Where all are taken, the practice of somebody who is away is paused for a newcomer.
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
        present: Callable[[str], bool],
    ) -> None:
        self._directory = directory
        self._tables = tables
        self._conferences = conferences
        self._erasure = erasure
        self.most = most
        self._key = hashlib.sha256(key.encode()).digest()
        self._present = present
        self._buckets = Buckets(BURST, PER_SECOND, lambda: tables.clock())
        #: The conferences of those practices, opened by this process, to which nobody has come yet.
        self._unvisited: set[int] = set()
        self._opening = threading.Lock()

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
            self._make_room(hidden, {person.conference_id for person in mine})
            conference = self._conferences.set_up(
                self._directory.house(self._tables.clock()),
                sentence("practice_title"),
                setup,
                seed=choice.seed.strip()[:SEED_LIMIT] or None,
            )
            self._directory.mark_practice(conference.id, hidden)
            self._conferences.set_door(conference, "closed")
            person = self._seat(conference, delegation, form)
            self._unvisited.add(conference.id)
            return person

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

    def _make_room(self, address: str, mine: Collection[int]) -> None:
        """Make room for one more, where nobody who is there has to go for it; else ``Problem``."""
        kept = self._directory.practices()
        running = [record for record in kept if self._runs(record)]
        if sum(record.conference_id in mine for record in running) >= OF_A_BROWSER:
            raise Problem("practices_of_yours", count=OF_A_BROWSER)
        wait = self._buckets.take(address)
        if wait > 0:
            raise Problem("practices_too_fast", seconds=math.ceil(wait))
        gone = self._delete_one_for(address, kept)
        self._pause_one_for(address, [record for record in running if record != gone])

    def _delete_one_for(
        self, address: str, kept: Sequence[PracticeRecord]
    ) -> PracticeRecord | None:
        """Where too many are kept, one goes that nobody has ever come to: that one is returned."""
        crowd = _crowd(address, kept, KEPT)
        if crowd is None:
            return None
        gone = self._one_away([r for r in crowd if r.conference_id in self._unvisited])
        self._delete(gone)
        return gone

    def _pause_one_for(self, address: str, running: Sequence[PracticeRecord]) -> None:
        """Where too many run, one is paused whose player is away."""
        crowd = _crowd(address, running, self.most)
        if crowd is not None:
            place, id_ = self._one_away(crowd).table_id, secrets.token_hex(8)
            # Refused, it has stopped by itself meanwhile.
            with suppress(Refused):
                self._tables.submit(place, INSTRUCTOR, PauseTable(), command_id=f"place-{id_}")

    def _one_away(self, records: Sequence[PracticeRecord]) -> PracticeRecord:
        """The first whose player is not there, nor just arriving; ``Problem`` if there is none."""
        absent = [record for record in records if not self._attended(record)]
        since = self._tables.clock() - ARRIVING
        arriving = [record for record in absent if record.created_at > since][-ARRIVALS:]
        away = next((record for record in absent if record not in arriving), None)
        if away is None:
            raise Problem("practices_full")
        return away

    def _attended(self, record: PracticeRecord) -> bool:
        """Whether whoever practises there is there."""
        people = self._conferences.people(record.conference_id)
        return any(self._present(person.id) for person in people)

    def visited(self, conference_id: int) -> None:
        """Somebody has come to their place; nothing happens where that is no practice."""
        self._unvisited.discard(conference_id)

    def _runs(self, record: PracticeRecord) -> bool:
        """Whether its machines play now: one that is paused or over costs next to nothing."""
        runs = record.status in ("lobby", "running")
        return runs and self._tables.unshown(record.table_id) is None

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
        if what == "resume" and state.paused:
            self._resume_room(person.conference_id)
        command = COMMANDS[what] if what in COMMANDS else self._hurried(state)
        self._tables.submit(
            person.table_id,
            INSTRUCTOR,
            command,
            command_id=command_id,
            sender=practising(person.id),
            step=step,
        )

    def _resume_room(self, conference_id: int) -> None:
        """Room for one that is paused, among those that run."""
        with self._opening:
            kept = self._directory.practices()
            address = next((r.address for r in kept if r.conference_id == conference_id), "")
            self._pause_one_for(address, [record for record in kept if self._runs(record)])

    def _hurried(self, state: TableState) -> Command:
        """Half of what is left of the phase: machines act by the part that has passed."""
        left = self._left(state)
        if left is None:
            raise Refused(WRONG_PHASE, phase=state.name)
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
        record = self._conferences.table(table_id)
        if record is None or not self.here(record.conference_id):
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

    # --- clearing away ---

    def sweep(self) -> None:
        """Delete practices that ended long ago, and those that were given up."""
        now = self._tables.clock()
        for record in self._directory.practices():
            days = FINISHED_DAYS if record.status == "over" else IDLE_DAYS
            if now - record.last_at > days * DAY:
                self._delete(record)

    def _delete(self, record: PracticeRecord) -> None:
        self._unvisited.discard(record.conference_id)
        self._erasure.remove(self._conferences.get(record.conference_id))


def _crowd(
    address: str, records: Sequence[PracticeRecord], most: int
) -> Sequence[PracticeRecord] | None:
    """Among which of them room has to be made for one more; None where there is room.

    Those of the address itself, where it has its share; where there are too many altogether, all
    of them, beginning with the address that has the most.
    """
    of_address = Counter(record.address for record in records)
    if of_address[address] >= math.ceil(SHARE * most):
        return [record for record in records if record.address == address]
    if len(records) < most:
        return None
    return sorted(records, key=lambda record: -of_address[record.address])


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
    wanted = choice.preset or structure.default_preset.id
    preset = next((p for p in structure.presets if p.id == wanted), None)
    if preset is None or not playable(preset):
        raise Problem("unknown_preset")
    timings = preset.timings.model_copy(update={"briefing": max(READING, preset.timings.briefing)})
    rules = HouseRules(level=choice.level, hints=True, timings=timings)
    return Setup(preset=preset.id, tables=1, seats_per_delegation=1, rules=rules)
