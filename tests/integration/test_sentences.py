"""Every kind of event is told in whole sentences wherever it is told."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import get_args

import pytest
from flask import render_template, render_template_string

from game.engine.actors import INSTRUCTOR
from game.engine.acts import EVENT_KINDS
from game.engine.acts.chair import HideMessage, SendDispatch
from game.engine.acts.clock import SetBell
from game.engine.acts.debrief import OpenChapter
from game.engine.acts.endings import EndTalks
from game.engine.acts.injects import HoldInject
from game.engine.choices import Chapter, Talk
from game.engine.event import Event
from game.engine.phases import PhaseName
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, Viewer, of
from game.records.chronicle import story
from game.records.outcome import record
from game.scenario.loader import load_packaged
from game.web.play import play_panels
from game.web.present import own, run
from game.web.present.news import KINDS, news
from game.web.present.stage import Stage, stage_for
from game.web.present.talk import channels
from game.web.present.timeline import timeline
from tests.builders import Game
from tests.everyone import Everyone
from tests.lesson import recorded
from tests.prose import ends_well, read, slips

TALES = (
    "full_accord",
    "partial_accord",
    "no_agreement",
    "walk_out",
    "breakdown",
    "breakdown_after_signing",
)


def odd_game() -> tuple[Event, ...]:
    """What recorded games leave out: talks of two to five, headlines with stops, empty chairs."""
    scenario = load_packaged("six_party_talks")
    game = Game(scenario.structure, "two75", scenario_hash=scenario.hash)
    us, japan, dprk, rok = (game.head(d) for d in ("us", "japan", "dprk", "rok"))
    game.instructor.starts()
    us.raises_hand()
    us.raises_hand(raised=False)
    us.ranks(*game.state.setup.agenda)
    game.instructor.moves_deadline(60)
    game.send(INSTRUCTOR, SetBell(at=game.now + 86_400))
    game.send(INSTRUCTOR, SetBell(at=None))
    game.send(INSTRUCTOR, HoldInject(inject=game.structure.injects[0].id, held=True))
    for headline in ("A ship is sighted", "Is that all?", "Stop!", "And then…", "It is over."):
        game.send(INSTRUCTOR, SendDispatch(headline=headline, text="More of it"))
        game.send(INSTRUCTOR, SendDispatch(headline=headline))
        game.send(INSTRUCTOR, SendDispatch(headline=headline, to=("us", "japan")))
        game.instructor.announces(headline)
    game.send(INSTRUCTOR, SendDispatch(headline="The world moves", effects={"tension": 2}))
    game.advance_to(PhaseName.PLENARY)
    assert game.state.floor is not None
    game.head(game.state.floor.delegation).says("Rude words")
    game.send(INSTRUCTOR, HideMessage(channel=None, index=0))
    game.instructor.pauses()
    game.wait(10)
    game.instructor.resumes()
    game.advance_to(PhaseName.CONSULTATIONS)
    for members in (
        ("us", "china"),
        ("us", "china", "russia"),
        ("us", "china", "russia", "japan", "rok"),
    ):
        channel = game.meet(*members)
        us.writes(channel, "A word to each of you")
        us.leaves(channel)
    rok.invites("us", "china", "japan")
    us.declines("china+japan+rok+us")
    japan.invites("rok")
    us.writes("us", "Among ourselves")
    us.is_ready()
    us.is_ready(ready=False)
    game.advance_to(PhaseName.DRAFTING)
    talk = game.meet("us", "dprk")
    clauses = {"aid": "emergency"}, {"programme": "freeze"}
    us.answers_trade(talk, dprk.offers_trade(talk, *clauses[::-1], "Between us."), accept=False)
    dprk.answers_trade(talk, us.offers_trade(talk, *clauses), accept=True, note="Agreed.")
    us.withdraws(us.tables({"aid": "million"}))
    japan.takes_back(japan.offers("tokyo_pyongyang_accord", abductions="reinvestigation"))
    dprk.turns_down(japan.offers("tokyo_pyongyang_accord", abductions="reinvestigation"))
    dprk.agrees_to(japan.offers("tokyo_pyongyang_accord", abductions="settlement"))
    offered = us.offers("washington_pyongyang_accord", confidential=True, security="pledge")
    dprk.agrees_to(offered)
    dprk.moves("walk_out")
    game.send(INSTRUCTOR, EndTalks())
    for chapter in get_args(Chapter):
        game.send(INSTRUCTOR, OpenChapter(chapter=chapter))
    return tuple(game.log)


@pytest.fixture(scope="module")
def games() -> tuple[tuple[Event, ...], ...]:
    return (*(tuple(recorded(tale).events) for tale in TALES), odd_game())


@pytest.fixture(scope="module")
def everyone(
    tmp_path_factory: pytest.TempPathFactory, games: Sequence[tuple[Event, ...]]
) -> Iterator[Everyone]:
    found = Everyone(tmp_path_factory.mktemp("sentences"), len(games))
    for number, events in enumerate(games, start=1):
        found.clear(number)
        found.tell(number, events)
    with found.house.app.test_request_context():
        yield found
    found.close()


def stages(everyone: Everyone, *viewers: Viewer) -> Iterator[Stage]:
    for table in everyone.records:
        for viewer in viewers:
            yield stage_for(everyone.hall, table.id, viewer)


def faults(text: str) -> list[str]:
    return [f"{line!r}: {slip}" for line in text.splitlines() for slip in slips(line)]


LINE = "{% from 'news_line.html' import news_line %}{{ news_line(item) }}"


def test_the_projector_and_the_rows_tell_every_kind_of_news_in_a_sentence(
    everyone: Everyone,
) -> None:
    told: set[str] = set()
    wrong: list[str] = []
    for stage in stages(everyone, PUBLIC_VIEW, INSTRUCTOR_VIEW):
        for item in news(stage):
            said = read(render_template_string(LINE, item=item))
            told.add(item.kind)
            wrong += [f"{item.kind}: {fault}" for fault in faults(said)]
            if not ends_well(said):
                wrong.append(f"{item.kind} without a stop: {said!r}")
    assert wrong == []
    assert told == KINDS


def test_the_news_of_every_delegation_read_well(everyone: Everyone) -> None:
    wrong: list[str] = []
    for stage in stages(everyone, PUBLIC_VIEW, *(of(d) for d in ("us", "dprk", "china"))):
        for item in news(stage):
            said = read(render_template("panels/timeline.html", items=[item]))
            wrong += [f"{item.kind}: {fault}" for fault in faults(said)]
            if not said:
                wrong.append(f"{item.kind}: empty")
    assert wrong == []


def test_the_instructors_timeline_tells_every_kind_of_event_in_a_sentence(
    everyone: Everyone, games: Sequence[tuple[Event, ...]]
) -> None:
    told: set[str] = set()
    wrong: list[str] = []
    for stage, events in zip(stages(everyone, INSTRUCTOR_VIEW), games, strict=True):
        for entry in timeline(stage, events):
            said = read(render_template("panels/instructor/entries.html", entries=[entry]))
            told.add(entry.kind)
            wrong += [f"{entry.kind}: {fault}" for fault in faults(said)]
            if not entry.what.strip():
                wrong.append(f"{entry.kind}: empty")
    assert wrong == []
    assert told == {kind.model_fields["kind"].default for kind in EVENT_KINDS}


def test_the_instructors_timeline_never_lists_who_acts_among_the_others(
    everyone: Everyone, games: Sequence[tuple[Event, ...]]
) -> None:
    for stage, events in zip(stages(everyone, INSTRUCTOR_VIEW), games, strict=True):
        channels = [event for event in events if hasattr(event, "channel")]
        for entry in timeline(stage, channels):
            if entry.who is not None and entry.kind != "message_sent":
                assert entry.who.short not in entry.detail.split(", "), entry
            if entry.kind == "message_sent" and entry.who is not None:
                assert entry.who.short not in entry.detail.split(":")[0].split(", "), entry


def test_the_chronicle_reads_well(games: Sequence[tuple[Event, ...]]) -> None:
    scenario = load_packaged("six_party_talks")
    assert {type(event) for events in games for event in events} == set(EVENT_KINDS)
    texts, wrong = scenario.text("en"), []
    for events in games:
        played = record(events, scenario.structure, "en")
        for entry in story(played, texts, lambda _audience: True):
            assert entry.heading or entry.text or entry.details
            for said in (entry.text, *entry.details):
                wrong += faults(said)
    assert wrong == []


# --- invitations --------------------------------------------------------------------------------

SIX = ("dprk", "japan", "china", "rok", "russia", "us")


def invited(talk: Talk, *members: str) -> tuple[Event, ...]:
    """The first of them asks the others; the last but one has said yes where that opens nothing."""
    scenario = load_packaged("six_party_talks")
    game = Game(scenario.structure, "two75", scenario_hash=scenario.hash, talk=talk)
    game.advance_to(PhaseName.CONSULTATIONS)
    channel = game.head(members[0]).invites(*members[1:])
    if len(members) > 2:
        game.head(members[-2]).accepts(channel)
    return tuple(game.log)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    found = Everyone(tmp_path_factory.mktemp("asked"), 1)
    with found.house.app.test_request_context():
        yield found
    found.close()


@pytest.mark.parametrize("talk", get_args(Talk))
@pytest.mark.parametrize(
    "members",
    [
        ("russia", "us"),
        ("us", "russia"),
        ("russia", "china", "us"),
        ("us", "japan", "russia", "china"),
        ("china", "us", "rok", "japan", "russia"),
    ],
    ids=len,
)
def test_an_invitation_names_whoever_asks_once_and_all_others_but_the_reader(
    asked: Everyone, members: tuple[str, ...], talk: Talk
) -> None:
    asked.clear(1)
    asked.tell(1, invited(talk, *members))
    table = asked.records[0].id
    for reader in members:
        stage = stage_for(asked.hall, table, of(reader))
        card = next(one for one in channels(stage) if one.others)
        names = {d: stage.party(d).name for d in SIX}
        panel = play_panels(table, reader)["talk"]
        wanted = ("asks for a private", "asked for a private", "that you are meeting")
        lines = read(panel).splitlines()
        said = next(line for line in lines if any(words in line for words in wanted))
        assert slips(said) == []
        assert said.startswith("You ") is (reader == members[0])
        for delegation in members:
            assert said.count(names[delegation]) == (delegation != reader), (reader, said)
        assert card.inviter.id == members[0]
        if card.awaits_us:
            assert ends_well(said)


@pytest.mark.parametrize(("seats", "told"), [(1, False), (2, True)])
def test_nobody_who_sits_alone_is_told_to_agree_in_the_delegation(
    asked: Everyone, seats: int, told: bool
) -> None:
    asked.clear(1)
    scenario = load_packaged("six_party_talks")
    game = Game(scenario.structure, "two75", scenario_hash=scenario.hash)
    game.instructor.starts()
    asked.tell(1, game.log)
    stage = stage_for(asked.hall, asked.records[0].id, of("us"))
    assert stage.alone
    shown = replace(stage, alone=seats == 1)
    panel = render_template("panels/play/status.html", stage=shown, tab="brief", own=own, run=run)
    assert ("in your delegation" in read(panel)) is told
