"""A card left out of a table's deck does not fall: by chance, by hand, or after another."""

import pytest

from game.engine.acts.injects import UNKNOWN_INJECT, HoldInject, InjectFell
from game.engine.acts.table import OpenTable, TableOpened, lay_table
from game.engine.fitness import misfits
from game.engine.phases import PhaseName
from game.engine.refusals import Refused
from tests.builders import Game, SeededDraws, harbour

STRUCTURE = harbour()
CARDS = tuple(card.id for card in STRUCTURE.optional_cards)
CALLED = tuple(move.calls for move in STRUCTURE.moves if move.calls)


def laid(*left_out: str) -> TableOpened:
    command = OpenTable(preset="full", consensus="unanimity", left_out=left_out)
    return lay_table(STRUCTURE, "0", command, 0.0)


def play_out(game: Game) -> set[str]:
    """Every card that falls while the clock alone runs."""
    game.advance_to(PhaseName.PLENARY)
    while not game.state.over:
        if game.state.paused:
            game.instructor.resumes()
        game.expire_next()
    return {event.inject for event in game.told(InjectFell)}


def test_opening_keeps_each_card_once_and_in_order() -> None:
    assert laid(CARDS[1], CARDS[0], CARDS[1]).left_out == tuple(sorted(CARDS[:2]))
    assert laid().left_out == ()


@pytest.mark.parametrize("card", ["nowhere", "", *CALLED])
def test_what_is_no_card_of_chance_cannot_be_left_out(card: str) -> None:
    with pytest.raises(Refused) as refused:
        laid(card)
    assert refused.value.reason is UNKNOWN_INJECT


@pytest.mark.parametrize("card", CARDS)
def test_card_that_was_left_out_never_falls(card: str) -> None:
    fell = [
        play_out(Game(preset="full", draws=SeededDraws(seed), left_out=(card,)))
        for seed in range(12)
    ]
    assert not any(card in cards for cards in fell)
    assert any(fell), "other cards fall in its place"


def test_with_an_empty_deck_no_card_falls() -> None:
    assert play_out(Game(preset="full", draws=SeededDraws(1), left_out=CARDS)) == set()


def test_card_that_would_follow_another_does_not_when_it_was_left_out() -> None:
    def after_storm(*left_out: str) -> tuple[str, ...]:
        game = Game(preset="full", left_out=left_out).advance_to(PhaseName.CONSULTATIONS)
        game.instructor.drops("storm")
        game.run_out("inject")
        return game.state.follow_ups

    assert after_storm() == ("newspaper",)
    assert after_storm("newspaper") == ()


@pytest.mark.parametrize("card", CARDS)
def test_card_that_was_left_out_can_be_neither_sent_nor_held(card: str) -> None:
    game = Game(preset="full", left_out=(card,)).advance_to(PhaseName.CONSULTATIONS)
    with game.expect_refusal(UNKNOWN_INJECT):
        game.instructor.drops(card)
    with game.expect_refusal(UNKNOWN_INJECT):
        game.instructor.sends(HoldInject(inject=card, held=True))


def test_table_is_misfit_under_a_scenario_that_lost_a_card_it_left_out() -> None:
    state = Game(preset="full", left_out=("storm",)).state
    assert misfits(STRUCTURE, state) == ()
    injects = tuple(card for card in STRUCTURE.injects if card.id != "storm")
    assert misfits(STRUCTURE.model_copy(update={"injects": injects}), state) == ("inject storm",)
