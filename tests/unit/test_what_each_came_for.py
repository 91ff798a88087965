"""The aims of the source essay: each can be won and lost, on every preset."""

from collections.abc import Iterator

import pytest

from game.analysis.points import score_table
from game.analysis.record import favourites, worth_without
from game.engine.scoring import PlayedTerm, played_terms, reference_deal, reference_no_deal, score
from game.scenario.model import (
    DelegationId,
    EndingTerm,
    IndicatorTerm,
    IssueId,
    IssueTerm,
    MeetingsTerm,
    MoveTerm,
    Package,
    PairTerm,
    Structure,
    Term,
)
from tests.machines import talks

PRESETS = ("class50", "class75", "two75", "homework", "demo")
#: Who paid for the oil of 2007, and whose interest in it the numbers once inverted.
PAYERS = ("china", "rok", "russia")
#: By delegation and aim what can serve it: clauses, or facts of the game.
AIMS: dict[tuple[DelegationId, str], tuple[str, ...]] = {
    ("us", "no weapons"): ("issue programme",),
    ("us", "development halted"): ("issue programme", "indicator capability"),
    ("us", "inspections"): ("issue verification",),
    ("us", "pressure until then"): ("issue sanctions", "move financial_sanctions"),
    ("dprk", "a pledge of non-aggression"): ("issue security",),
    ("dprk", "no drills against it"): ("move joint_exercises", "move suspend_exercises"),
    ("dprk", "aid"): ("issue aid",),
    ("dprk", "redress for the colonial past"): ("issue abductions",),
    ("dprk", "to be met by Washington"): ("meetings us",),
    ("rok", "no nuclear arms"): ("issue programme",),
    ("rok", "unification"): ("issue inter_korean", "meetings dprk"),
    ("rok", "the North opened"): ("issue inter_korean",),
    ("rok", "more aid"): ("issue aid",),
    ("rok", "no wave of refugees"): ("indicator refugees",),
    ("china", "no wave of refugees"): ("indicator refugees", "indicator stability"),
    ("china", "food and energy sent"): ("issue aid",),
    ("china", "the talks go on"): ("ending",),
    ("russia", "influence"): ("issue payers", "ending"),
    ("russia", "tests ended"): ("issue moratorium", "move atomic_test"),
    ("russia", "no strangling"): ("issue sanctions",),
    ("japan", "missiles stopped"): ("issue moratorium", "move missile_test"),
    ("japan", "the abductions settled"): ("issue abductions",),
    ("japan", "pressure until then"): ("issue sanctions", "move ferry_ban"),
}


def structure() -> Structure:
    return talks().structure


def subjects(term: Term) -> Iterator[str]:
    """What a term is about, if it can come out either way."""
    match term:
        case IssueTerm() if len(set(term.worth.values())) > 1:
            yield f"issue {term.issue}"
        case PairTerm() if {case.worth for case in term.cases} != {term.default}:
            yield from (f"issue {issue}" for issue in term.issues)
        case IndicatorTerm():
            yield f"indicator {term.indicator}"
        case MeetingsTerm():
            yield f"meetings {term.delegation}"
        case MoveTerm() if len(set(term.worth.values())) > 1:
            yield f"move {term.move}"
        case EndingTerm():
            yield "ending"
        case _:
            pass


def served(agenda: tuple[IssueId, ...], delegation: DelegationId) -> dict[str, list[PlayedTerm]]:
    found: dict[str, list[PlayedTerm]] = {}
    for played in played_terms(structure(), agenda, delegation):
        for subject in subjects(played.term):
            found.setdefault(subject, []).append(played)
    return found


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(("delegation", "aim"), AIMS)
def test_every_aim_is_served_on_every_preset(preset: str, delegation: str, aim: str) -> None:
    serving = served(structure().preset(preset).agenda, delegation)
    for subject in AIMS[delegation, aim]:
        assert sum(played.possible for played in serving[subject]) > 0, subject


def worth(delegation: DelegationId, agenda: tuple[IssueId, ...], package: Package) -> int:
    return score(structure(), delegation, reference_deal(structure(), agenda, package)).total


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("text", ["initial_actions_2007", "second_phase_2007"])
def test_the_accords_of_2007_are_worth_more_with_their_oil_to_those_who_paid(
    preset: str, text: str
) -> None:
    agenda = structure().preset(preset).agenda
    signed = next(entry for entry in structure().history if entry.id == text).package
    whole = {issue: option for issue, option in signed.items() if issue in agenda}
    dry = {issue: option for issue, option in whole.items() if issue not in ("aid", "payers")}
    for delegation in PAYERS:
        assert worth(delegation, agenda, whole) > worth(delegation, agenda, dry), delegation
    lost = worth_without(structure(), agenda, whole, "aid")
    assert {d for d in PAYERS if lost[d] > 0} == set(PAYERS)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("text", ["initial_actions_2007", "second_phase_2007"])
def test_what_all_six_signed_in_2007_was_better_for_all_six_than_no_deal(
    preset: str, text: str
) -> None:
    agenda = structure().preset(preset).agenda
    signed = next(entry for entry in structure().history if entry.id == text).package
    whole = {issue: option for issue, option in signed.items() if issue in agenda}
    for delegation in structure().delegation_ids:
        no_deal = score(structure(), delegation, reference_no_deal(structure(), agenda)).total
        assert worth(delegation, agenda, whole) > no_deal, delegation


@pytest.mark.parametrize("preset", PRESETS)
def test_no_aid_is_best_for_no_more_than_two(preset: str) -> None:
    best = favourites(score_table(structure(), structure().preset(preset).agenda))
    assert len(best["aid"]["none"]) <= 2
    assert not set(best["aid"]["none"]) & {*PAYERS, "dprk"}


@pytest.mark.parametrize("preset", PRESETS)
def test_no_capital_but_pyongyang_s_likes_the_file_on_the_missing_closed(preset: str) -> None:
    best = favourites(score_table(structure(), structure().preset(preset).agenda))
    assert set(best["abductions"]["closed"]) <= {"dprk"}


def test_sanctions_that_stay_and_aid_that_does_not_come_are_felt_by_the_neighbours() -> None:
    agenda = structure().preset("class50").agenda
    kind = {"programme": "shutdown", "aid": "million", "sanctions": "suspended"}
    hard = {"programme": "shutdown"}
    soft, harsh = (reference_deal(structure(), agenda, text) for text in (kind, hard))
    assert harsh.indicators["refugees"] > soft.indicators["refugees"]
    assert harsh.indicators["stability"] < soft.indicators["stability"]
