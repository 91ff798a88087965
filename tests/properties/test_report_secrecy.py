"""What a student's debrief shows before anything is opened does not depend on others' secrets."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from game.app import build
from game.config import Config
from game.engine.acts.accords import AccordOffered
from game.engine.acts.cables import CableAnswered, CableSent
from game.engine.acts.channels import MessageSent
from game.engine.acts.effects import StandingMoved
from game.engine.acts.injects import InjectSettled, WeightsShifted
from game.engine.acts.moves import MoveMade
from game.engine.acts.priorities import PrioritiesSet
from game.engine.acts.proposals import BallotCast
from game.engine.acts.trades import TradeAnswered, TradeOffered
from game.engine.choices import Chapter
from game.engine.event import Event
from game.engine.state import TableState
from game.records.format import read
from game.records.names import Names
from game.records.outcome import final_state
from game.report.charts import course, people
from game.report.charts.drawing import Labels
from game.report.disclosure import Reader, disclosed
from game.report.export.material import ClassMaterial, TableMaterial
from game.report.export.paper import print_delegation, print_table
from game.report.figures import table as table_module
from game.report.figures.played import Played
from game.report.figures.table import TABLE_FIGURES, TableFigures, figures_of
from game.report.reading import debrief_of
from game.report.telling import tellings
from game.report.work import TableReport
from game.scenario.loader import load_packaged
from game.scenario.model import DelegationId
from game.web.debrief import delegation_page, table_page
from tests.replays.record import HERE

FILES = sorted(HERE.glob("*.jsonl"))
SCENARIO = load_packaged("six_party_talks")
TITLES = {issue: text.title for issue, text in SCENARIO.text("en").issues.items()}
SHUT: frozenset[Chapter] = frozenset()

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def events_of(file: Path) -> tuple[Event, ...]:
    return read(file.read_bytes()).events


def figures_from(events: tuple[Event, ...]) -> TableFigures:
    return figures_of(Played.of(SCENARIO.structure, events), TITLES)


def with_other_secrets(events: tuple[Event, ...], own: DelegationId) -> Iterator[Event]:
    """The same game to the public and to that delegation, but all that only others know differs."""
    final = final_state(events)
    for event in events:
        if event.audience.public or event.audience.includes(own):
            yield event
        else:
            yield _otherwise(event, final)


def _otherwise(event: Event, final: TableState) -> Event:
    """The event as it might have been, for all that anybody else can tell."""
    return event.model_copy(update=_changes(event) or _fate(event, final))


def _changes(event: Event) -> dict[str, object]:
    match event:
        case MessageSent():
            return {"text": "Sanctions, verification, energy: all of it."}
        case TradeOffered():
            return {"gives": event.asks, "asks": event.gives, "note": "Tell nobody."}
        case TradeAnswered():
            return {"accepted": not event.accepted, "note": "Nobody else will hear of it."}
        case CableSent():
            return {"text": "Nobody else will ever read this."}
        case CableAnswered():
            return {"granted": not event.granted, "reason": "never"}
        case StandingMoved():
            return {"after": max(0, event.after - 7)}
        case PrioritiesSet():
            return {"issues": event.issues[::-1]}
        case WeightsShifted():
            values = [*event.weights.values()][::-1]
            return {"weights": dict(zip(event.weights, values, strict=True))}
        case _:
            return {}


def _fate(event: Event, final: TableState) -> dict[str, object]:
    """What is secret only as long as nothing brought it to light."""
    structure = SCENARIO.structure
    match event:
        case MoveMade() if any(m.move == event.move and not m.known for m in final.moves):
            others = [m.id for m in structure.moves_of(event.delegation) if m.id != event.move]
            return {"move": others[0]}
        case AccordOffered() if final.offers[event.offer].status != "concluded":
            return {"note": "Tell nobody.", "package": {}}
        case InjectSettled():
            decisions = structure.inject(event.inject).decisions
            return {"answers": {d.delegation: d.answers[-1] for d in decisions}}
        case BallotCast() if final.proposals[event.proposal].status == "withdrawn":
            return {"ballot": "abstain"}
        case _:
            return {}


@pytest.fixture
def unexamined(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks at every package here: what that finds is shut anyway (see below)."""
    monkeypatch.setattr(table_module, "value", lambda played: None)


@each_file
@pytest.mark.usefixtures("unexamined")
def test_others_secrets_change_nothing_before_a_chapter_is_open(file: Path) -> None:
    events = events_of(file)
    figures = figures_from(events)
    differences = 0
    for own in figures.facts.delegations:
        altered = tuple(with_other_secrets(events, own))
        others = figures_from(altered)
        reader = Reader(own, SHUT)
        shown, again = disclosed(figures, reader), disclosed(others, reader)
        assert TABLE_FIGURES.dump_json(shown) == TABLE_FIGURES.dump_json(again)
        differences += figures != others
    assert differences, "nothing secret was altered at all"


@each_file
@pytest.mark.usefixtures("unexamined")
def test_a_reader_of_no_delegation_sees_what_was_public_alone(file: Path) -> None:
    shown = disclosed(figures_from(events_of(file)), Reader(None, SHUT))
    assert not any((shown.scores, shown.cards, shown.cables, shown.commitments))
    assert all(told.known_to is None for told in shown.story)
    assert all(not moment.worth and not moment.standing for moment in shown.moments)
    assert all(not bid.worth and not bid.willing and not bid.level for bid in shown.bargaining.bids)
    assert all(circle.public and not circle.issues for circle in shown.talks.circles)
    assert all(not crisis.known_to for crisis in shown.crises)
    assert all(not answer.worth for crisis in shown.crises for answer in crisis.answers)
    assert all(not move.secret or move.exposed_by for move in shown.moves)
    assert all(accord.public for accord in shown.accords)
    assert all(not precedent.worth for precedent in shown.precedents)


def test_every_chapter_opens_something_and_nothing_else() -> None:
    """Opened one by one, chapters only ever add; all together they show all but sealed votes."""
    figures = figures_from(events_of(HERE / "full_accord.jsonl"))
    opens: dict[Chapter, Callable[[TableFigures], int]] = {
        "scores": lambda f: len(f.scores),
        "objectives": lambda f: sum(bool(score.objectives) for score in f.scores),
        "moves": lambda f: len(f.moves),
        "accords": lambda f: len(f.commitments),
        "cables": lambda f: len(f.cables) + len(f.crises),
        "talks": lambda f: sum(bool(circle.messages) for circle in f.talks.circles),
    }
    opened: frozenset[Chapter] = frozenset()
    shown = disclosed(figures, Reader("russia", opened))
    for chapter, count in opens.items():
        before = count(shown)
        opened |= {chapter}
        shown = disclosed(figures, Reader("russia", opened))
        if chapter != "moves":
            assert count(shown) > before, chapter
    assert shown == replace(figures, facts=replace(figures.facts, events=0))


def test_anonymous_votes_and_withdrawn_ones_are_never_opened() -> None:
    everything = frozenset[Chapter]({"scores", "objectives", "moves", "accords", "cables", "talks"})
    events = events_of(HERE / "full_accord.jsonl")
    anonymous = (events[0].model_copy(update={"votes": "anonymous"}), *events[1:])
    shown = disclosed(figures_from(anonymous), Reader("us", everything))
    assert shown.votes is None
    assert all(bid.accepted == bid.opposed == () for bid in shown.bargaining.bids)
    for clause in shown.clauses:
        for motion in clause.motions:
            assert motion.ballots.keys() <= {"us"}


Render = Callable[[tuple[Event, ...], DelegationId], str]


@pytest.fixture
def render(tmp_path: Path) -> Iterator[Render]:
    """Puts the report of a log on a student's pages and papers, before anything is opened."""
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    labels = Labels(SCENARIO.text("en"), "en")

    def rendered(events: tuple[Event, ...], own: DelegationId) -> str:
        played = Played.of(SCENARIO.structure, events)
        figures = figures_of(played, TITLES)
        seats, circles = figures.facts.delegations, figures.talks.circles
        report = TableReport(
            figures,
            tellings(played, figures.story, Names(SCENARIO.text("en"), "en")),
            {
                "world": course.world(figures, labels),
                f"worth_{own}": course.worth(figures, labels, own),
                "network_public": people.network(
                    seats, tuple(c for c in circles if c.public), labels, "network-public"
                ),
            },
        )
        debrief = debrief_of(report, SCENARIO, "en", Reader(own, SHUT), 1)
        table = TableMaterial(1, SCENARIO.structure, events)
        material = ClassMaterial("Class", "123456", "en", SCENARIO, (table,), (), "pseudonyms")
        paper = print_table(material, table, debrief, None)
        paper += print_delegation(material, table, own, debrief, None)
        with house.app.test_request_context("/"):
            screen = table_page(debrief, "/", "/debrief")
            return screen + delegation_page(debrief, own, "/", "/own") + paper

    yield rendered
    house.database.close()


@pytest.mark.usefixtures("unexamined")
@pytest.mark.parametrize("name", ["full_accord", "walk_out"])
def test_what_a_student_reads_is_the_same_whatever_others_hid(name: str, render: Render) -> None:
    events = events_of(HERE / f"{name}.jsonl")
    for own in ("dprk", "us"):
        altered = tuple(with_other_secrets(events, own))
        assert render(events, own) == render(altered, own)
