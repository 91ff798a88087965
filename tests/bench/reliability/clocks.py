"""Faults of time: a machine that stands still, a server that is away, a clock that is set."""

import signal
import time
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient

from game.engine.phases import PhaseName
from game.service.clock import Clock
from tests.bench.reliability.crew import folder, health
from tests.bench.reliability.findings import Table, Verdict, begin
from tests.bench.reliability.store import served
from tests.moments import Room, due
from tests.running import Class

#: Kinds of events that only a deadline brings about.
STRUCK = frozenset({"phase_opened", "roll_call_closed", "inject_settled", "floor_given"})


def time_faults(verdict: Verdict) -> list[Table]:
    """Everything that was tried."""
    return [_stopped(verdict), _clocks(verdict)]


def _stopped(verdict: Verdict) -> Table:
    """The process stands still, as in sleep; a proposal is on the table."""
    table = begin(
        Table(
            "A machine that stands still (SIGSTOP, SIGCONT)",
            (
                "for",
                "logged out",
                "deadlines that struck",
                "the class afterwards",
                "the teacher",
                "a student's page",
                "/healthz",
                "time left before → after",
            ),
        )
    )
    for seconds in (5, 30, 90):
        with served("stop") as crew:
            issue = crew.state().setup.agenda[0]
            crew.send("us", "table_proposal", step=crew.step(), **{f"options.{issue}": "dismantle"})
            before = crew.state()
            count = len(crew.rows())
            assert before.phase.deadline is not None
            gone = time.time()
            crew.server.signal(signal.SIGSTOP)
            time.sleep(seconds)
            crew.server.signal(signal.SIGCONT)
            time.sleep(1.5)
            lost = crew.logged_out()
            alarms, student = (
                crew.alarms(),
                _line(crew.students["us"].browser.get(crew.students["us"].path).body),
            )
            said = health(crew.server)
            after = crew.state()
            paused = after.paused
            if paused:
                assert crew.order("resume_table").status == 200
            resumed, at = crew.state(), time.time()
            struck = [row.kind for row in crew.rows()[count:] if row.kind in STRUCK]
            left = before.phase.deadline - gone
            assert resumed.phase.deadline is not None
            remains = resumed.phase.deadline - at
            how = "paused" if paused else "runs on"
            table.add(
                f"{seconds} s",
                lost,
                len(struck),
                how,
                alarms,
                student,
                said,
                f"{left:.0f} → {remains:.0f} s",
            )
            verdict.demand(lost == 0, f"stopped {seconds} s: {lost} logged out")
            verdict.demand(not struck, f"stopped {seconds} s: {struck}")
            verdict.demand(remains > left - 5, f"stopped {seconds} s: {left:.0f} → {remains:.0f}")
    return table


# --- by a clock of ours ------------------------------------------------------------------------


@dataclass
class Machine:
    """The clocks of a machine, which do what they are told."""

    wall: float = 1_700_000_000.0
    monotonic: float = 1_000.0

    def clock(self, begin: float = 0.0) -> Clock:
        """A server's clock on it."""
        return Clock(begin, lambda: self.wall, lambda: self.monotonic)

    def live(self, seconds: float) -> None:
        """Time passes on both."""
        self.wall += seconds
        self.monotonic += seconds


@dataclass(frozen=True)
class Case:
    """A fault of time: what happens to the clocks, and whether the server was down for it."""

    name: str
    wall: float
    monotonic: float = 0.0
    restart: bool = False


CASES = (
    Case("server down for 10 min", 600.0, 600.0, restart=True),
    Case("server down for 10 min, clock set back 1 h meanwhile", 600.0 - 3_600.0, 600.0, True),
    Case("set back by 5 s", -5.0),
    Case("set back by 2 min", -120.0),
    Case("set back by 1 h", -3_600.0),
    Case("set forward by 1 h", 3_600.0),
)


def _clocks(verdict: Verdict) -> Table:
    table = begin(
        Table(
            "Clocks that are set, and a server that was away",
            (
                "fault",
                "logged out (of 8)",
                "deadlines that struck",
                "the class afterwards",
                "the teacher",
                "a student",
                "time left before → after",
                "and 60 s later",
            ),
            note="In one process, with the machine's clocks in the trial's hand; the demo preset in"
            " drafting. Time left is play time: what the phase still lasts once it runs.",
        )
    )
    for case in CASES:
        with folder("clock") as place:
            _try(case, Path(place), table, verdict)
    return table


def _try(case: Case, place: Path, table: Table, verdict: Verdict) -> None:
    machine = Machine()
    room = Room(place)
    lesson = Class(room.house)
    clock = machine.clock()
    room.tables.clock = clock
    lesson.advance_to(PhaseName.DRAFTING)
    _log_in_again(lesson)
    room.house.lost_time.begin(clock())
    room.house.ticker.beat_clock()
    gone = clock()
    before = _left(room, lesson.id, gone)
    count = len(room.tables.events(lesson.id))
    machine.wall += case.wall
    machine.monotonic += case.monotonic
    if case.restart:
        room.tables.clock = machine.clock(begin=gone)
        room.house.lost_time.begin(gone)
    room.house.ticker.beat_clock()
    lost = _logged_out(lesson)
    state = room.tables.state(lesson.id)
    teacher, student = _line(lesson.page("")), _line(lesson.student("us"))
    if state.paused:
        lesson.control("resume_table")
    after = _left(room, lesson.id, room.tables.clock())
    for _ in range(60):
        machine.live(1.0)
        room.house.ticker.beat_clock()
    later = _left(room, lesson.id, room.tables.clock())
    struck = [e.kind for e in room.tables.events(lesson.id)[count:] if e.kind in STRUCK]
    table.add(
        case.name,
        lost,
        len(struck),
        "paused" if state.paused else "runs on",
        teacher,
        student,
        f"{before:.0f} → {after:.0f} s",
        f"{later:.0f} s",
    )
    verdict.demand(lost == 0, f"{case.name}: {lost} logged out")
    verdict.demand(not struck, f"{case.name}: {struck}")
    verdict.demand(abs(before - after) < 2, f"{case.name}: {before:.0f} → {after:.0f} s left")
    verdict.demand(abs(after - later - 60) < 2, f"{case.name}: then {later:.0f} s left")
    room.house.close()


def _log_in_again(lesson: Class) -> None:
    """Cookies that are signed by the clock of the trial."""
    code = lesson.conference.code
    for name, person in lesson.people.items():
        found = lesson.conferences.participant(person.id)
        assert found is not None
        sent = {"code": code, "resume_code": found.resume_code}
        lesson.phones[name] = lesson.house.app.test_client()
        assert lesson.phones[name].post("/resume", data=sent).status_code == 303
    lesson.browser = lesson.house.app.test_client()
    link = lesson.conferences.invite("Teacher")
    assert lesson.browser.post(f"/instructor/enter/{link}").status_code == 303


def _left(room: Room, table: int, now: float) -> float:
    return (
        min(at for (kind, _), at in due(room.tables.state(table)).items() if kind == "phase") - now
    )


def _logged_out(lesson: Class) -> int:
    def out(browser: FlaskClient, path: str) -> bool:
        return browser.get(path).status_code != 200

    students = sum(out(lesson.phones[n], f"/play/{p.id}") for n, p in lesson.people.items())
    return students + out(lesson.browser, lesson.base)


def _line(page: str) -> str:
    """What the page says of the gap."""
    start = page.find("The server was not there")
    return page[start:].split("<")[0] if start > 0 else "nothing"
