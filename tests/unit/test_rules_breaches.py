"""What is seen of how duties are carried out, what a breach costs, and answering it."""

import pytest

from game.engine.acts.duties import NOTHING_TO_ANSWER, ChooseConduct, ConductReported
from game.engine.acts.effects import IndicatorMoved, MoveExposed
from game.engine.phases import PhaseName
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, of
from game.scenario.model import Conduct, IndicatorRule, Structure, Trigger
from tests.builders import FixedDraws, Game, altered
from tests.deals import SEEN, UNSEEN, carrying_out, in_confidence, reports

# --- what is seen ------------------------------------------------------------------------------


@pytest.mark.parametrize("conduct", ["delay", "break"])
def test_where_nothing_need_be_detected_everything_is_seen(conduct: Conduct) -> None:
    game = carrying_out(draws=FixedDraws(otherwise=UNSEEN))
    game.head("port").conducts(build=conduct)
    game.instructor.advances()
    assert reports(game)["build"] == (conduct,)
    assert game.state.indicators["trade"] == 20 + 8 - 4
    assert game.state.standing["port"] == 57


@pytest.mark.parametrize(("quay", "rate"), [("none", 20), ("short", 50), ("long", 80)])
def test_a_breach_is_detected_as_often_as_the_signed_verification_says(
    quay: str, rate: int
) -> None:
    text = {"fishing": "lanes", **({} if quay == "none" else {"quay": quay})}
    for fraction, report in ((rate / 100 - 0.01, "break"), (rate / 100, "honour")):
        draws = FixedDraws({"detect keep_off 1": fraction}, otherwise=UNSEEN)
        game = carrying_out(draws=draws, text=text)
        game.head("port").conducts(keep_off="break")
        game.instructor.advances()
        assert reports(game)["keep_off"] == (report,)


def test_without_a_signed_text_inspectors_see_what_silence_lets_them_see() -> None:
    draws = FixedDraws({"detect keep_off@pilotage 1": 0.2}, otherwise=UNSEEN)
    game = Game(preset="full", draws=draws).advance_to(PhaseName.CONSULTATIONS)
    game.head("village").agrees_to(game.head("port").offers("pilotage", fishing="lanes"))
    game.ratify(quay="long").run_out("phase")
    game.head("port").conducts_by_id({"keep_off@pilotage": "break"})
    game.instructor.advances()
    assert reports(game)["keep_off@pilotage"] == ("honour",)


def test_every_step_is_inspected_anew() -> None:
    draws = FixedDraws({"detect keep_off 1": UNSEEN, "detect keep_off 2": SEEN})
    game = carrying_out(draws=draws)
    for _ in range(2):
        game.head("port").conducts(keep_off="break")
        game.instructor.advances()
    assert reports(game)["keep_off"] == ("honour", "break")


def test_a_breach_that_is_seen_has_its_price_and_one_that_is_not_has_none() -> None:
    for fraction, anger, port, village in ((SEEN, 10, 58, 72), (UNSEEN, 0, 60, 70)):
        game = carrying_out(draws=FixedDraws(otherwise=fraction))
        before = game.state.indicators["anger"]
        game.head("port").conducts(keep_off="break")
        game.instructor.advances()
        assert game.state.indicators["anger"] == before + anger
        assert (game.state.standing["port"], game.state.standing["village"]) == (port, village)


def test_a_confidential_breach_moves_nothing_but_the_parties_own_standing() -> None:
    game = in_confidence(FixedDraws(otherwise=SEEN))
    before, seen = game.state.indicators, game.view(of("ministry"))
    game.head("port").conducts_by_id({"keep_off@pilotage.1": "break"})
    assert game.view(of("ministry")) == seen
    game.instructor.advances()
    assert game.state.indicators == before
    assert game.state.standing == {"port": 58, "village": 72 - 15, "ministry": 50}
    [public, private] = game.told(ConductReported)
    assert (public.reports, public.known_to) == ({"build": "honour"}, ())
    assert private.known_to == ("port", "village")


def with_rules(*triggers: Trigger) -> Structure:
    """The harbour with an anger that only these happenings move, by one each."""
    rules = tuple(IndicatorRule(on=trigger, by=1) for trigger in triggers)
    return altered("indicators", "anger", rules=rules)


@pytest.mark.parametrize(
    ("conduct", "on", "moved"),
    [
        ({}, "step_honoured", 1),
        ({"build": "delay"}, "step_honoured", 0),
        ({"keep_off": "break"}, "step_honoured", 1),
        ({"build": "delay", "keep_off": "break"}, "breach_detected", 1),
        ({}, "breach_detected", 0),
    ],
)
def test_a_step_and_a_breach_move_the_world_as_they_are_seen(
    conduct: dict[str, str], on: Trigger, moved: int
) -> None:
    game = carrying_out(with_rules(on), FixedDraws(otherwise=UNSEEN))
    if conduct:
        game.head("port").sends(ChooseConduct.model_validate({"conduct": conduct}))
    game.instructor.advances()
    assert game.state.indicators["anger"] == 40 + moved


def test_a_step_in_which_something_is_suspended_is_not_honoured() -> None:
    game = carrying_out(with_rules("step_honoured"))
    game.head("port").conducts(build="break")
    game.instructor.advances()
    game.head("ministry").conducts(pay="suspend")
    game.instructor.advances()
    assert game.state.indicators["anger"] == 40


# --- answering a breach ------------------------------------------------------------------------


def test_nothing_is_suspended_before_a_breach_was_seen() -> None:
    game = carrying_out(draws=FixedDraws(otherwise=UNSEEN))
    with game.expect_refusal(NOTHING_TO_ANSWER):
        game.head("ministry").conducts(pay="suspend")
    game.head("port").conducts(keep_off="break")
    game.instructor.advances()
    with game.expect_refusal(NOTHING_TO_ANSWER):
        game.head("ministry").conducts(pay="suspend")


def test_who_has_seen_anothers_breach_may_suspend_duties_of_its_own() -> None:
    game = carrying_out()
    game.head("port").conducts(build="delay")
    game.instructor.advances()
    with game.expect_refusal(NOTHING_TO_ANSWER):
        game.head("port").conducts(keep_off="suspend")
    standing = game.state.standing
    game.head("ministry").conducts(pay="suspend")
    game.instructor.advances()
    assert reports(game)["pay"] == ("honour", "suspend")
    assert game.state.standing == standing


def test_a_suspension_is_no_breach_to_be_answered() -> None:
    game = carrying_out()
    game.head("port").conducts(build="break")
    game.instructor.advances()
    game.head("village").conducts(let_pass="suspend")
    game.instructor.advances()
    assert [event.cause for event in game.told(IndicatorMoved)].count("let_pass") == 0


def test_a_confidential_breach_is_answered_by_those_who_know_of_it() -> None:
    game = in_confidence(FixedDraws(otherwise=SEEN))
    game.head("village").conducts_by_id({"let_pass@pilotage.1": "break"})
    game.instructor.advances()
    game.head("port").conducts(build="suspend")
    assert game.state.chosen == {"build": "suspend"}


def test_a_stranger_cannot_answer_a_breach_of_which_it_does_not_know() -> None:
    game = Game(preset="full", draws=FixedDraws(otherwise=SEEN))
    game.advance_to(PhaseName.CONSULTATIONS)
    game.head("village").agrees_to(
        game.head("port").offers("pilotage", confidential=True, fishing="lanes")
    )
    game.ratify(quay="short", payers="shared").sign()
    game.head("port").conducts_by_id({"keep_off@pilotage.1": "break"})
    game.instructor.advances()
    with game.expect_refusal(NOTHING_TO_ANSWER):
        game.head("ministry").conducts(pay="suspend")


# --- inspectors and what was hidden ------------------------------------------------------------


@pytest.mark.parametrize(
    ("quay", "fraction", "cause"), [("short", 0.49, True), ("short", 0.5, False)]
)
def test_inspectors_may_come_upon_what_was_hidden(quay: str, fraction: float, cause: bool) -> None:
    draws = FixedDraws({"detect dredging 1": fraction}, otherwise=UNSEEN)
    game = Game(preset="full", draws=draws).advance_to(PhaseName.CONSULTATIONS)
    game.head("port").moves("dredging")
    game.ratify(quay=quay).sign()
    before = game.state.indicators["anger"]
    game.instructor.advances()
    assert game.state.indicators["anger"] == before + (12 if cause else 0)
    assert [event.cause for event in game.told(MoveExposed)] == ["inspection"] * cause
    assert bool(game.view(PUBLIC_VIEW).moves) is cause


def test_what_no_text_lets_inspectors_see_stays_hidden() -> None:
    game = Game(preset="full", draws=FixedDraws()).advance_to(PhaseName.CONSULTATIONS)
    game.head("port").moves("dredging")
    game.ratify(fishing="lanes").sign().honour_everything()
    assert not game.told(MoveExposed)
    assert [made.known for made in game.view(INSTRUCTOR_VIEW).moves] == [False]
