"""The debrief guide: which questions a game calls for, and when they may be shown."""

import string
from collections.abc import Callable
from typing import get_args

import pytest

from game.engine.acts.effects import MoveExposed
from game.engine.acts.plenary import PlenarySpoken
from game.engine.choices import Chapter
from game.engine.event import Event
from game.engine.phases import PhaseName
from game.engine.results import result_of
from game.records.names import Names
from game.report.figures.played import Played
from game.report.figures.table import figures_of
from game.report.guide.analysed import better_of
from game.report.guide.choice import Question, Rule, choose, minutes, needs, rules, steps
from game.report.guide.evidence import Better, Details, Evidence, Ref, delegations
from game.report.guide.kinds import KINDS, facts_of
from game.report.guide.plan import in_words, plan, uttered
from game.report.phrases import group
from game.scenario.loader import load_packaged
from tests.builders import Game, harbour
from tests.lesson import recorded

TALES = (
    "full_accord",
    "partial_accord",
    "no_agreement",
    "walk_out",
    "breakdown",
    "breakdown_after_signing",
)
SCENARIO = load_packaged("six_party_talks")
TEXTS = SCENARIO.text("en")
EVERYTHING: frozenset[Chapter] = frozenset(get_args(Chapter))


def evidence(tale: str, better: Better | None = None) -> Evidence:
    events = recorded(tale).events
    return Evidence(SCENARIO.structure, events, uttered(events, TEXTS), better)


def asked(found: Evidence) -> set[str]:
    return {question.id for question in choose(facts_of(found))}


# --- the table of rules ------------------------------------------------------------------------


def test_there_are_many_rules_and_each_has_its_own_words() -> None:
    ids = [rule.id for rule in rules()]
    assert len(ids) == len(set(ids)) >= 30
    assert set(ids) == set(group("guide.questions"))
    assert {step.id for step in steps()} == set(group("guide.steps"))


def test_rules_name_facts_that_there_are_and_every_fact_has_a_rule() -> None:
    named = {condition.removeprefix("not ") for rule in rules() for condition in rule.when}
    assert named <= KINDS.keys()
    assert KINDS.keys() <= named | {"signed"}


def test_a_question_stands_no_earlier_than_the_chapter_that_its_facts_need() -> None:
    order: list[str] = [step.id for step in steps()]
    for rule in rules():
        for chapter in needs(rule.when):
            assert order.index(rule.step) >= order.index(chapter), rule.id


def test_every_blank_of_a_question_is_filled_by_one_of_its_facts() -> None:
    """Every fact that any game can show is shown here, with all its details."""
    seen: dict[str, frozenset[str]] = {}
    for tale in TALES:
        for better in (None, Better(3, ("aid",), 70), Better(0, (), 100)):
            for name, details in facts_of(evidence(tale, better)).items():
                seen[name] = frozenset(details)
    for rule in rules():
        text = group("guide.questions")[rule.id]
        blanks = {field for _, field, _, _ in string.Formatter().parse(text) if field}
        known = [seen[condition] for condition in rule.when if condition in seen]
        if known:
            assert blanks <= frozenset().union(*known), rule.id


# --- the choice --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tale", "called_for", "not_called_for"),
    [
        ("full_accord", {"relief_accord", "cable_refused", "cable_granted", "courted", "kept_faith",
                         "unseen_meeting", "open_accord", "lone_no"}, {"empty_hands", "no_cable"}),
        ("partial_accord", {"sixth_chair", "minus_one_rule", "refusal"}, {"relief_accord"}),
        ("no_agreement", {"empty_hands", "refusal", "secret_accord", "turned_away", "one_thing"},
         {"lasting", "no_accord"}),
        ("walk_out", {"door_shut", "walked_and_returned", "on_return"}, {"refusal"}),
        ("breakdown", {"out_of_hand", "never_raised", "exposed", "no_accord", "no_cable",
                       "who_was_quiet"}, {"hidden_move", "silent_issues"}),
        ("breakdown_after_signing", {"breach_detected", "suspended", "line_crossed", "exposed",
                                     "worse_than_leaving", "courted_in_vain"}, {"kept_faith"}),
    ],
)  # fmt: skip
def test_what_happened_chooses_the_questions(
    tale: str, called_for: set[str], not_called_for: set[str]
) -> None:
    found = asked(evidence(tale))
    assert called_for <= found
    assert not not_called_for & found


def test_the_choice_depends_on_the_log_alone() -> None:
    assert choose(facts_of(evidence("full_accord"))) == choose(facts_of(evidence("full_accord")))


def test_a_question_asks_for_all_of_its_facts_and_none_of_those_it_excludes() -> None:
    lone: dict[str, Details] = {"lone_no": {"delegations": delegations("us"), "count": 1}}
    failed: dict[str, Details] = {"votes_failed": {"count": 1, "total": 2}}
    assert {"lone_no"} == {q.id for q in choose({**lone, **failed})} & {"lone_no", "votes_failed"}
    assert {"votes_failed"} == {q.id for q in choose(failed)} & {"lone_no", "votes_failed"}


def test_the_most_telling_question_stands_first() -> None:
    chosen = choose(facts_of(evidence("breakdown_after_signing")))
    by_step: dict[str, list[int]] = {}
    for question in chosen:
        by_step.setdefault(question.step, []).append(question.weight)
    assert all(weights == sorted(weights, reverse=True) for weights in by_step.values())


# --- secrets -----------------------------------------------------------------------------------


def _hide(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The same game in which the secret move never came to light."""
    return tuple(event for event in events if not isinstance(event, MoveExposed))


def test_a_hidden_move_is_asked_about_only_behind_its_chapter() -> None:
    found = Evidence(SCENARIO.structure, _hide(recorded("breakdown").events))
    assert {"hidden_move"} == {"hidden_move", "exposed"} & asked(found)
    sealed = _questions(found, frozenset(), lambda q: q == "hidden_move")
    assert sealed == [True]
    assert _questions(found, frozenset({"moves"}), lambda q: q == "hidden_move") == [False]


def _questions(
    found: Evidence, opened: frozenset[Chapter], wanted: Callable[[str], bool]
) -> list[bool]:
    """Whether each of the wanted questions is sealed."""
    return [
        question.sealed
        for step in plan(found, TEXTS, "en", opened, 60)
        for question in (*step.first, *step.more)
        if wanted(question.id)
    ]


@pytest.mark.parametrize("tale", TALES)
def test_before_anything_is_opened_what_shows_follows_from_what_all_could_see(tale: str) -> None:
    """With all facts that a chapter opens taken away, what is shown stays the same."""
    whole = evidence(tale)
    public = {name for name, kind in KINDS.items() if kind.chapter is None}
    shown = [question for question in choose(facts_of(whole)) if not question.needs]
    facts = {name: facts_of(whole)[name] for name in facts_of(whole) if name in public}
    assert shown == [q for q in choose(facts) if not q.needs]
    assert all(f.removeprefix("not ") in public for q in shown for f in _rule(q).when)


def _rule(question: Question) -> Rule:
    return next(rule for rule in rules() if rule.id == question.id)


def test_with_every_chapter_open_nothing_is_sealed() -> None:
    assert not any(_questions(evidence("full_accord"), EVERYTHING, lambda _: True))


# --- words and time ----------------------------------------------------------------------------


@pytest.mark.parametrize("tale", TALES)
def test_every_question_of_every_recorded_game_can_be_put_into_words(tale: str) -> None:
    names = Names(TEXTS, "en")
    for better in (Better(3, ("aid", "sanctions"), 70), Better(0, (), 100)):
        for question in choose(facts_of(evidence(tale, better))):
            text = in_words(question, names)
            assert "{" not in text
            assert "_" not in text, text


def test_names_fill_the_blanks() -> None:
    details = {"delegations": delegations("dprk", "us"), "moves": (Ref("move", "enrichment"),)}
    question = Question("exposed", "moves", 1, details, frozenset())
    assert "North Korea and United States" in in_words(question, Names(TEXTS, "en"))


def test_an_issue_counts_as_named_when_a_long_word_of_its_title_is_written() -> None:
    said = PlenarySpoken(at=0, delegation="japan", by=None, text="First the ABDUCTIONS.")
    assert uttered([said], TEXTS) == {"abductions"}


@pytest.mark.parametrize("total", [15, 25, 40, 60])
def test_the_minutes_add_up_and_every_step_has_some(total: int) -> None:
    given = minutes(total)
    assert sum(given.values()) == total
    assert min(given.values()) >= 1


def test_more_time_asks_more() -> None:
    def first(total: int) -> int:
        found = plan(evidence("full_accord"), TEXTS, "en", frozenset(), total)
        return sum(len(step.first) for step in found)

    assert first(15) < first(40) < first(60)


# --- other scenarios, and the analysis ---------------------------------------------------------


def test_the_guide_knows_no_scenario() -> None:
    game = Game().advance_to(PhaseName.DEBRIEF)
    chosen = choose(facts_of(Evidence(harbour(), tuple(game.log))))
    assert {"one_word", "no_proposal"} <= {question.id for question in chosen}


def better_than(tale: str) -> Better:
    played = Played.of(SCENARIO.structure, recorded(tale).events)
    titles = {issue: text.title for issue, text in SCENARIO.text("en").issues.items()}
    found = better_of(SCENARIO.structure, figures_of(played, titles))
    assert found is not None
    return found


def test_better_agreements_bring_their_own_questions() -> None:
    better = better_than("full_accord")
    found = asked(evidence("full_accord", better))
    assert ("better_for_all" in found) == bool(better.packages)
    assert better.created is not None
    assert 0 < better.created <= 100
    no_deal = better_than("no_agreement")
    assert no_deal.created == 0
    assert "deal_was_there" in asked(evidence("no_agreement", no_deal))


def test_scores_of_the_facts_are_the_engines() -> None:
    found = evidence("breakdown_after_signing")
    below = facts_of(found)["worse_than_leaving"]["delegations"]
    results = {
        d: result_of(SCENARIO.structure, found.state, d) for d in found.state.setup.delegations
    }
    assert below == delegations(*(d for d, r in results.items() if r.sheet.total < r.reservation))
