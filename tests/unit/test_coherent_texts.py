"""Clauses that do not go together: refused or warned of, and never tabled by a machine."""

from dataclasses import replace

import pytest

from game.bots.habits.drafting import WHOLE
from game.bots.valuation import pool_of
from game.engine.acts.proposals import CONTRADICTION, ClausesInitialled, ProposalTabled
from game.engine.phases import PhaseName
from game.engine.refusals import Refused
from game.scenario.model import Conflict, Package, Structure
from game.simulation.table import Setting, play
from game.web.answers import with_reason
from game.web.present import worth
from game.web.present.stage import Stage
from tests.builders import Game
from tests.machines import talks
from tests.stages import stage

CONFLICTS = talks().structure.conflicts
PRESETS = ("class50", "class75", "two75", "homework", "demo")


def structure() -> Structure:
    return talks().structure


def clashing(conflict: Conflict) -> dict[str, str]:
    """A package that runs into the conflict."""
    return {issue: options[-1] for issue, options in conflict.when.items()}


def page(game: Game, delegation: str) -> Stage:
    """What the delegation's page is made of."""
    return replace(stage(game, delegation), texts=talks().text("en"))


def drafting(preset: str = "two75") -> Game:
    return Game(structure(), preset).advance_to(PhaseName.DRAFTING)


@pytest.mark.parametrize("conflict", CONFLICTS, ids=lambda conflict: conflict.id)
def test_a_text_that_contradicts_itself_is_refused_or_let_through_as_the_scenario_says(
    conflict: Conflict,
) -> None:
    game = drafting()
    package = clashing(conflict)
    if conflict.refused:
        with game.expect_refusal(CONTRADICTION):
            game.head("china").tables(package)
    else:
        game.head("china").tables(package)


@pytest.mark.parametrize("conflict", CONFLICTS, ids=lambda conflict: conflict.id)
def test_a_clause_may_not_contradict_what_is_initialled(conflict: Conflict) -> None:
    """The rest of a clash may already stand in the text."""
    for issue, options in conflict.when.items():
        silent = structure().issue(issue).silent
        first = clashing(conflict)
        later = {issue: first.pop(issue)}
        if silent in options or any(o == structure().issue(i).silent for i, o in first.items()):
            continue
        game = drafting()
        game.agree("china", **first)
        if conflict.refused:
            with game.expect_refusal(CONTRADICTION):
                game.head("rok").tables(later)
        else:
            game.head("rok").tables(later)


def test_the_text_may_grow_clause_by_clause_while_the_other_half_is_silent() -> None:
    """Who pays can be settled before how much: only what is written out contradicts itself."""
    game = drafting()
    game.agree("china", payers="equal")
    game.agree("rok", programme="shutdown", aid="million")
    with game.expect_refusal(CONTRADICTION):
        game.head("us").tables({"aid": "none"})
    game.agree("us", aid="none", payers="neighbours")
    assert not structure().conflicts_in(game.state.text_package())


@pytest.mark.parametrize("conflict", CONFLICTS, ids=lambda conflict: conflict.id)
def test_whoever_drafts_reads_why_clauses_do_not_go_together(conflict: Conflict) -> None:
    game = drafting()
    reason = talks().text("en").conflicts[conflict.id]
    bar = worth.worth_bar(page(game, "china"), clashing(conflict))
    assert reason in bar.clashes
    assert worth.worth_bar(page(game, "china"), {}).clashes == ()


def test_a_warning_tells_of_a_clash_with_silence_too() -> None:
    bar = worth.worth_bar(page(drafting(), "japan"), {"payers": "equal"})
    assert bar.clashes == (talks().text("en").conflicts["cost_of_nothing"],)


def test_the_refusal_says_why() -> None:
    game = drafting()
    with pytest.raises(Refused) as caught:
        game.head("china").tables({"aid": "none", "payers": "equal"})
    told = with_reason(caught.value, talks().text("en"))
    assert told.details == {"why": talks().text("en").conflicts["cost_of_nothing"]}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_machine_s_pool_holds_no_contradiction(preset: str) -> None:
    pool = pool_of(talks(), structure().preset(preset).agenda)
    names = [
        {
            issue: options[place]
            for issue, options, place in zip(
                pool.space.agenda, pool.space.options, row, strict=True
            )
        }
        for row in pool.choices[:: max(1, len(pool.choices) // 500)].tolist()
    ]
    assert not any(structure().conflicts_in(package) for package in names)


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_no_machine_tables_a_contradiction_or_what_its_capital_never_would(seed: str) -> None:
    game = play(talks(), Setting("demo"), seed)
    text: dict[str, str] = {}
    never = {p.delegation: p.never for p in structure().personalities}
    for event in game.log:
        if isinstance(event, ClausesInitialled):
            text.update(event.package)
        if isinstance(event, ProposalTabled):
            written: Package = {**text, **event.package}
            assert structure().conflicts_in(written) == ()
            agenda = structure().preset("demo").agenda
            # Silence says nothing yet where much of the text is still open.
            if len(written) >= WHOLE * len(agenda):
                after: Package = {**structure().silent_package(agenda), **written}
                assert structure().conflicts_in(after) == ()
            for issue, options in never[event.delegation].items():
                assert event.package.get(issue) not in options or text.get(issue) in options


def test_what_silence_means_has_no_article() -> None:
    texts = talks().text("en")
    for issue in structure().issues:
        for option in issue.option_ids:
            clause = texts.issues[issue.id].options[option].clause
            assert bool(clause) is (option != issue.silent), (issue.id, option)


def test_a_silent_clause_prints_no_article() -> None:
    game = drafting()
    game.agree("china", programme="shutdown", aid="none", abductions="closed")
    assert game.state.text_package() == {"programme": "shutdown"}


def test_options_on_aid_are_weighed_with_the_cost_shared_fairly() -> None:
    """Not with all of it on the neighbours, which their red lines forbid."""
    for delegation in ("china", "rok", "russia"):
        shown = {issue.id: issue for issue in worth.option_worths(page(drafting(), delegation))}
        points = {o.id: o for o in shown["aid"].options}
        assert points["million"].gains, delegation
        assert not points["none"].gains
        assert "Five equal shares" in shown["aid"].beside
        assert shown["programme"].beside == ""
