"""Every event can be stored, read again and applied."""

from functools import cache

import pytest

from game.engine.acts import EVENT_KINDS, EVENTS, REASONS
from game.engine.acts.accords import AccordAnswered, AccordConcluded, AccordOffered, AccordWithdrawn
from game.engine.acts.cables import CableAnswered, CableSent
from game.engine.acts.chair import DispatchSent, HideMessage, SendDispatch
from game.engine.acts.channels import (
    ChannelLeft,
    ChannelProposed,
    InvitationAnswered,
    InvitationsLapsed,
    MeetingClosed,
    MeetingOpened,
    MessageSent,
)
from game.engine.acts.clock import SetBell
from game.engine.acts.debrief import OpenChapter
from game.engine.acts.duties import ConductChosen, ConductReported, ConductSettled, DutyArose
from game.engine.acts.effects import FollowUpQueued, StandingMoved
from game.engine.acts.hands import HandMoved, LowerHand
from game.engine.acts.injects import (
    HoldInject,
    InjectAnswered,
    InjectFell,
    InjectHeld,
    InjectScheduled,
    InjectSettled,
    InjectSlotLapsed,
    WeightsShifted,
)
from game.engine.acts.moves import MoveMade
from game.engine.acts.priorities import PrioritiesSet
from game.engine.acts.proposals import BallotCast
from game.engine.acts.ratification import RatificationDecided, RedLineCrossed
from game.engine.acts.table import replay
from game.engine.acts.trades import TradeAnswered, TradeOffered
from game.engine.apply import apply
from game.engine.event import INSTRUCTOR_ONLY, PUBLIC, Event, private_to
from game.engine.phases import PhaseName
from tests.builders import FixedDraws, Game


@cache
def grand_tour() -> Game:
    """A game in which everything happens that can happen."""
    game = Game(preset="full", draws=FixedDraws(otherwise=0.9))
    game.instructor.starts()
    port, village, ministry = game.heads
    port.ranks("quay", "payers")
    game.advance_to(PhaseName.PLENARY)
    ministry.says("Welcome to the customs house.")
    for seat in (ministry, port, village):
        seat.yields_the_floor()
    port.is_ready()
    port.raises_hand()
    game.instructor.sends(LowerHand(delegation="port"))
    game.instructor.sends(HoldInject(inject="blockade", held=True))
    game.instructor.sends(SendDispatch(headline="A ship is sighted", effects={"trade": 2}))
    game.instructor.sends(SendDispatch(headline="Speak up", to=("port",)))
    game.instructor.sends(HideMessage(index=0))
    game.advance_to(PhaseName.CONSULTATIONS)
    game.instructor.pauses()
    game.wait(10)
    game.instructor.resumes()
    game.instructor.moves_deadline(60)
    game.instructor.sends(SetBell(at=game.now + 86_400))
    game.instructor.announces("A minute more.")
    channel = game.meet("port", "village")
    port.writes(channel, "Lanes for a short quay?")
    trade = port.offers_trade(channel, {"fishing": "lanes"}, {"quay": "short"}, "Between us.")
    village.answers_trade(channel, trade, accept=True)
    village.leaves(channel)
    game.meet("port", "ministry")
    ministry.moves("subsidy")
    village.invites("ministry")
    port.moves("dredging")
    village.moves("leave_hall")
    village.moves("come_back")
    port.asks_capital("ruin")
    game.run_out("cable")
    game.run_out("inject_slot")
    port.answers("storm", "turn_away")
    village.answers("storm", "stay")
    game.instructor.drops("board_letter")
    port.takes_back(port.offers("pilotage", fishing="lanes"))
    village.turns_down(port.offers("pilotage", fishing="lanes"))
    village.agrees_to(port.offers("pilotage", confidential=True, fishing="lanes"))
    game.advance_to(PhaseName.DRAFTING)
    port.withdraws(port.tables({"fishing": "lanes"}))
    game.agree(quay="long")
    game.advance_to(PhaseName.RATIFICATION)
    for seat in game.heads:
        seat.signs()
    port.conducts(build="break")
    game.honour_everything()
    game.instructor.sends(OpenChapter(chapter="moves"))
    return game


def test_the_grand_tour_misses_nothing() -> None:
    assert {type(event) for event in grand_tour().log} == set(EVENT_KINDS)


def test_every_kind_of_event_has_a_name_of_its_own() -> None:
    kinds = [kind.model_fields["kind"].default for kind in EVENT_KINDS]
    assert len(set(kinds)) == len(kinds)


@pytest.mark.parametrize("kind", EVENT_KINDS, ids=lambda kind: kind.__name__)
def test_an_event_is_read_as_it_was_stored(kind: type[Event]) -> None:
    event = next(event for event in grand_tour().log if isinstance(event, kind))
    stored = EVENTS.dump_json(event)
    assert EVENTS.validate_json(stored) == event
    assert type(EVENTS.validate_json(stored)) is kind


@pytest.mark.parametrize("kind", EVENT_KINDS, ids=lambda kind: kind.__name__)
def test_an_event_is_counted_by_those_who_may_know_of_it(kind: type[Event]) -> None:
    log = grand_tour().log
    place, event = next((n, event) for n, event in enumerate(log) if isinstance(event, kind))
    after = replay(log[: place + 1])
    before = dict.fromkeys(after.heard, 0) if place == 0 else dict(replay(log[:place]).heard)
    heard = {name for name, count in after.heard.items() if count > before.get(name, 0)}
    audience = event.audience
    expected = {"*instructor"} | {d for d in after.setup.delegations if audience.includes(d)}
    assert heard == expected | ({"*public"} if audience.public else set())
    assert after.seq == place + 1


#: Events that are never public, by the field that names who may know of them.
PRIVATE = {
    PrioritiesSet: "delegation",
    BallotCast: "delegation",
    RatificationDecided: "delegation",
    StandingMoved: "delegation",
    RedLineCrossed: "delegation",
    InjectAnswered: "delegation",
    WeightsShifted: "delegation",
    HandMoved: "delegation",
    CableSent: "delegation",
    CableAnswered: "delegation",
    ConductChosen: "delegation",
    ConductSettled: "delegation",
    ChannelProposed: "members",
    InvitationAnswered: "members",
    ChannelLeft: "members",
    InvitationsLapsed: "members",
    MessageSent: "members",
    TradeOffered: "members",
    TradeAnswered: "members",
    AccordOffered: "parties",
    AccordAnswered: "parties",
    AccordWithdrawn: "parties",
}
INSTRUCTORS = (InjectScheduled, InjectSlotLapsed, FollowUpQueued, InjectHeld)


def test_these_events_are_private_and_all_others_public() -> None:
    for event in grand_tour().log:
        field = PRIVATE.get(type(event))
        if field is not None:
            named = getattr(event, field)
            names = (named,) if isinstance(named, str) else named
            assert event.audience == private_to(*names)
        elif isinstance(event, INSTRUCTORS):
            assert event.audience == INSTRUCTOR_ONLY
        elif event.audience != PUBLIC:
            assert _meant_to_be_secret(event)


def _meant_to_be_secret(event: Event) -> bool:
    """Events that are public or not as the scenario or the players wished."""
    match event:
        case MoveMade():
            return event.secret and event.audience == private_to(event.delegation)
        case MeetingOpened() | MeetingClosed():
            return not event.public and event.audience == private_to(*event.members)
        case AccordConcluded():
            return event.confidential and event.audience == private_to(*event.parties)
        case DispatchSent():
            return event.audience == private_to(*event.to)
        case InjectFell() | InjectSettled() | DutyArose() | ConductReported():
            return event.audience == private_to(*event.known_to)
        case _:
            return False


def test_a_log_replays_to_the_state_that_was_played() -> None:
    assert replay(grand_tour().log) == grand_tour().state


def test_a_log_begins_with_the_tables_opening() -> None:
    with pytest.raises(ValueError, match="begins with its opening"):
        replay(grand_tour().log[1:])
    with pytest.raises(ValueError, match="begins with its opening"):
        replay([])


def test_a_table_cannot_be_laid_again() -> None:
    game = Game()
    with pytest.raises(TypeError):
        apply(game.state, game.log[0])


def test_every_reason_is_declared_once_and_answered_with_a_refusals_status() -> None:
    assert len({reason.code for reason in REASONS}) == len(REASONS)
    for reason in REASONS:
        assert reason.status in (403, 404, 409, 422)
        assert (reason.status == 404) is reason.code.startswith("unknown_")
