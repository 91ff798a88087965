"""Kills at random moments: of a server in play, at signatures, exports, joins, and at its start."""

import http.client
import random
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner

from game.cli import main
from game.engine.phases import PhaseName
from game.scenario.loader import load_packaged
from game.store.directory import Directory
from tests.bench.reliability.crew import (
    DELEGATIONS,
    Chatter,
    Crew,
    Student,
    Tally,
    check,
    enter,
    folder,
    health,
    open_class,
    stored,
)
from tests.bench.reliability.findings import Table, Verdict, begin
from tests.bench.reliability.pages import LivePage
from tests.house import ServerProcess, Visitor


@dataclass
class Kills:
    """What was counted over all kills."""

    kind: str
    kills: int = 0
    tally: Tally = field(default_factory=Tally)
    joins: int = 0
    joins_lost: int = 0
    logs: int = 0
    logs_wrong: int = 0
    pages: int = 0
    pages_wrong: list[str] = field(default_factory=list)
    ill: list[str] = field(default_factory=list)
    other: str = ""


class Trial:
    """A server on a database of its own that is killed again and again."""

    def __init__(self, place: Path, draws: random.Random, verdict: Verdict, until: float) -> None:
        self.place, self.draws, self.verdict, self.until = place, draws, verdict, until
        self.server = ServerProcess(place)

    @property
    def time_left(self) -> bool:
        """Whether there is time for one more kill."""
        return time.monotonic() < self.until

    def kill_and_restart(self, found: Kills) -> None:
        """Kill the server now, and open another on the same database at once."""
        self.server.kill()
        found.kills += 1
        self.server.start()
        said = health(self.server)
        if not said.startswith("200"):
            found.ill.append(said)

    def replay_all(self, found: Kills, by_command: int = 3) -> None:
        """Play every table's log back; a few through the commands that a teacher would use."""
        with stored(self.server.database_file) as database:
            directory = Directory(database)
            records = directory.all_tables()
            codes = {r.id: directory.conference(r.conference_id) for r in records}
        for record in records:
            conference = codes[record.id]
            assert conference is not None
            if found.logs >= by_command:
                break
            file = self.place / f"{record.id}.jsonl"
            where = f"{conference.code}/{record.number}"
            options = ["--table", where, "--database", str(self.server.database_file)]
            made = CliRunner().invoke(main, ["export", "--replay", *options, "--output", str(file)])
            told = CliRunner().invoke(main, ["replay", str(file), "--check"])
            found.logs += 1
            found.logs_wrong += made.exit_code != 0 or told.exit_code != 0

    def judge(self, found: Kills) -> None:
        """What must hold of every kill."""
        tally = found.tally
        self.verdict.demand(tally.lost == 0, f"{found.kind}: {tally.lost} commands lost")
        self.verdict.demand(tally.twice == 0, f"{found.kind}: {tally.twice} commands twice")
        self.verdict.demand(tally.again_wrong == 0, f"{found.kind}: {tally.again_wrong} not taken")
        self.verdict.demand(found.joins_lost == 0, f"{found.kind}: {found.joins_lost} shut out")
        self.verdict.demand(found.logs_wrong == 0, f"{found.kind}: {found.logs_wrong} logs differ")
        self.verdict.demand(not found.pages_wrong, f"{found.kind}: pages {found.pages_wrong}")
        self.verdict.demand(not found.ill, f"{found.kind}: health {found.ill}")


def in_play(trial: Trial, count: int) -> Kills:
    """While six students and nobody else write, vote and raise hands, in every phase of talk."""
    found = Kills("in play")
    crew = open_class(trial.server, enter(trial.server, trial.server.start()))
    tags = ["1.consultations", "1.drafting", "2.plenary", "2.consultations", "2.drafting"]
    followed = [
        LivePage(crew.students[who].browser, f"{crew.students[who].path}?tab=talk")
        for who in DELEGATIONS[:2]
    ]
    followed.append(LivePage(Visitor(trial.server.url), f"/watch/{crew.conference.code}/1"))
    for number in range(count):
        if not trial.time_left:
            break
        if number % 8 == 0:
            crew.advance_to(tags[min(number // 8, len(tags) - 1)])
        since = len(crew.sent)
        chatter = Chatter(crew, trial.draws)
        time.sleep(0.3 + 1.7 * trial.draws.random())
        trial.kill_and_restart(found)
        chatter.stop()
        found.tally.add(check(crew, since))
        if crew.state().paused:
            assert crew.order("resume_table").status == 200
        for page in followed:
            found.pages += 1
            found.pages_wrong += page.converges()
    for page in followed:
        page.close()
    trial.replay_all(found)
    trial.judge(found)
    return found


def at_signatures(trial: Trial, count: int) -> Kills:
    """Within 80 ms of six signatures that are sent at once."""
    found = Kills("six signatures at once")
    teacher = enter(trial.server, trial.server.start())
    structure = load_packaged("six_party_talks").structure
    option = {issue.id: issue.options[-1].id for issue in structure.issues}
    signed = 0
    for _ in range(count):
        if not trial.time_left:
            break
        crew = open_class(trial.server, teacher, "demo")
        _agree(crew, option)
        since, step = len(crew.sent), crew.step()
        with ThreadPoolExecutor(6) as pool:
            waiting = [
                pool.submit(crew.send, who, "decide_ratification", decision="sign", step=step)
                for who in DELEGATIONS
            ]
            time.sleep(0.08 * trial.draws.random())
            trial.kill_and_restart(found)
            for one in waiting:
                one.result()
        found.tally.add(check(crew, since))
        state = crew.state()
        # Whoever had signed has signed: no signature waits to be given a second time.
        trial.verdict.demand(state.name is not PhaseName.RATIFICATION, "a signature was lost")
        signed += 1
    found.other = f"{signed} texts signed by all six"
    trial.replay_all(found)
    trial.judge(found)
    return found


def _agree(crew: Crew, options: dict[str, str]) -> None:
    """One clause that all six accept, and on to the signing."""
    crew.advance_to("1.drafting")
    issue = crew.state().setup.agenda[0]
    step = crew.step()
    sent = crew.send("us", "table_proposal", step=step, **{f"options.{issue}": options[issue]})
    assert sent.fate == "acknowledged", sent
    (proposal,) = crew.state().open_proposals()
    for who in DELEGATIONS[:-1]:
        crew.send(who, "cast_ballot", proposal=proposal.id, ballot="accept", step=step)
    crew.advance_to("0.ratification")


def at_exports(trial: Trial, count: int) -> Kills:
    """While an export or a report is being made by the worker."""
    found = Kills("exports and reports")
    crew = open_class(trial.server, enter(trial.server, trial.server.start()), "demo")
    for who in DELEGATIONS:
        crew.say(who)
    assert crew.order("end_talks").status == 200
    made = 0
    kinds = ["scores.csv", "participation.xlsx", "report"]
    for number in range(count):
        if not trial.time_left:
            break
        kind = kinds[number % len(kinds)]
        _ask(crew, kind)
        time.sleep(2.0 * trial.draws.random())
        trial.kill_and_restart(found)
        made += _made(crew, kind)
    found.other = f"{made} of {found.kills} made after the restart"
    trial.verdict.demand(made == found.kills, f"only {found.other}")
    trial.replay_all(found)
    trial.judge(found)
    return found


def _ask(crew: Crew, kind: str) -> str:
    """Ask for it; the address at which it will be."""
    if kind == "report":
        crew.teacher.get(f"{crew.base}/table/1/debrief")
        return f"{crew.base}/table/1/debrief"
    return crew.teacher.post(f"{crew.base}/exports", {"what": kind}).path


def _made(crew: Crew, kind: str) -> bool:
    """Whether it comes within a minute, asked for once more."""
    address = _ask(crew, kind)
    for _ in range(120):
        page = crew.teacher.get(address)
        if kind == "report" and page.status == 200 and "is being made" not in page.body:
            return True
        if kind != "report" and "Your file is ready" in page.body:
            return True
        time.sleep(0.5)
    return False


def at_joins(trial: Trial, count: int) -> Kills:
    """While six newcomers join; each sends the same form again afterwards."""
    found = Kills("people joining")
    crew = open_class(trial.server, enter(trial.server, trial.server.start()))
    code = crew.conference.code
    for number in range(count):
        if not trial.time_left:
            break
        forms = [
            {
                "code": code,
                "name": f"Press {number}.{place}",
                "observer": "true",
                "form_id": uuid.uuid4().hex,
            }
            for place in range(6)
        ]
        pages: dict[str, str] = {}

        def join(form: dict[str, str], pages: dict[str, str] = pages) -> None:
            try:
                answer = Visitor(trial.server.url).post("/join", form)
            except (OSError, http.client.HTTPException):
                return
            if answer.status == 200:
                pages[form["name"]] = answer.path

        threads = [threading.Thread(target=join, args=(form,)) for form in forms]
        for thread in threads:
            thread.start()
        time.sleep(0.5 * trial.draws.random())
        trial.kill_and_restart(found)
        for thread in threads:
            thread.join()
        first = dict(pages)
        found.tally.acknowledged += len(first)
        found.tally.unanswered += len(forms) - len(first)
        for form in forms:
            join(form)
        with stored(trial.server.database_file) as database:
            people = Directory(database).participants_of(crew.conference.id)
        names = [person.name for person in people]
        for form in forms:
            found.joins += 1
            here = names.count(form["name"]) == 1 and form["name"] in pages
            same = first.get(form["name"], pages.get(form["name"])) == pages.get(form["name"])
            found.joins_lost += not (here and same)
    trial.judge(found)
    return found


def at_the_start(trial: Trial, count: int) -> Kills:
    """Between the first moment of the process and the first requests."""
    found = Kills("start-up")
    crew = open_class(trial.server, enter(trial.server, trial.server.start()))
    for who in DELEGATIONS:
        crew.say(who)
    before = crew.rows()
    trial.server.kill()
    for _ in range(count):
        if not trial.time_left:
            break
        opening = threading.Thread(target=_try_to_start, args=(trial.server,))
        opening.start()
        time.sleep(0.1 + 4.0 * trial.draws.random())
        trial.server.kill()
        opening.join()
        found.kills += 1
    trial.server.start()
    said = health(trial.server)
    if not said.startswith("200"):
        found.ill.append(said)
    kept = crew.rows()[: len(before)] == before
    trial.verdict.demand(kept, "start-up: the log differs")
    found.tally.acknowledged = len(crew.sent)
    found.tally.lost += sum(crew.look(s.browser, s.path).status != 200 for s in _all(crew))
    trial.replay_all(found)
    trial.judge(found)
    return found


def _all(crew: Crew) -> list[Student]:
    return list(crew.students.values())


def _try_to_start(server: ServerProcess) -> None:
    # It is killed while it opens, which is what is tried.
    with suppress(Exception):
        server.start()


SHARES: tuple[tuple[Callable[[Trial, int], Kills], float], ...] = (
    (in_play, 0.38),
    (at_signatures, 0.14),
    (at_exports, 0.11),
    (at_joins, 0.13),
    (at_the_start, 0.13),
)


def kill_all(count: int, draws: random.Random, verdict: Verdict, until: float) -> list[Kills]:
    """Every kind of kill but those of migrations, in shares of ``count``."""
    found: list[Kills] = []
    for kind, share in SHARES:
        with folder("kills") as place:
            trial = Trial(Path(place), draws, verdict, until)
            try:
                found.append(kind(trial, round(count * share)))
            finally:
                trial.server.kill()
        print(f"  {found[-1].kind}: {found[-1].kills}", flush=True)  # noqa: T201
    return found


def table_of(found: list[Kills]) -> Table:
    """All kills as one table."""
    table = begin(
        Table(
            "Kills",
            (
                "during",
                "kills",
                "acknowledged",
                "refused",
                "unanswered",
                "… of these stored",
                "lost",
                "twice",
                "sent again and not taken",
                "joins repeated",
                "… shut out",
                "logs replayed",
                "… wrong",
                "live pages compared",
                "… different",
                "also",
            ),
        )
    )
    total = Kills("**all**")
    for one in found:
        total.kills += one.kills
        total.tally.add(one.tally)
        for name in ("joins", "joins_lost", "logs", "logs_wrong", "pages"):
            setattr(total, name, getattr(total, name) + getattr(one, name))
        total.pages_wrong += one.pages_wrong
    for one in [*found, total]:
        t = one.tally
        table.add(
            one.kind,
            one.kills,
            t.acknowledged,
            t.refused,
            t.unanswered,
            t.stored_unanswered,
            t.lost,
            t.twice,
            t.again_wrong,
            one.joins,
            one.joins_lost,
            one.logs,
            one.logs_wrong,
            one.pages,
            len(one.pages_wrong),
            one.other,
        )
    return table
