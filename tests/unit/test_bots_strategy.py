"""The pieces of the machine's strategy: its line, its guesses at the others, its offers."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from game.analysis.points import PLAIN
from game.bots import aspiration, levels, opponents
from game.bots.hearing import Ear
from game.bots.mind import Mind
from game.bots.search import Aim, Search
from game.bots.valuation import Case, Valuation, pool_of, valuation
from game.engine.draws import SeededDraws
from game.engine.phases import PhaseName
from game.engine.results import Directed, Position, appraise
from game.engine.scoring import SideAccord, reference_no_deal, score
from game.engine.views import of
from game.scenario.loader import load_pack, load_packaged
from game.scenario.machine import FirstStep
from game.scenario.model import DelegationId, Package, Personality
from game.scenario.texts import Scenario
from tests.builders import HARBOUR, FixedDraws, Game

CHARACTER = Personality(delegation="us", concession=2.0, top=0.9, floor=0.1, reciprocity=0.5)
LONG = "two75"


@cache
def talks() -> Scenario:
    return load_packaged("six_party_talks")


@cache
def saltmere() -> Scenario:
    return load_pack(HARBOUR)


def worth(
    delegation: DelegationId, preset: str = "class50", position: Position = PLAIN
) -> Valuation:
    agenda = talks().structure.preset(preset).agenda
    return valuation(Case.of(talks(), agenda, delegation, position))


def mind_of(game: Game, delegation: DelegationId, scenario: Scenario | None = None) -> Mind:
    return Mind(
        scenario=scenario or talks(),
        language="en",
        view=game.view(of(delegation)),
        delegation=delegation,
        moment=game.now,
        draws=SeededDraws("mind"),
    )


def drafting(preset: str = "class50") -> Game:
    return Game(talks().structure, preset).advance_to(PhaseName.DRAFTING)


# --- what it holds out for ---------------------------------------------------------------------


def test_the_line_falls_from_top_to_floor() -> None:
    points = [aspiration.curve(CHARACTER, t / 10) for t in range(11)]
    assert points[0] == pytest.approx(0.9)
    assert points[-1] == pytest.approx(0.1)
    assert points == sorted(points, reverse=True)
    assert aspiration.curve(CHARACTER, 0.5) == pytest.approx(0.1 + 0.8 * (1 - 0.25))


def test_who_moves_late_holds_out_longer() -> None:
    early = CHARACTER.model_copy(update={"concession": 0.5})
    assert aspiration.curve(early, 0.5) < aspiration.curve(CHARACTER, 0.5)


def test_the_line_stays_up_while_somebody_stands_still() -> None:
    plain = aspiration.curve(CHARACTER, 0.8)
    assert aspiration.target(CHARACTER, 0.8, [0.9, 1.0]) == plain
    assert aspiration.target(CHARACTER, 0.8, []) == plain
    stalled = aspiration.target(CHARACTER, 0.8, [0.0, 1.0])
    assert plain < stalled <= CHARACTER.top
    assert stalled == pytest.approx(plain + 0.5 * 0.8 * (0.9 - plain))


def test_time_runs_in_drafting_only() -> None:
    game = Game(talks().structure, "class50")
    assert aspiration.progress(game.view(of("us")), game.now) == 0
    game.advance_to(PhaseName.CONSULTATIONS, 2)
    assert aspiration.progress(game.view(of("us")), game.now + 100) == 0.5
    game.advance_to(PhaseName.DRAFTING, 2)
    half_of_it = game.state.setup.timings.drafting / 2
    later = game.now + half_of_it
    assert aspiration.progress(game.view(of("us")), later) == pytest.approx(0.75)


def test_movement_is_seen_in_what_is_tabled_and_voted_for() -> None:
    game = drafting()
    game.head("japan").tables({"programme": "disable", "sanctions": "keep"})
    assert aspiration.movements(game.view(of("us")), "us") == {"japan": 0}
    game.head("japan").withdraws("p1")
    game.head("japan").tables({"programme": "disable", "sanctions": "begun"})
    half = 0.5 / aspiration.FULL_MOVEMENT
    assert aspiration.movements(game.view(of("us")), "us") == {"japan": pytest.approx(half)}


@pytest.mark.parametrize("level", ["cooperative", "realistic", "hard"])
def test_levels_bend_a_character_within_bounds(level: str) -> None:
    setup = drafting().state.setup
    for delegation in setup.delegations:
        personality = talks().structure.personality(delegation)
        bent = levels.character(personality, level, SeededDraws("7"), setup)  # type: ignore[arg-type]
        assert 0 <= bent.floor < bent.top <= 1
        assert 0 <= bent.reciprocity <= 1
        assert bent == levels.character(personality, level, SeededDraws("7"), setup)  # type: ignore[arg-type]


def test_harder_levels_hold_out_for_more() -> None:
    setup = drafting().state.setup
    plain = talks().structure.personality("us")
    lines = [
        aspiration.curve(
            levels.character(plain, level, FixedDraws({}, 0.5), setup),
            0.7,
        )
        for level in levels.BENDS
    ]
    assert lines == sorted(lines)


STEPS = (
    FirstStep(share=0.3, options={"programme": ("freeze",)}),
    FirstStep(share=0.2, options={"programme": ("shutdown",)}),
)


@pytest.mark.parametrize(
    ("luck", "chosen"),
    [(0.0, STEPS[:1]), (0.29, STEPS[:1]), (0.3, STEPS[1:]), (0.49, STEPS[1:]), (0.5, ())],
)
def test_all_who_work_for_first_steps_work_for_the_same_on_one_day(
    luck: float, chosen: tuple[FirstStep, ...]
) -> None:
    setup = drafting().state.setup
    draws = FixedDraws({"first step": luck}, 0.5)
    for delegation in ("china", "rok"):
        plain = Personality(delegation=delegation, first_steps=STEPS)
        assert levels.character(plain, "realistic", draws, setup).first_steps == chosen


# --- what packages are worth -------------------------------------------------------------------

POSITIONS = {
    "plain": Position(),
    "leave": Position(mandates=frozenset({"unverified", "freeze_rewarded"})),
    "accord": Position(accords=(SideAccord(("us", "dprk"), {"security": "pledge"}),)),
    "directed": Position(
        directed=Directed(
            talks().structure.delegation("us").weights_after({"proof": 8, "dismantle": -8}),
            "us_congress",
        )
    ),
}


@pytest.mark.parametrize("position", POSITIONS)
def test_worth_is_that_of_scoring_but_for_the_price_at_home(position: str) -> None:
    held = POSITIONS[position]
    own = worth("us", "class50", held)
    structure, agenda = talks().structure, own.case.agenda
    for row in own.pool.choices[::97].tolist():
        choice = tuple(row)
        package = own.package(choice)
        result = appraise(structure, agenda, "us", package, held)
        home = sum(round(line.standing * own.standing_point) for line in own.crossed(choice))
        total = own.points(choice) + home
        assert max(0, total) == result.result.sheet.total
        assert {line.id for line in own.crossed(choice)} == set(result.crossed)


def test_nought_is_no_deal_and_one_the_best() -> None:
    own = worth("dprk")
    structure, agenda = talks().structure, own.case.agenda
    assert own.fallback == score(structure, "dprk", reference_no_deal(structure, agenda)).total
    benchmark = structure.benchmark(agenda)
    assert benchmark is not None
    assert own.best == benchmark.best["dprk"]
    assert own.pooled[5] == pytest.approx(own.part(tuple(own.pool.choices[5].tolist())), abs=1e-5)


def test_a_side_accord_raises_what_there_is_without_a_text() -> None:
    accord = SideAccord(("us", "dprk"), {"security": "pledge"})
    own, wider = worth("dprk"), worth("dprk", "class50", Position(accords=(accord,)))
    assert wider.fallback > own.fallback


def test_the_pool_is_spread_over_a_long_agenda() -> None:
    pool = pool_of(talks(), talks().structure.preset(LONG).agenda)
    assert 5_000 < len(pool.choices) <= 8_192
    # Clauses that clash with others are rarer, since what contradicts itself is left out.
    for axis, length in enumerate(pool.space.shape):
        counts = np.bincount(pool.choices[:, axis], minlength=length) / len(pool.choices)
        assert counts.min() > 0.05 / length
    assert pool.sound(pool.choices).all()
    assert len(np.unique(pool.choices, axis=0)) == len(pool.choices)


# --- what the others want ----------------------------------------------------------------------


def guessed(game: Game, own: DelegationId = "us") -> opponents.Guesses:
    agenda = game.state.setup.agenda
    pool = pool_of(talks(), agenda)
    return opponents.guess(game.view(of(own)), pool, Ear(talks(), "en", agenda), own)


def option(found: opponents.Guesses, delegation: DelegationId, issue: str, option_: str) -> float:
    pool = pool_of(talks(), talks().structure.preset("class50").agenda)
    return float(found.of(delegation)[pool.named({issue: option_})[0]])


def test_nothing_is_known_at_first() -> None:
    assert not guessed(drafting()).worth.any()


def test_what_is_tabled_is_taken_to_be_liked_and_its_neighbours_too() -> None:
    game = drafting()
    game.head("japan").tables({"abductions": "settlement"})
    found = guessed(game)
    values = [
        option(found, "japan", "abductions", place)
        for place in ("closed", "talks", "reinvestigation", "settlement")
    ]
    assert values == sorted(values)
    assert values[-1] > 0.05
    assert not found.of("china").any()


def test_votes_tell_when_they_are_opened_and_late_ones_most_of_refusals() -> None:
    package: Package = {"sanctions": "lifted", "programme": "keep"}

    def after(ballot: str, late: float) -> float:
        game = drafting("demo")
        game.wait(late * 210)
        game.head("dprk").tables(package)
        before = guessed(game)
        assert not before.of("japan").any()
        for seat in game.heads:
            if seat.actor.delegation != "dprk":
                seat.votes("p1", ballot)  # type: ignore[arg-type]
        return option(guessed(game), "japan", "sanctions", "lifted")

    assert after("accept", 0.1) > after("accept", 0.8) > 0
    assert after("reject", 0.8) < after("reject", 0.1) <= 0


def test_words_tell_too_and_private_ones_only_to_those_who_heard_them() -> None:
    game = Game(talks().structure, "class50").advance_to(PhaseName.CONSULTATIONS)
    channel = game.meet("us", "russia")
    game.head("russia").writes(channel, "Between us: “Keep all sanctions” would do.")
    assert option(guessed(game, "us"), "russia", "sanctions", "keep") > 0
    assert not guessed(game, "china").of("russia").any()
    game.head("russia").says("Russia asks for New inquiry by a set date.")
    assert option(guessed(game, "china"), "russia", "abductions", "reinvestigation") > 0


def test_guesses_come_near_to_what_is_wanted_as_evidence_grows() -> None:
    game = drafting()
    agenda = game.state.setup.agenda
    own = worth("japan")
    rows = own.pool.columns[::31]
    truth = own.pooled[::31]

    def likeness() -> float:
        return float(np.corrcoef(rows @ guessed(game).of("japan"), truth)[0, 1])

    game.head("japan").tables({"abductions": "settlement"})
    first = likeness()
    game.run_out("roll_call")
    for number, best in enumerate(np.argsort(-truth)[:40:8]):
        author = ("china", "russia", "rok", "dprk", "us")[number]
        package = own.package(tuple(own.pool.choices[::31][best].tolist()))
        proposal = game.head(author).tables(package)
        for seat in game.heads:
            if seat.actor.delegation != author:
                yes = seat.actor.delegation == "japan"
                seat.votes(proposal, "accept" if yes else "reject")
    assert agenda == own.case.agenda
    assert likeness() > max(first, 0.3)


def test_misreading_is_the_same_all_game_and_bounded() -> None:
    found = guessed(drafting())
    once = opponents.misread(found, 0.1, SeededDraws("a"), "us")
    again = opponents.misread(found, 0.1, SeededDraws("a"), "us")
    other = opponents.misread(found, 0.1, SeededDraws("b"), "us")
    assert (once.worth == again.worth).all()
    assert (once.worth != other.worth).any()
    assert np.abs(once.worth).max() <= 0.1


# --- offers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", ["demo", LONG])
def test_offers_are_worth_what_one_holds_out_for(preset: str) -> None:
    game = drafting(preset)
    for delegation in game.state.setup.delegations:
        mind = replace(mind_of(game, delegation), instead=CHARACTER)
        found = mind.offer
        assert found is not None
        assert found.part >= mind.target - 1e-6
        assert found.part == pytest.approx(mind.own.part(found.choice))


def test_search_keeps_what_is_fixed_and_finds_what_the_other_wants() -> None:
    game = drafting()
    game.head("japan").tables({"abductions": "settlement"})
    mind = mind_of(game, "us")
    search = Search(mind.own, guessed(game))
    axis = mind.view.setup.agenda.index("programme")
    aim = Aim(-9, {"japan": 1.0}, bar=0.5, taste=0.0, fixed={axis: 2})
    found = search.best(aim)
    assert found is not None
    package = mind.own.package(found.choice)
    assert package["programme"] == "shutdown"
    assert package["abductions"] == "settlement"
    assert search.best(Aim(50, {})) is None


@pytest.mark.parametrize("preset", ["demo", LONG])
def test_beside_a_text_the_best_is_one_or_two_clauses_away_and_keeps_to_the_aim(
    preset: str,
) -> None:
    game = drafting(preset)
    mind = mind_of(game, "us")
    search, space = Search(mind.own, guessed(game)), mind.own.pool.space
    text = mind.own.choice({"programme": "freeze", "sanctions": "lifted", "security": "pledge"})
    axis = space.agenda.index("security")
    fixed = {axis: text[axis]}
    for least in (mind.own.part(text) + 0.05, 0.1):
        found = search.beside(text, Aim(least, mind.regard, fixed=fixed))
        assert found is not None
        assert 1 <= sum(a != b for a, b in zip(found.choice, text, strict=True)) <= 2
        assert found.part >= least
        assert found.choice[axis] == text[axis]
        assert mind.own.pool.sound(np.array([found.choice])).all()
    assert search.beside(text, Aim(50, {})) is None


def test_who_accepts_everything_is_taken_for_granted_until_the_first_no() -> None:
    game = drafting()
    sure = []
    for package in ({"aid": "emergency"}, {"aid": "million"}, {"aid": "power"}):
        proposal = game.head("china").tables(package)
        game.head("rok").votes(proposal, "accept")
        for other in ("dprk", "japan", "russia", "us"):
            game.head(other).votes(proposal, "reject")
        sure.append(opponents.pliancy(game.view(of("us"))))
    assert sure[0]["rok"] < sure[1]["rok"] < sure[2]["rok"] < 1
    assert sure[2]["us"] == sure[2]["dprk"] == 0
    mind = mind_of(game, "us")
    assert mind.regard["rok"] < mind.regard["russia"] * mind.character.regard["rok"]
    proposal = game.head("china").tables({"payers": "equal"})
    game.head("rok").votes(proposal, "reject")
    for other in ("dprk", "japan", "russia", "us"):
        game.head(other).votes(proposal, "reject")
    assert opponents.pliancy(game.view(of("us")))["rok"] == 0


def test_an_offer_gives_nothing_away_that_nobody_is_glad_of() -> None:
    game = drafting(LONG)
    modest = Personality(delegation="rok", top=0.1, floor=0.0, reciprocity=0.0)
    mind = replace(mind_of(game, "rok"), instead=modest)
    found = mind.offer
    assert found is not None
    for axis, values in enumerate(mind.own.stakes):
        better = (*found.choice[:axis], int(np.argmax(values)), *found.choice[axis + 1 :])
        other = mind.search.judge(better, Aim(mind.target, mind.regard, mind.bar))
        assert other.merit <= found.merit + 1e-6


def test_insistence_narrows_what_is_offered() -> None:
    game = drafting()
    japan = Personality(delegation="japan", top=0.5, floor=0.4, holds={"abductions": 0.7})
    mind = replace(mind_of(game, "japan"), instead=japan)
    assert mind.offer is not None
    assert mind.own.package(mind.offer.choice)["abductions"] in ("reinvestigation", "settlement")


def test_labels_are_heard_whole_and_short_ones_in_quotation_marks() -> None:
    ear = Ear(saltmere(), "en", ("quay", "fishing", "payers"))
    assert ear.hear("We want a LONG QUAY and nothing else.") == ((0, 2),)
    assert ear.hear("A shared house.") == ()
    assert ear.hear("The bill: “Shared”.") == ((2, 1),)
    talk = Ear(talks(), "en", talks().structure.preset(LONG).agenda)
    assert len(talk.hear("No nuclear or long-range tests")) == 1


def test_a_yes_is_likelier_above_the_line() -> None:
    assert opponents.yes(np.array([0.5]), 0.5)[0] == pytest.approx(math.log(0.5))
    assert opponents.yes(np.array([0.9]), 0.5)[0] > opponents.yes(np.array([0.6]), 0.5)[0]
