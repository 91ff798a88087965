"""Cards never contradict the table: who is there, what is on the agenda, what is initialled."""

from collections.abc import Callable

import pytest

from game.engine.conditions import all_hold
from game.engine.phases import PhaseName
from game.scenario.model import AgendaCondition, AwayCondition, InjectId
from tests.builders import Game
from tests.machines import talks

#: Cards whose story or whose answers presume that Pyongyang's delegation sits at the table.
SEATED = (
    "satellite",
    "frozen_accounts",
    "never_again",
    "we_have_them",
    "sampling_clause",
    "human_rights_act",
    "seoul_laboratory",
    "reactor_demanded",
)
#: Cards about an issue, which fall only where it is negotiated.
ABOUT = {
    "reactor_demanded": "reactor",
    "inquiry_offered": "abductions",
    "gates_close": "inter_korean",
    "pipeline_summit": "inter_korean",
}


def table(preset: str = "class50") -> Game:
    return Game(talks().structure, preset).advance_to(PhaseName.DRAFTING)


def may_fall(game: Game, card: InjectId) -> bool:
    conditions = talks().structure.inject(card).conditions
    return all_hold(game.structure, game.state, conditions)


@pytest.mark.parametrize("card", SEATED)
def test_what_presumes_a_delegation_at_the_table_waits_until_it_is_there(card: str) -> None:
    game = table("two75")
    assert may_fall(game, card)
    game.head("dprk").moves("walk_out")
    assert not may_fall(game, card)
    game.head("dprk").moves("return")
    assert may_fall(game, card)


def test_no_other_card_speaks_of_the_delegates_in_its_story() -> None:
    """What says that delegates of Pyongyang's do something asks that they be there."""
    for card in talks().structure.injects:
        story = talks().text("en").injects[card.id].body
        if "Pyongyang's delegates" in story or "drafters" in story:
            asked = [c for c in card.conditions if isinstance(c, AwayCondition)]
            assert [(c.delegation, c.away) for c in asked] == [("dprk", False)], card.id


@pytest.mark.parametrize(("card", "issue"), ABOUT.items())
def test_what_is_about_an_issue_falls_only_where_it_is_on_the_agenda(card: str, issue: str) -> None:
    for preset in talks().structure.presets:
        assert may_fall(table(preset.id), card) is (issue in preset.agenda)
    asked = talks().structure.inject(card).conditions
    assert AgendaCondition(kind="agenda", issue=issue) in asked


@pytest.mark.parametrize("step", ["freeze", "shutdown", "disable", "dismantle"])
def test_the_reactor_is_restarted_only_after_it_was_to_stop(step: str) -> None:
    game = table()
    assert not may_fall(game, "yongbyon_restarted")
    game.agree("china", programme=step, verification="seals")
    assert may_fall(game, "yongbyon_restarted")


@pytest.mark.parametrize(
    "initial",
    [
        pytest.param(lambda game: game.agree("china", sanctions="suspended"), id="eased"),
        pytest.param(lambda game: game.agree("china", sanctions="lifted"), id="lifted"),
    ],
)
def test_no_accounts_are_frozen_over_initialled_relief(initial: Callable[[Game], object]) -> None:
    game = table()
    initial(game)
    assert not may_fall(game, "frozen_accounts")


def test_every_card_and_every_move_has_sources_that_are_listed() -> None:
    structure = talks().structure
    listed = {source.id for source in structure.sources}
    cited = {
        **{card.id: card.sources for card in structure.injects if not card.private},
        **{move.id: move.sources for move in structure.moves},
        **{text.id: text.sources for text in structure.history},
    }
    for id_, sources in cited.items():
        assert sources, id_
        assert set(sources) <= listed, id_
