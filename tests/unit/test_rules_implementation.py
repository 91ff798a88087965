"""Carrying out what was agreed: who owes what, choosing what to do about it, two steps, the end."""

import pytest

from game.engine.acts.duties import UNKNOWN_DUTY, ChooseConduct, ConductReported
from game.engine.phases import PhaseName
from game.engine.refusals import STALE_PHASE, WRONG_PHASE
from game.engine.views import PUBLIC_VIEW, of
from tests.builders import FixedDraws, Game, altered
from tests.deals import UNSEEN, WHOLE_TEXT, carrying_out, done, in_confidence, reports

# --- duties ------------------------------------------------------------------------------------


def test_what_was_signed_obliges_whom_the_scenario_says() -> None:
    game = carrying_out()
    assert {duty.id: duty.delegation for duty in game.state.duties.values()} == {
        "build": "port",
        "keep_off": "port",
        "let_pass": "village",
        "pay": "ministry",
    }
    assert game.state.phase.step.tag == "1.implementation"
    assert game.state.phase.deadline == game.now + 120


@pytest.mark.parametrize(
    ("text", "duties"),
    [
        ({"quay": "short"}, {"build"}),
        ({"quay": "short", "payers": "state"}, {"build", "pay"}),
        ({"payers": "state"}, set()),
        ({"fishing": "reserve"}, {"keep_off"}),
    ],
)
def test_a_duty_arises_where_the_whole_of_its_conditions_was_agreed(
    text: dict[str, str], duties: set[str]
) -> None:
    assert set(carrying_out(text=text).state.duties) == duties


def test_a_text_that_obliges_nobody_leaves_nothing_to_carry_out() -> None:
    game = carrying_out(text={"payers": "state"})
    assert game.state.ending == "full_accord"
    assert game.state.name is PhaseName.DEBRIEF


def test_who_has_not_signed_owes_nothing_under_the_text() -> None:
    game = Game(preset="full", consensus="minus_one").ratify(**WHOLE_TEXT)
    game.head("port").signs()
    game.head("village").signs()
    game.head("ministry").refuses_to_sign()
    assert set(game.state.duties) == {"build", "keep_off", "let_pass"}


def test_an_accord_obliges_its_parties_whether_or_not_a_text_was_signed() -> None:
    game = Game(preset="full").advance_to(PhaseName.CONSULTATIONS)
    game.head("village").agrees_to(game.head("port").offers("pilotage", fishing="lanes"))
    game.advance_to(PhaseName.IMPLEMENTATION)
    assert game.state.concluded == "no_agreement"
    assert set(game.state.duties) == {"keep_off@pilotage", "let_pass@pilotage"}
    game.honour_everything()
    assert game.state.ending == "no_agreement"


def test_a_clause_of_text_and_accord_is_owed_twice() -> None:
    game = Game(preset="full").advance_to(PhaseName.CONSULTATIONS)
    game.head("village").agrees_to(game.head("port").offers("pilotage", fishing="lanes"))
    game.ratify(fishing="lanes").sign()
    assert set(game.state.duties) == {
        "keep_off",
        "let_pass",
        "keep_off@pilotage",
        "let_pass@pilotage",
    }


def test_the_duties_of_a_confidential_accord_are_its_parties_secret() -> None:
    game = in_confidence()
    assert set(game.state.duties) == {"build", "keep_off@pilotage.1", "let_pass@pilotage.1"}
    for viewer in (of("ministry"), PUBLIC_VIEW):
        assert [duty.id for duty in game.view(viewer).duties.values()] == ["build"]
    assert len(game.view(of("village")).duties) == 3


def test_a_confidential_accord_alone_does_not_prolong_the_game() -> None:
    game = Game(preset="full").advance_to(PhaseName.CONSULTATIONS)
    game.head("village").agrees_to(
        game.head("port").offers("pilotage", confidential=True, fishing="lanes")
    )
    game.advance_to(PhaseName.DEBRIEF)
    assert game.state.duties == {}
    assert len(game.state.accords()) == 1


# --- conduct -----------------------------------------------------------------------------------


def test_conduct_is_chosen_in_secret_and_may_be_changed_until_the_step_closes() -> None:
    game = carrying_out()
    game.head("port").conducts(build="delay", keep_off="break")
    game.head("port").conducts(keep_off="honour")
    assert game.view(of("port")).chosen == {"build": "delay", "keep_off": "honour"}
    assert game.view(of("village")).chosen == {}
    assert game.view(PUBLIC_VIEW).chosen == {}
    game.instructor.advances()
    assert done(game)["build"] == ("delay",)
    assert done(game)["keep_off"] == ("honour",)


def test_whoever_says_nothing_honours_everything() -> None:
    game = carrying_out()
    game.head("port").conducts(build="delay")
    game.run_out("phase")
    assert done(game) == {
        "build": ("delay",),
        "keep_off": ("honour",),
        "let_pass": ("honour",),
        "pay": ("honour",),
    }


def test_what_was_chosen_for_one_step_does_not_hold_for_the_next() -> None:
    game = carrying_out()
    game.head("port").conducts(build="break")
    game.honour_everything()
    assert done(game)["build"] == ("break", "honour")


def test_one_chooses_about_own_duties_alone() -> None:
    game = in_confidence()
    for seat, conduct in (
        ("village", {"build": "break"}),
        ("ministry", {"let_pass@pilotage.1": "break"}),
        ("port", {"nonsense": "break"}),
        ("port", {"build": "break", "nonsense": "break"}),
        ("port", {}),
    ):
        with game.expect_refusal(UNKNOWN_DUTY):
            game.head(seat).sends(ChooseConduct.model_validate({"conduct": conduct}))


def test_what_is_meant_for_one_step_is_stale_in_the_next() -> None:
    game = carrying_out()
    game.instructor.advances()
    choice = ChooseConduct(conduct={"build": "break"})
    with game.expect_refusal(STALE_PHASE):
        game.head("port").sends(choice, "1.implementation")
    game.head("port").sends(choice, "2.implementation")


def test_what_was_done_is_opened_when_the_game_is_over() -> None:
    game = carrying_out(draws=FixedDraws(otherwise=UNSEEN))
    game.head("port").conducts(keep_off="break")
    game.instructor.advances()

    def shown(view_of: str) -> dict[str, tuple[str, ...]]:
        return {duty.id: duty.conduct for duty in game.view(of(view_of)).duties.values()}

    assert shown("port")["keep_off"] == ("break",)
    assert shown("village")["keep_off"] == ()
    assert reports(game)["keep_off"] == ("honour",)
    game.honour_everything()
    assert shown("village")["keep_off"] == ("break", "honour")


def test_the_conduct_of_a_confidential_duty_is_not_opened_to_others() -> None:
    game = in_confidence()
    game.honour_everything()
    assert [duty.id for duty in game.view(of("ministry")).duties.values()] == ["build"]


# --- two steps, then the end -------------------------------------------------------------------


def test_there_are_two_steps_and_then_the_debrief() -> None:
    game = carrying_out()
    steps = [game.step]
    while game.state.name is PhaseName.IMPLEMENTATION:
        game.run_out("phase")
        steps.append(game.step)
    assert steps == ["1.implementation", "2.implementation", "0.debrief"]
    assert game.state.ending == "full_accord"
    assert all(len(conduct) == 2 for conduct in done(game).values())


def test_a_step_ends_early_when_all_are_ready() -> None:
    game = carrying_out()
    for seat in game.heads:
        seat.is_ready()
    assert game.step == "2.implementation"


def test_in_implementation_people_talk_but_negotiate_no_more() -> None:
    game = carrying_out()
    game.head("port").says("We are building.")
    game.head("port").writes(game.meet("port", "village"), "Are you?")
    for refused in (
        lambda: game.head("port").offers("pilotage", fishing="lanes"),
        lambda: game.head("port").asks_capital("ruin"),
        lambda: game.head("port").moves("strike"),
        lambda: game.head("port").tables({"quay": "long"}),
    ):
        with game.expect_refusal(WRONG_PHASE):
            refused()


def test_a_breach_can_break_what_was_agreed() -> None:
    structure = altered("obligations", "build", effects={"anger": 90})
    game = carrying_out(structure)
    game.head("port").conducts(build="break")
    game.instructor.advances()
    assert game.state.ending == "breakdown"
    assert game.state.signatories == {"port", "village", "ministry"}
    assert [event.step for event in game.told(ConductReported)] == [1]


def test_a_breach_in_the_last_step_can_break_it_too() -> None:
    structure = altered("obligations", "build", effects={"anger": 90})
    game = carrying_out(structure)
    game.instructor.advances()
    game.head("port").conducts(build="break")
    game.instructor.advances()
    assert game.state.ending == "breakdown"
