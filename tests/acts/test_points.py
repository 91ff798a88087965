"""Points of order: raised before everybody, ruled on by the instructor, and told everywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from game.engine.actors import INSTRUCTOR
from game.engine.acts.chair import HideMessage
from game.engine.acts.points import (
    NO_POINT,
    POINT_OPEN,
    PointOfOrderRaised,
    PointOfOrderRuled,
    RaisePointOfOrder,
    RulePointOfOrder,
    open_points,
)
from game.engine.command import Command
from game.engine.phases import NEGOTIATING, PLAYED, PhaseName
from game.engine.refusals import AWAY, EMPTY_TEXT, GAME_OVER, LONG_TEXT, WRONG_PHASE
from game.engine.views import PUBLIC_VIEW, of, seen_by
from game.records.chronicle import chronicle
from game.records.outcome import record
from game.scenario.loader import load_packaged
from game.web.instructor.table import table_panels
from game.web.play import play_panels
from game.web.watch import watch_panels
from tests.builders import Game
from tests.everyone import Everyone

SAMPLES = (
    RaisePointOfOrder(text="The floor was ours."),
    RulePointOfOrder(delegation="port", upheld=True),
)


def scene(game: Game) -> None:
    """Two delegations call the chair to order; one is right."""
    first, second = game.heads[:2]
    for seat, upheld, why in ((first, True, ""), (second, False, "The rules allow it.")):
        seat.sends(RaisePointOfOrder(text="The floor was ours."))
        assert seat.actor.delegation is not None
        ruling = RulePointOfOrder(delegation=seat.actor.delegation, upheld=upheld, text=why)
        game.instructor.sends(ruling)


def _raising(game: Game, delegation: str) -> Iterator[Command]:
    state = game.state
    free = delegation not in state.away and delegation not in open_points(state.notes)
    if state.name in NEGOTIATING and free:
        yield RaisePointOfOrder(text="That is against the rules.")


def _ruling(game: Game) -> Iterator[Command]:
    if game.state.name in PLAYED:
        for delegation in open_points(game.state.notes):
            yield RulePointOfOrder(delegation=delegation, upheld=True)


TALK, CHAIR = (_raising,), (_ruling,)


@pytest.fixture
def game() -> Game:
    return Game(preset="full").advance_to(PhaseName.PLENARY)


def test_everybody_hears_a_point_of_order_and_the_ruling(game: Game) -> None:
    game.adviser("port").sends(RaisePointOfOrder(text="  The floor was ours.  "))
    game.instructor.sends(RulePointOfOrder(delegation="port", upheld=False, text="It was not."))
    (raised,), (ruled,) = game.told(PointOfOrderRaised), game.told(PointOfOrderRuled)
    assert raised.audience.public
    assert (raised.delegation, raised.by, raised.text) == (
        "port",
        "adviser of port",
        "The floor was ours.",
    )
    assert ruled.audience.public
    assert (ruled.delegation, ruled.upheld, ruled.text) == ("port", False, "It was not.")
    told = game.state.notes[-2:]
    assert [(one.ref, one.delegation, one.text) for one in told] == [
        ("point_of_order_raised", "port", None),
        ("point_of_order_overruled", "port", "It was not."),
    ]


def test_its_words_can_be_taken_out_of_sight_and_stand_nowhere_else(game: Game) -> None:
    game.head("port").sends(SAMPLES[0])
    game.instructor.sends(HideMessage(index=len(game.state.statements) - 1))
    for viewer in (PUBLIC_VIEW, of("village"), of("port")):
        assert "The floor was ours." not in repr(seen_by(game.state, viewer))
    assert list(open_points(game.state.notes)) == ["port"]


def test_a_delegation_has_one_point_open_at_a_time(game: Game) -> None:
    port, village = game.head("port"), game.head("village")
    port.sends(SAMPLES[0])
    with game.expect_refusal(POINT_OPEN):
        port.sends(SAMPLES[0])
    village.sends(SAMPLES[0])
    assert list(open_points(game.state.notes)) == ["port", "village"]
    game.instructor.sends(SAMPLES[1])
    assert list(open_points(game.state.notes)) == ["village"]
    port.sends(SAMPLES[0])


def test_what_is_ruled_on_waits_for_a_ruling(game: Game) -> None:
    for delegation in ("port", "nowhere"):
        with game.expect_refusal(NO_POINT):
            game.instructor.sends(RulePointOfOrder(delegation=delegation, upheld=True))


def test_a_point_says_something_and_is_no_speech(game: Game) -> None:
    with game.expect_refusal(EMPTY_TEXT):
        game.head("port").sends(RaisePointOfOrder(text="  "))
    with game.expect_refusal(LONG_TEXT):
        game.head("port").sends(RaisePointOfOrder(text="x" * 10_000))


def test_it_is_raised_at_the_table_while_the_talks_last(game: Game) -> None:
    game.advance_to(PhaseName.CONSULTATIONS)
    game.head("village").moves("leave_hall")
    with game.expect_refusal(AWAY):
        game.head("village").sends(SAMPLES[0])
    game.head("village").moves("come_back")
    game.ratify(quay="short").sign()
    with game.expect_refusal(WRONG_PHASE):
        game.head("port").sends(SAMPLES[0])
    game.honour_everything()
    with game.expect_refusal(GAME_OVER):
        game.head("port").sends(SAMPLES[0])


def test_a_point_waits_through_phases_and_pauses(game: Game) -> None:
    game.head("port").sends(SAMPLES[0])
    game.advance_to(PhaseName.DRAFTING)
    game.instructor.pauses()
    game.instructor.sends(SAMPLES[1])
    assert not open_points(game.state.notes)


def test_every_page_and_the_chronicle_tell_of_it(tmp_path: Path) -> None:
    scenario = load_packaged("six_party_talks")
    game = Game(scenario.structure, "two75", hashes=scenario.hashes)
    game.advance_to(PhaseName.PLENARY)
    game.head("us").sends(RaisePointOfOrder(text="We were not heard."))
    everyone = Everyone(tmp_path, 1)
    try:
        everyone.clear(1)
        everyone.tell(1, game.log)
        (record_,) = everyone.records
        with everyone.house.app.test_request_context():
            for panel in (
                play_panels(record_.id, "china")["talk"],
                table_panels(record_.id)["chair"],
            ):
                assert "We were not heard." in panel
            for panel in (play_panels(record_.id, "us")["news"], watch_panels(record_.id)["news"]):
                assert "calls the chair to order" in panel
        count = len(game.log)
        game.send(INSTRUCTOR, RulePointOfOrder(delegation="us", upheld=True))
        everyone.tell(1, game.log[count:])
        with everyone.house.app.test_request_context():
            assert "has its point of order upheld" in watch_panels(record_.id)["news"]
            assert "We were not heard." not in table_panels(record_.id)["chair"]
    finally:
        everyone.close()
    told = "\n".join(chronicle(record(game.log, scenario.structure, "en"), scenario.text("en")))
    assert "calls the chair to order: “We were not heard.”" in told
    assert "The chair upholds the point of order of" in told
