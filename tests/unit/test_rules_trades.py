"""Trades: what is offered in a private talk, and what becomes of it."""

import pytest

from game.engine.acts.channels import CHANNEL_NOT_OPEN, UNKNOWN_CHANNEL
from game.engine.acts.proposals import ClausesInitialled
from game.engine.acts.trades import (
    ONE_SIDED_TRADE,
    OWN_TRADE,
    TRADE_CLOSED,
    UNKNOWN_TRADE,
    OfferTrade,
)
from game.engine.entries import Trade
from game.engine.phases import PhaseName
from game.engine.refusals import (
    HEAD_ONLY,
    LONG_TEXT,
    REPEATED_ISSUE,
    UNKNOWN_ISSUE,
    UNKNOWN_OPTION,
    WRONG_PHASE,
)
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, of
from game.refusals import Reason
from tests.builders import Game
from tests.machines import talks

GIVES, ASKS = {"fishing": "lanes"}, {"quay": "short"}


@pytest.fixture
def game() -> Game:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.meet("port", "village")
    return game


def trades(game: Game) -> tuple[Trade, ...]:
    return game.state.channels["port+village"].trades


def test_a_trade_that_all_others_in_the_talk_accept_is_agreed(game: Game) -> None:
    game.head("port").offers_trade("port+village", GIVES, ASKS, "Between us.")
    assert trades(game)[0].package == {"fishing": "lanes", "quay": "short"}
    game.head("village").answers_trade("port+village", "t1", accept=True, note="Agreed.")
    (trade,) = trades(game)
    assert (trade.status, trade.answered_by, trade.reply) == ("accepted", "village", "Agreed.")


def test_in_a_larger_talk_all_must_accept() -> None:
    game = Game(talks().structure, "demo").advance_to(PhaseName.CONSULTATIONS)
    channel = game.meet("china", "rok", "us")
    game.head("china").offers_trade(channel, {"aid": "emergency"}, {"programme": "freeze"})
    game.head("rok").answers_trade(channel, "t1", accept=True)
    assert game.state.channels[channel].trades[0].status == "open"
    game.head("us").answers_trade(channel, "t1", accept=True)
    assert game.state.channels[channel].trades[0].status == "accepted"


def test_one_no_ends_it(game: Game) -> None:
    game.head("port").offers_trade("port+village", GIVES, ASKS)
    game.head("village").answers_trade("port+village", "t1", accept=False)
    assert trades(game)[0].status == "declined"
    with game.expect_refusal(TRADE_CLOSED):
        game.head("village").answers_trade("port+village", "t1", accept=True)


def test_another_offer_counters_the_others_and_withdraws_the_own(game: Game) -> None:
    game.head("port").offers_trade("port+village", GIVES, ASKS)
    game.head("village").offers_trade("port+village", {"quay": "long"}, GIVES)
    game.head("village").offers_trade("port+village", {"quay": "short"}, GIVES)
    assert [trade.status for trade in trades(game)] == ["countered", "withdrawn", "open"]


def test_it_lapses_with_the_talk_and_stays_on_record(game: Game) -> None:
    game.head("port").offers_trade("port+village", GIVES, ASKS)
    game.head("village").leaves("port+village")
    assert trades(game)[0].status == "lapsed"
    with game.expect_refusal(CHANNEL_NOT_OPEN):
        game.head("village").answers_trade("port+village", "t1", accept=True)
    game.meet("port", "village")
    assert [trade.status for trade in trades(game)] == ["lapsed"]
    assert game.head("port").offers_trade("port+village", GIVES, ASKS) == "t2"


def test_nobody_accepts_the_own_offer_or_one_that_there_is_not(game: Game) -> None:
    game.head("port").offers_trade("port+village", GIVES, ASKS)
    with game.expect_refusal(OWN_TRADE):
        game.head("port").answers_trade("port+village", "t1", accept=True)
    with game.expect_refusal(UNKNOWN_TRADE):
        game.head("village").answers_trade("port+village", "t2", accept=True)


@pytest.mark.parametrize(
    ("gives", "asks", "reason"),
    [
        ({}, ASKS, ONE_SIDED_TRADE),
        (GIVES, {}, ONE_SIDED_TRADE),
        ({}, {}, ONE_SIDED_TRADE),
        (GIVES, {"fishing": "ban"}, REPEATED_ISSUE),
        (GIVES, {"weather": "fine"}, UNKNOWN_ISSUE),
        ({"fishing": "nonsense"}, ASKS, UNKNOWN_OPTION),
    ],
)
def test_what_is_no_exchange_is_refused(
    game: Game, gives: dict[str, str], asks: dict[str, str], reason: Reason
) -> None:
    with game.expect_refusal(reason):
        game.head("port").offers_trade("port+village", gives, asks)


def test_it_is_offered_to_others_in_an_open_talk_by_its_members(game: Game) -> None:
    with game.expect_refusal(CHANNEL_NOT_OPEN):
        game.head("port").offers_trade("port", GIVES, ASKS)
    with game.expect_refusal(UNKNOWN_CHANNEL):
        game.head("ministry").offers_trade("port+village", GIVES, ASKS)
    with game.expect_refusal(HEAD_ONLY):
        game.adviser("port").offers_trade("port+village", GIVES, ASKS)
    with game.expect_refusal(LONG_TEXT):
        game.head("port").offers_trade("port+village", GIVES, ASKS, "x" * 5_000)


def test_only_members_and_the_instructor_ever_see_it(game: Game) -> None:
    game.head("port").offers_trade("port+village", GIVES, ASKS, "Tell nobody.")
    for viewer, knows in (
        (of("port"), True),
        (of("village"), True),
        (INSTRUCTOR_VIEW, True),
        (of("ministry"), False),
        (PUBLIC_VIEW, False),
    ):
        assert ("Tell nobody." in repr(game.view(viewer))) is knows


def test_it_puts_nothing_into_the_text_and_binds_nobody(game: Game) -> None:
    game.head("port").offers_trade("port+village", GIVES, ASKS)
    game.head("village").answers_trade("port+village", "t1", accept=True)
    assert game.state.text == {}
    game.advance_to(PhaseName.DRAFTING)
    proposal = game.head("port").tables({"quay": "long"})
    game.head("village").votes(proposal, "reject")
    assert not game.told(ClausesInitialled)


def test_the_command_is_for_the_talks_alone(game: Game) -> None:
    game.ratify(quay="short")
    with game.expect_refusal(WRONG_PHASE):
        game.head("port").sends(OfferTrade(channel="port+village", gives=GIVES, asks=ASKS))
