"""Every command over HTTP by every role in every phase, compared with the table of gates."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from game.app import build
from game.config import Config
from game.engine.actors import Role
from game.engine.acts import GATES
from game.engine.acts.clock import GiveTimeBack
from game.engine.acts.expiry import Expire
from game.engine.acts.table import replay
from game.engine.apply import apply
from game.engine.command import Command
from game.engine.event import Event
from game.engine.house_rules import HouseRules
from game.engine.phases import PhaseName
from game.service.setup import Setup
from game.store.log import EventLog, StoredEvent
from game.store.schema import events as event_rows
from tests.bench.security.report import Part
from tests.lesson import recorded
from tests.unhurried import Unhurried
from tests.unit.test_rules_gates import AT_THE_GATE, SAMPLES

ROLES = {
    "head": Role.HEAD,
    "adviser": Role.ADVISER,
    "observer": Role.OBSERVER,
    "instructor": Role.INSTRUCTOR,
}
#: Fields that no command has from outside: whose it is, when, and how the log counts it.
FORGED = {
    "by": "somebody",
    "role": "instructor",
    "actor": {"role": "clock"},
    "sender": "server",
    "participant": "somebody",
    "delegation": "dprk",
    "table_id": 2,
    "seq": 1,
    "at": 0.0,
    "now": 1e12,
    "audience": ["us"],
    "command_digest": "",
    "draws": 0.5,
}
REFUSALS = frozenset(reason.code for reason in AT_THE_GATE)


def phases() -> dict[PhaseName, tuple[Event, ...]]:
    """A recorded game up to the beginning of each of its phases, and all that came with it."""
    events = recorded("full_accord").events
    found: dict[PhaseName, tuple[Event, ...]] = {}
    state = replay(events[:1])
    for number, event in enumerate(events):
        state = apply(state, event) if number else state
        if state.name not in found or found[state.name][-1].at == event.at:
            found[state.name] = events[: number + 1]
    assert set(found) == set(PhaseName)
    return found


class Gates:
    """A class with one table in each phase, and one person of each role at each."""

    def __init__(self, folder: Path) -> None:
        self.house = build(Config(f"sqlite:///{folder / 'game.db'}", "http://127.0.0.1"))
        self.hall = self.house.hall
        self.hall.pace = Unhurried()
        people = self.hall.conferences
        teacher = people.enter(people.invite("Teacher"))
        self.phases = phases()
        setup = Setup(
            preset="two75", tables=len(self.phases), seats_per_delegation=2, rules=HouseRules()
        )
        self.conference = people.set_up(teacher, "Class", setup)
        self.desk = self.house.app.test_client()
        self.desk.post(f"/instructor/enter/{people.invite('Teacher')}")
        self.log = EventLog(self.house.database)
        self.tables = dict(zip(self.phases, people.tables(self.conference.id), strict=True))
        self.seats: dict[tuple[PhaseName, str], str] = {}
        for phase, table in self.tables.items():
            for role in ("head", "adviser"):
                person = people.join(self.conference.code, f"{role} {phase}")
                people.seat(self.conference, person.id, table.id, "us")
                self.seats[phase, role] = person.id
            self.reset(phase)
        self.observer = people.join(self.conference.code, "Press", observer=True).id
        self.phones: dict[str, FlaskClient] = {}
        self.sent = 0
        self._used: dict[tuple[PhaseName, str, str], dict[str, Any]] = {}
        self.part = Part(
            "Commands by role and phase", ("phase", "requests", "passed the gate", "refused there")
        )

    def close(self) -> None:
        """Close the house."""
        self.house.close()

    def reset(self, phase: PhaseName) -> None:
        """Let the table be as it was when the phase began."""
        table_id = self.tables[phase].id
        with self.house.database.writing() as connection:
            connection.execute(sa.delete(event_rows).where(event_rows.c.table_id == table_id))
        rows = [
            StoredEvent(seq, one.at, one.kind, one.model_dump_json(), f"told-{seq}")
            for seq, one in enumerate(self.phases[phase], start=1)
        ]
        self.log.append(table_id, rows)
        self.hall.tables.forget([table_id])

    def phone(self, id_: str) -> FlaskClient:
        """The telephone of that participant."""
        if id_ not in self.phones:
            self.phones[id_] = self.house.app.test_client()
            with self.phones[id_].session_transaction() as login:
                login["participants"] = [id_]
        return self.phones[id_]

    def send(
        self, phase: PhaseName, role: str, fields: dict[str, Any], *, form: bool = False
    ) -> TestResponse:
        """The command by that role at the table in that phase."""
        self.sent += 1
        table = self.tables[phase]
        step = self.hall.tables.state(table.id).phase.step.tag
        filled = {"command_id": f"sent-{self.sent}", "step": step, **fields}
        if role == "instructor":
            browser = self.desk
            base = f"/instructor/conference/{self.conference.id}/table/{table.number}"
        else:
            id_ = self.observer if role == "observer" else self.seats[phase, role]
            browser, base = self.phone(id_), f"/play/{id_}"
        how: dict[str, Any] = {"data": filled} if form else {"json": filled}
        return browser.post(f"{base}/command", headers={"Accept": "application/json"}, **how)

    # --- what is tried ---

    def run(self, forged: Mapping[str, Any] = FORGED) -> Part:
        """Everything, with those extra fields."""
        for phase in self.phases:
            counts: Counter[bool] = Counter()
            for sample in SAMPLES:
                for role in ROLES:
                    counts[self._compare(phase, sample, role)] += 1
            self.part.rows.append((phase.value, sum(counts.values()), counts[True], counts[False]))
        self._forged(forged)
        self._taken_ids()
        return self.part

    def _seq(self, phase: PhaseName) -> int:
        return self.hall.tables.state(self.tables[phase].id).seq

    def _compare(self, phase: PhaseName, sample: Command, role: str) -> bool:
        """Send it; whether it passed the gate, which must be what the table of gates says."""
        gate = GATES[type(sample)]
        before = self._seq(phase)
        answer = self.send(phase, role, sample.model_dump(mode="json"))
        where = f"{sample.kind} by {role} in {phase.value}: {answer.status_code}"
        code = (answer.get_json(silent=True) or {}).get("error", {}).get("code", "")
        if self._seq(phase) != before:
            self.part.expect(answer.status_code == 200, f"{where}, but it was stored")
            self.reset(phase)
        if isinstance(sample, Expire | GiveTimeBack):
            # Nobody can even say it; an observer is turned away before.
            self.part.expect(answer.status_code in (403, 422), where)
            return False
        passed = answer.status_code < 500 and code not in REFUSALS
        open_ = ROLES[role] in gate.who and phase in gate.phases
        self.part.expect(passed is open_, f"{where} {code}")
        return passed

    def _forged(self, forged: Mapping[str, Any]) -> None:
        """A field that a command does not have makes it none."""
        phase, count = PhaseName.DRAFTING, 0
        for sample in SAMPLES:
            for name, value in forged.items():
                if name in type(sample).model_fields:
                    continue
                for role in ROLES:
                    for form in (False, True):
                        count += 1
                        self._refused_whole(phase, role, sample, {name: value}, form=form)
        self.part.rows.append(("extra fields", count, 0, count))

    def _refused_whole(
        self,
        phase: PhaseName,
        role: str,
        sample: Command,
        more: dict[str, Any],
        *,
        form: bool,
    ) -> None:
        before = self._seq(phase)
        fields = sample.model_dump(mode="json")
        if form:
            # As a form sends them: whatever is no text is what a page would never send.
            fields = {k: v for k, v in fields.items() if isinstance(v, str)}
            more = {k: str(v) for k, v in more.items()}
        answer = self.send(phase, role, {**fields, **more}, form=form)
        where = f"{sample.kind} with {more} by {role}: {answer.status_code}"
        self.part.expect(answer.status_code in (403, 422), where)
        self.part.expect(self._seq(phase) == before, f"{where}, and it was stored")

    def _taken_ids(self) -> None:
        """An id that the server itself makes, sent by somebody else first, stops nothing."""
        count = 0
        for phase in self.phases:
            # The clock of the phase before may have moved on any table.
            self.reset(phase)
            for role in ("head", "adviser", "instructor"):
                for id_ in self.servers_ids(phase):
                    count += 1
                    self._send_under(phase, role, id_)
            self._server_goes_on(phase)
        self.part.rows.append(("ids that the server makes", count, count, 0))

    def servers_ids(self, phase: PhaseName) -> Sequence[str]:
        """What the server would call its next commands at that table, or has called."""
        table = self.tables[phase]
        state = self.hall.tables.state(table.id)
        step, seq = state.phase.step.tag, state.seq
        here = range(seq, seq + 4)
        stored = [row.command_id for row in self.log.read(table.id)][-3:]
        return [
            *("start", "lay", "begin", f"hurry-{step}", f"place-{self.seats[phase, 'head']}"),
            *(f"back-{n}" for n in here),
            *(f"phase-{step}-{n}" for n in here),
            *(f"clock:phase-{step}-{n}" for n in here),
            *stored,
        ]

    def _send_under(self, phase: PhaseName, role: str, id_: str) -> None:
        if role == "instructor":
            fields: dict[str, Any] = {"kind": "announce", "text": "Tea is served."}
        else:
            raised = self.hall.tables.state(self.tables[phase].id).hands
            fields = {"kind": "raise_hand", "raised": "us" not in raised}
        answer = self.send(phase, role, {**fields, "command_id": id_})
        where = f"{role} under {id_} in {phase.value}: {answer.status_code}"
        code = (answer.get_json(silent=True) or {}).get("error", {}).get("code", "")
        # The sender's own second use of an id for something else is refused, nobody else's is.
        own = self._used.setdefault((phase, role, id_), fields)
        expected = answer.status_code == 200 or (own != fields and code == "command_id_used")
        self.part.expect(expected or code in REFUSALS, f"{where} {code}")
        self.part.expect("repeated" not in answer.get_data(as_text=True), where)

    def _server_goes_on(self, phase: PhaseName) -> None:
        """Start the table, or let its phase run out: as if nobody had used those ids."""
        tables, id_ = self.hall.tables, self.tables[phase].id
        if phase is PhaseName.DEBRIEF:
            return
        before = tables.state(id_)
        if phase is PhaseName.LOBBY:
            self.hall.conferences.open_tables(self.conference, frozenset({id_}))
        else:
            clock = tables.clock
            until = max(
                (clock(), before.phase.deadline or 0.0, *(e.at for e in tables.recent(id_)))
            )
            tables.clock = lambda: until + 1.0
            try:
                self.house.ticker.beat_clock()
            finally:
                tables.clock = clock
        after = tables.state(id_).phase.step
        self.part.expect(after != before.phase.step, f"{phase.value} does not end")
