"""Every page of every viewer can be made after every kind of event."""

import re
from collections.abc import Collection, Iterator, Sequence
from html import unescape
from typing import get_args

import pytest

from game.engine.actors import INSTRUCTOR
from game.engine.acts import EVENT_KINDS
from game.engine.acts.chair import HideMessage, SendDispatch
from game.engine.acts.clock import SetBell
from game.engine.acts.debrief import OpenChapter
from game.engine.acts.endings import EndTalks
from game.engine.acts.injects import HoldInject
from game.engine.choices import Chapter
from game.engine.event import EVERYWHERE, Event
from game.engine.phases import PhaseName
from game.scenario.loader import load_packaged
from game.web.instructor.running import class_panels
from game.web.instructor.table import table_panels
from game.web.play import play_panels
from game.web.present.overview import table_row
from game.web.watch import watch_panels
from tests.builders import Game
from tests.everyone import TABS, Everyone, rendered
from tests.lesson import recorded

KINDS = {kind.model_fields["kind"].default for kind in EVENT_KINDS}
#: Recorded games in which most kinds of events happen.
TALES = ("full_accord", "no_agreement", "walk_out", "breakdown_after_signing")


def rare_game() -> tuple[Event, ...]:
    """A short game in which everything happens that the recorded ones leave out."""
    scenario = load_packaged("six_party_talks")
    game = Game(scenario.structure, "two75", scenario_hash=scenario.hash)
    us, japan, dprk = game.head("us"), game.head("japan"), game.head("dprk")
    game.instructor.starts()
    us.raises_hand()
    game.instructor.moves_deadline(60)
    game.send(INSTRUCTOR, SetBell(at=game.now + 86_400))
    game.send(INSTRUCTOR, HoldInject(inject=game.structure.injects[0].id, held=True))
    game.send(INSTRUCTOR, SendDispatch(headline="To all", text="News"))
    game.send(INSTRUCTOR, SendDispatch(headline="To two", to=("us", "japan")))
    game.advance_to(PhaseName.PLENARY)
    game.head(game.state.floor.delegation if game.state.floor else "us").says("Rude words")
    game.send(INSTRUCTOR, HideMessage(channel=None, index=0))
    game.advance_to(PhaseName.CONSULTATIONS)
    channel = game.meet("us", "china")
    us.writes(channel, "More rude words")
    game.send(INSTRUCTOR, HideMessage(channel=channel, index=0))
    us.invites("japan")
    game.advance_to(PhaseName.DRAFTING)
    talk = game.meet("us", "dprk")
    clauses = {"aid": "emergency"}, {"programme": "freeze"}
    us.answers_trade(talk, dprk.offers_trade(talk, *clauses[::-1], "Between us."), accept=False)
    dprk.answers_trade(talk, us.offers_trade(talk, *clauses), accept=True, note="Agreed.")
    taken_back = japan.offers("tokyo_pyongyang_accord", abductions="reinvestigation")
    japan.takes_back(taken_back)
    # A second public accord takes the place of the first, and a secret one stands beside both.
    for options in ("reinvestigation", "settlement"):
        game.wait(5)
        dprk.agrees_to(japan.offers("tokyo_pyongyang_accord", abductions=options))
    secret = us.offers("washington_pyongyang_accord", confidential=True, security="pledge")
    dprk.agrees_to(secret)
    game.send(INSTRUCTOR, EndTalks())
    for chapter in get_args(Chapter):
        game.send(INSTRUCTOR, OpenChapter(chapter=chapter))
    return tuple(game.log)


@pytest.fixture(scope="module")
def games() -> dict[int, tuple[Event, ...]]:
    """What happens at each table."""
    told = [recorded(tale).events for tale in TALES]
    return dict(enumerate((*told, rare_game()), start=1))


@pytest.fixture(scope="module")
def everyone(
    tmp_path_factory: pytest.TempPathFactory, games: dict[int, tuple[Event, ...]]
) -> Iterator[Everyone]:
    found = Everyone(tmp_path_factory.mktemp("every-page"), len(games))
    yield found
    found.close()


def moments(
    events: Sequence[Event], seen: set[str]
) -> Iterator[tuple[Sequence[Event], Collection[str]]]:
    """The game in parts, each of which ends with something that has not been seen before.

    What happens at one instant is one part, since it is stored together.
    """
    part: list[Event] = []
    for event, following in zip(events, (*events[1:], None), strict=True):
        part.append(event)
        fresh = {str(one.kind) for one in part} - seen
        if following is None or (fresh and following.at != event.at):
            yield part, fresh
            seen |= fresh
            part = []


def words_of(line: str) -> str:
    """What people read in a piece of a page, without its time."""
    return unescape(re.sub(r"<time[^>]*>.*?</time>|<[^>]*>", " ", line, flags=re.DOTALL)).strip()


def check_news(panel: str, where: str) -> None:
    """A line that is there says something."""
    for _, line in re.findall(r'<li class="(news[^"]*)">(.*?)</li>', panel, re.DOTALL):
        assert words_of(line), (where, line)


def check_panels(everyone: Everyone, number: int) -> None:
    """What is pushed: every panel of every audience, and no line of news without words."""
    record = everyone.records[number - 1]
    state = everyone.hall.tables.state(record.id)
    with everyone.house.app.test_request_context():
        for delegation in state.setup.delegations:
            found = play_panels(record.id, delegation)
            assert set(found) == EVERYWHERE
            check_news(found["news"], f"play/news of {delegation}")
            if any(note.kind != "phase_opened" for note in state.notes):
                assert 'class="news-item' in found["news"]
        check_news(watch_panels(record.id)["news"], "watch/news")
        assert all(table_panels(record.id).values())
        row = table_row(everyone.hall, record, everyone.people)
        names = ("alarms", "controls", "glance", f"row-{number}", f"seats-{number}")
        pushed = class_panels(everyone.conference, {number: row}, names)
        assert set(pushed) == set(names)
        if row.last is not None and not row.crisis:
            said = re.search(r'<p class="row-last">(.*?)</p>', pushed[f"row-{number}"], re.DOTALL)
            assert said is not None
            assert words_of(said[1]), row.last.kind


def kinds_of(events: Sequence[Event]) -> set[str]:
    return {str(event.kind) for event in events}


def test_everything_happens_at_one_of_the_tables(games: dict[int, tuple[Event, ...]]) -> None:
    assert set().union(*map(kinds_of, games.values())) == KINDS


@pytest.mark.parametrize("number", range(1, len(TALES) + 2))
def test_every_page_of_every_viewer_is_made_after_every_kind_of_event(
    everyone: Everyone, games: dict[int, tuple[Event, ...]], number: int
) -> None:
    """After each kind that no table before has shown."""
    teacher, stranger = everyone.instructor(), everyone.stranger()
    seen: set[str] = set().union(*(kinds_of(games[before]) for before in range(1, number)))
    record = everyone.records[number - 1]
    seated = [everyone.student(p) for p in everyone.people if p.table_id == record.id]
    observers = [everyone.student(p) for p in everyone.people if p.observer]
    everyone.clear(number)
    looks = number
    for part, fresh in moments(games[number], seen):
        everyone.tell(number, part)
        if not fresh:
            continue
        check_panels(everyone, number)
        for place, viewer in enumerate((*seated, *observers)):
            assert viewer.person is not None
            tab = TABS[(looks + place) % len(TABS)]
            for path in everyone.pages_of_student(viewer.person, tab):
                rendered(viewer, path)
        for path in everyone.pages_of_instructor(number):
            rendered(teacher, path)
        for path in everyone.public_pages(number):
            rendered(stranger, path)
        looks += 1
    assert everyone.hall.tables.state(record.id).over


def test_every_page_that_stands_at_the_end_is_made(
    everyone: Everyone, games: dict[int, tuple[Event, ...]]
) -> None:
    """The reports, whole and on paper, for everybody, and what no event changes."""
    teacher, stranger = everyone.instructor(), everyone.stranger()
    for number, events in games.items():
        everyone.clear(number)
        everyone.tell(number, events)
    for path in everyone.quiet_public_pages():
        rendered(stranger, path)
    for number in (1, len(games)):
        record = everyone.records[number - 1]
        person = next(p for p in everyone.people if p.table_id == record.id)
        rendered(teacher, f"/instructor/conference/{everyone.conference.id}/table/{number}/debrief")
    rendered(teacher, f"/instructor/conference/{everyone.conference.id}/debrief")
    everyone.house.reports.finish()
    for number in (1, len(games)):
        record = everyone.records[number - 1]
        for path in everyone.quiet_pages_of_instructor(number):
            assert rendered(teacher, path).status_code == 200, path
        for person in (p for p in everyone.people if p.table_id == record.id):
            viewer = everyone.student(person)
            for path in everyone.slow_pages_of_student(person):
                rendered(viewer, path)


def test_a_delegation_may_ask_for_every_hint_in_every_phase(everyone: Everyone) -> None:
    """In a game that is told again from phase to phase."""
    events = recorded(TALES[0]).events
    ends = [place for place, event in enumerate(events, start=1) if event.kind == "phase_opened"]
    record = everyone.records[0]
    viewers = [everyone.student(p) for p in everyone.people if p.table_id == record.id]
    everyone.clear(1)
    for start, end in zip((0, *ends[:-1]), ends, strict=True):
        everyone.tell(1, events[start:end])
        viewer = viewers[end % len(viewers)]
        assert viewer.person is not None
        for path in everyone.slow_pages_of_student(viewer.person):
            rendered(viewer, path)
