"""What each viewer may know, and when a secret is opened."""

from itertools import accumulate, pairwise

import pytest

from game.engine.acts.table import TableOpened, open_table
from game.engine.apply import apply
from game.engine.phases import PhaseName
from game.engine.state import TableState
from game.engine.views import (
    INSTRUCTOR_VIEW,
    NOTHING,
    PUBLIC_VIEW,
    Viewer,
    of,
    seen_after,
    seen_by,
    sights,
)
from game.scenario.loader import load_packaged
from game.simulation.table import Setting
from game.simulation.table import play as simulated
from tests.builders import Game
from tests.only import Only

PORT, VILLAGE, MINISTRY = of("port"), of("village"), of("ministry")
EVERYBODY = (PORT, VILLAGE, MINISTRY, INSTRUCTOR_VIEW, PUBLIC_VIEW)


@pytest.fixture
def game() -> Game:
    """A table that is drafting."""
    return Game(preset="full").advance_to(PhaseName.DRAFTING)


@pytest.mark.parametrize("viewer", EVERYBODY, ids=lambda viewer: viewer.listener)
def test_a_view_counts_the_events_that_its_viewer_has_heard(game: Game, viewer: Viewer) -> None:
    game.meet("port", "village")
    game.head("port").ranks("quay")
    game.agree(quay="short")
    heard = [
        event
        for event in game.log
        if viewer is INSTRUCTOR_VIEW
        or event.audience.public
        or viewer.delegation in event.audience.delegations
    ]
    assert game.view(viewer).seq == len(heard)


def test_the_instructor_hears_everything(game: Game) -> None:
    game.meet("port", "village")
    assert game.view(INSTRUCTOR_VIEW).seq == game.state.seq == len(game.log)


def test_ballots_are_sealed_until_the_roll_call_closes(game: Game) -> None:
    proposal = game.head("port").tables({"quay": "short"})
    game.head("village").votes(proposal, "reject")
    seen = {viewer.listener: game.view(viewer).proposals[proposal] for viewer in EVERYBODY}
    assert {name: dict(view.ballots) for name, view in seen.items()} == {
        "port": {"port": "accept"},
        "village": {"village": "reject"},
        "ministry": {},
        "*instructor": {"port": "accept", "village": "reject"},
        "*public": {},
    }
    assert all(view.received == {"port", "village"} for view in seen.values())
    game.head("ministry").votes(proposal, "accept")
    opened = {"port": "accept", "village": "reject", "ministry": "accept"}
    assert all(game.view(viewer).proposals[proposal].ballots == opened for viewer in EVERYBODY)


def test_the_ballots_of_a_withdrawn_proposal_stay_sealed(game: Game) -> None:
    proposal = game.head("port").tables({"quay": "short"})
    game.head("village").votes(proposal, "reject")
    game.head("port").withdraws(proposal)
    assert game.view(PORT).proposals[proposal].ballots == {"port": "accept"}
    assert game.view(PUBLIC_VIEW).proposals[proposal].ballots == {}


def test_decisions_are_sealed_until_all_are_opened() -> None:
    game = Game().ratify(quay="short")
    game.head("port").signs()
    game.head("village").refuses_to_sign()
    assert game.view(PORT).decisions == {"port": "sign"}
    assert game.view(MINISTRY).decisions == {}
    assert game.view(PUBLIC_VIEW).decided == {"port", "village"}
    assert len(game.view(INSTRUCTOR_VIEW).decisions) == 2
    game.head("ministry").signs()
    opened = {"port": "sign", "village": "refuse", "ministry": "sign"}
    assert all(game.view(viewer).decisions == opened for viewer in EVERYBODY)


def test_answers_are_sealed_until_the_crisis_is_settled(game: Game) -> None:
    game.instructor.drops("storm")
    game.head("port").answers("storm", "shelter")
    assert game.view(PORT).crises["storm"].answers == {"port": "shelter"}
    assert game.view(INSTRUCTOR_VIEW).crises["storm"].answers == {"port": "shelter"}
    for viewer in (VILLAGE, MINISTRY, PUBLIC_VIEW):
        assert game.view(viewer).crises["storm"].answers == {}
    game.head("village").answers("storm", "stay")
    assert game.view(PUBLIC_VIEW).crises["storm"].answers == {"port": "shelter", "village": "stay"}
    assert game.view(PUBLIC_VIEW).crises["storm"].consequences == ("idle",)


def test_a_channel_is_seen_by_its_members_and_the_instructor(game: Game) -> None:
    channel = game.meet("port", "village")
    game.head("port").writes(channel, "Between us.")
    seen = {v.listener: list(game.view(v).channels) for v in EVERYBODY}
    assert seen == {
        "port": ["port", channel],
        "village": ["village", channel],
        "ministry": ["ministry"],
        "*instructor": ["port", "village", "ministry", channel],
        "*public": [],
    }


def test_that_delegations_meet_is_public_and_that_they_were_asked_is_not(game: Game) -> None:
    channel = game.head("port").invites("village")
    assert game.view(MINISTRY).meeting_now == ()
    game.head("village").accepts(channel)
    assert game.view(MINISTRY).meeting_now == (("port", "village"),)
    assert game.view(PUBLIC_VIEW).meetings == {frozenset({"port", "village"}): 1}
    game.head("port").leaves(channel)
    assert game.view(MINISTRY).meeting_now == ()


def test_the_order_of_meetings_does_not_tell_who_was_asked_first(game: Game) -> None:
    game.head("ministry").moves("subsidy")
    early, late = game.fork(), game.fork()
    early.head("port").invites("village")
    for one in (early, late):
        one.meet("village", "ministry")
    late.head("port").invites("village")
    for one in (early, late):
        one.head("village").accepts("port+village")
        assert len(one.view(MINISTRY).meeting_now) == 2
    assert repr(early.view(MINISTRY)) == repr(late.view(MINISTRY))


def test_what_only_its_own_capital_knows(game: Game) -> None:
    game.head("port").ranks("quay")
    game.instructor.drops("newspaper")
    port, village, public = (game.view(viewer) for viewer in (PORT, VILLAGE, PUBLIC_VIEW))
    assert port.priorities == {"port": ("quay",)}
    assert port.standing == {"port": 58}
    assert [change.after for change in port.standing_course] == [58]
    assert village.priorities == {}
    assert village.standing == {"village": 72}
    assert public.standing == {}
    assert public.standing_course == ()
    assert set(game.view(INSTRUCTOR_VIEW).standing) == {"port", "village", "ministry"}


def test_a_crossed_red_line_is_between_a_delegation_and_its_capital() -> None:
    game = Game().ratify(quay="short")
    for seat in game.heads:
        seat.signs()
    assert game.view(VILLAGE).crossed == {"village": ("grounds",)}
    assert game.view(INSTRUCTOR_VIEW).crossed == {"village": ("grounds",)}
    for viewer in (PORT, MINISTRY, PUBLIC_VIEW):
        assert game.view(viewer).crossed == {}


def test_the_instructor_alone_sees_what_fate_has_planned(game: Game) -> None:
    assert set(game.view(INSTRUCTOR_VIEW).schedule) == {"1.drafting.1"}
    for viewer in (PORT, VILLAGE, MINISTRY, PUBLIC_VIEW):
        assert game.view(viewer).schedule == {}


def test_what_is_public_looks_the_same_to_all(game: Game) -> None:
    game.head("port").says("Good morning.")
    game.agree(quay="short")
    game.instructor.announces("Ten minutes more.")
    for viewer in EVERYBODY:
        view = game.view(viewer)
        assert [statement.text for statement in view.statements] == [
            "Good morning.",
            "Ten minutes more.",
        ]
        assert view.text["quay"].option == "short"
        assert view.indicators == game.state.indicators
        assert view.phase == game.state.phase


# --- a view that follows from an earlier one ----------------------------------------------------


@pytest.fixture(scope="module")
def played() -> tuple[TableState, ...]:
    """The table after each event of a whole game in which much happened."""
    log = simulated(load_packaged("six_party_talks"), Setting("class50"), "views").log
    assert isinstance(log[0], TableOpened)
    return tuple(accumulate(log[1:], apply, initial=open_table(log[0])))


SEATS = (of("us"), of("dprk"), of("japan"), INSTRUCTOR_VIEW, PUBLIC_VIEW)


SIGHTS = sights(TableState)


@pytest.mark.parametrize("name", [name for name, sight in SIGHTS.items() if sight is not None])
def test_what_is_seen_of_a_field_depends_only_on_what_its_declaration_says(
    name: str, played: tuple[TableState, ...]
) -> None:
    sight = SIGHTS[name]
    assert sight is not None
    for state in played[::60]:
        only = Only(state, (name, *sight.reads))
        for viewer in SEATS:
            held = getattr(state, name)
            made = held if sight.rule is None else sight.rule(held, viewer, only, only)
            assert made is NOTHING or made == getattr(seen_by(state, viewer), name)


@pytest.mark.parametrize("viewer", SEATS, ids=lambda viewer: viewer.listener)
@pytest.mark.parametrize("step", [1, 7])
def test_what_is_seen_after_something_is_the_same_as_when_made_anew(
    viewer: Viewer, step: int, played: tuple[TableState, ...]
) -> None:
    states = played[::step]
    seen = seen_by(states[0], viewer)
    for before, state in pairwise(states):
        seen = seen_after(seen, before, state, viewer)
        assert seen == seen_by(state, viewer)
        assert repr(seen) == repr(seen_by(state, viewer))
