"""Hints: what they say of the others, and by what evidence."""

from collections import Counter
from functools import cache
from math import sqrt

import pytest

from game.bots.hints import CLEAR, LIKELY, Evidence, Hints
from game.engine.acts.table import replay
from game.engine.phases import PhaseName
from game.engine.views import of, seen_by
from game.scenario.loader import load_packaged
from game.scenario.model import DelegationId, IssueId
from game.scenario.texts import Scenario
from game.simulation.table import Game as Simulated
from game.simulation.table import Setting, play
from tests.bench.bench_hints import trials
from tests.builders import Game

DEAL = {"programme": "disable", "verification": "seals", "sanctions": "begun"}


@cache
def talks() -> Scenario:
    return load_packaged("six_party_talks")


@cache
def played(seed: str) -> Simulated:
    return play(talks(), Setting("demo"), seed)


def hints(game: Game, delegation: DelegationId) -> Hints:
    return Hints(talks(), "en", game.view(of(delegation)), delegation, game.now)


def drafting() -> Game:
    return Game(talks().structure, "class50").advance_to(PhaseName.DRAFTING)


def all_but(game: Game, proposal: str, *others: DelegationId) -> None:
    """Everybody else rejects the proposal, which closes its roll-call."""
    for delegation in game.state.setup.delegations:
        if delegation not in others:
            game.head(delegation).votes(proposal, "reject")


def test_of_somebody_who_has_shown_nothing_nothing_is_said() -> None:
    game = drafting()
    assert hints(game, "rok").wants("china").wishes == ()
    bridge = hints(game, "rok").bridge()
    assert bridge is not None
    assert set(bridge.blind) == set(talks().structure.delegation_ids) - {"rok"}


def test_what_was_tabled_voted_and_said_is_the_evidence() -> None:
    game = drafting()
    labels = talks().text("en").issues["sanctions"].options
    game.head("china").says(f"On sanctions we would like “{labels['suspended'].label}”.")
    game.head("china").tables({"sanctions": "suspended", "aid": "million"})
    all_but(game, "p1", "china")
    game.head("us").tables({"sanctions": "lifted"})
    game.head("china").votes("p2", "reject")
    all_but(game, "p2", "us", "china")
    game.head("us").tables({"sanctions": "suspended"})
    game.head("china").votes("p3", "accept")
    all_but(game, "p3", "us", "china")
    wishes = hints(game, "rok").wants("china").wishes
    wish = next(w for w in wishes if w.issue == "sanctions")
    assert wish.option == "suspended"
    assert wish.evidence == Evidence(tabled=1, accepted=1, rejected_without=1, said=1)
    assert wish.evidence.sureness == "clear"


def test_votes_that_are_still_sealed_are_no_evidence() -> None:
    game = drafting()
    game.head("us").tables(DEAL)
    before = hints(game, "rok").wants("china")
    game.head("china").votes("p1", "reject")
    assert hints(game, "rok").wants("china") == before


def test_words_in_a_talk_of_others_are_not_heard() -> None:
    game = Game(talks().structure, "class50").advance_to(PhaseName.CONSULTATIONS)
    label = talks().text("en").issues["aid"].options["power"].label
    channel = game.meet("china", "dprk")
    game.head("china").writes(channel, f"We could live with “{label}”.")
    assert hints(game, "rok").wants("china").wishes == ()
    (wish,) = hints(game, "dprk").wants("china").wishes
    assert (wish.issue, wish.option, wish.evidence.said) == ("aid", "power", 1)


@pytest.mark.parametrize(
    ("evidence", "sureness"),
    [
        (Evidence(said=1), "guess"),
        (Evidence(said=9), "likely"),
        (Evidence(tabled=1), "likely"),
        (Evidence(tabled=2), "clear"),
        (Evidence(tabled=2, tabled_otherwise=1), "likely"),
        (Evidence(tabled=1, accepted=1, accepted_otherwise=2), "guess"),
        (Evidence(accepted=LIKELY), "likely"),
        (Evidence(accepted=2, rejected_without=CLEAR - 2), "clear"),
    ],
)
def test_sureness_follows_the_evidence(evidence: Evidence, sureness: str) -> None:
    assert evidence.sureness == sureness


def test_hints_are_right_more_often_than_chance() -> None:
    """Over games of machines: the option named is worth more to its delegation than the average."""
    better = total = 0
    for seed in ("h1", "h2", "h3", "h4"):
        game = played(seed)
        view = seen_by(game.state, of("rok"))
        found = Hints(talks(), "en", view, "rok", game.now)
        for delegation in game.state.setup.delegations:
            if delegation == "rok":
                continue
            truth = Hints(talks(), "en", seen_by(game.state, of(delegation)), delegation, game.now)
            own = truth._mind.own
            for wish in found.wants(delegation).wishes:
                axis = view.setup.agenda.index(wish.issue)
                worth = own.stakes[axis]
                place = own.pool.space.options[axis].index(wish.option)
                better += worth[place] > sum(worth) / len(worth)
                total += 1
    assert total >= 40
    assert better / total > 0.8


def test_the_package_that_all_might_accept_is_better_for_us_than_no_deal() -> None:
    game = played("h1")
    for delegation in game.state.setup.delegations:
        view = seen_by(game.state, of(delegation))
        bridge = Hints(talks(), "en", view, delegation, game.now).bridge()
        assert bridge is not None
        assert bridge.part >= 0
        assert set(bridge.package) == set(game.state.setup.agenda)
        assert set(bridge.replies) == set(game.state.setup.delegations) - {delegation}


def test_a_crisis_is_answered_by_the_own_file() -> None:
    game = Game(talks().structure, "class50").advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("frozen_accounts")
    (advice,) = hints(game, "us").advice()
    assert advice.inject == "frozen_accounts"
    worths = [worth for _, worth in advice.answers]
    assert worths == sorted(worths, reverse=True)
    assert hints(game, "japan").advice() == ()


def test_hints_can_be_asked_for_at_any_moment_of_a_game() -> None:
    log = played("h2").log
    for length in range(2, len(log), 40):
        state = replay(log[:length])
        view = seen_by(state, of("us"))
        found = Hints(talks(), "en", view, "us", log[length - 1].at)
        found.wants("dprk")
        found.bridge()
        found.advice()


def test_a_clause_on_which_nobody_else_has_shown_anything_is_called_our_own_wish() -> None:
    game = drafting()
    game.head("rok").tables({"aid": "million"})
    agenda = set(game.state.setup.agenda)
    assert untold(game) == agenda
    all_but(game, "p1", "rok")
    assert untold(game) == agenda - {"aid"}
    game.head("china").tables(DEAL)
    assert untold(game) == agenda - {"aid", *DEAL}
    label = talks().text("en").issues["payers"].options["equal"].label
    game.head("us").says(f"We could live with “{label}”.")
    assert untold(game) == agenda - {"aid", "payers", *DEAL}


def untold(game: Game) -> set[IssueId]:
    """On which issues Seoul's package follows nothing but its own file."""
    bridge = hints(game, "rok").bridge()
    assert bridge is not None
    return set(bridge.untold)


def test_what_is_called_likely_to_be_accepted_by_all_is_so_two_times_in_three() -> None:
    """Over games of computers, stopped while they draft; the bench tries many more of them."""
    found = [
        trial for seed in range(12) for trial in trials(talks(), "class50", f"hints-{seed}", 2)
    ]
    likely = [trial for trial in found if trial.likely]
    # So few may lie a standard error below what many do.
    error = sqrt(len(likely) * 2 / 9)
    assert sum(trial.carried for trial in likely) >= 2 / 3 * len(likely) - error
    votes = {reply: Counter[bool]() for reply in ("yes", "perhaps", "no")}
    for trial in found:
        for delegation, reply in trial.bridge.replies.items():
            votes[reply][trial.votes[delegation]] += 1
    shares = {reply: count[True] / count.total() for reply, count in votes.items()}
    assert shares["yes"] >= 0.75
    assert 0.3 <= shares["perhaps"] <= 0.7
    assert shares["no"] <= 0.3
