"""Proposals, roll-call votes and the joint text."""

import pytest

from game.engine.acts.proposals import (
    NOT_YOUR_PROPOSAL,
    NOTHING_NEW,
    ONE_PROPOSAL,
    OWN_PROPOSAL,
    PROPOSAL_CLOSED,
    UNKNOWN_PROPOSAL,
    BallotReceived,
    ClausesInitialled,
    agreed,
)
from game.engine.choices import Ballot
from game.engine.phases import PhaseName
from game.engine.refusals import EMPTY_PROPOSAL, LONG_TEXT, UNKNOWN_ISSUE, UNKNOWN_OPTION
from game.refusals import Reason
from game.scenario.model import ConsensusRule
from tests.builders import Game


@pytest.fixture
def game() -> Game:
    """A table that is drafting, all issues on its agenda."""
    return Game(preset="full").advance_to(PhaseName.DRAFTING)


# --- tabling -----------------------------------------------------------------------------------


def test_the_author_of_a_proposal_has_voted_for_it(game: Game) -> None:
    proposal = game.head("port").tables({"quay": "short"}, note=" A modest start. ")
    tabled = game.state.proposals[proposal]
    assert tabled.ballots == {"port": "accept"}
    assert tabled.note == "A modest start."
    assert tabled.by == "head of port"
    assert tabled.deadline == game.now + game.state.setup.timings.roll_call


def test_a_package_is_all_or_nothing_whatever_else_is_carried_meanwhile(game: Game) -> None:
    game.agree(quay="short")
    package = {"quay": "short", "fishing": "lanes"}
    proposal = game.head("village").tables(package)
    assert game.state.proposals[proposal].package == package
    game.agree(by="port", quay="long")
    for delegation in ("port", "ministry"):
        game.head(delegation).votes(proposal, "accept")
    assert game.state.text_package() == package


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, EMPTY_PROPOSAL),
        ({"whales": "few"}, UNKNOWN_ISSUE),
        ({"quay": "endless"}, UNKNOWN_OPTION),
        ({"quay": "lanes"}, UNKNOWN_OPTION),
        ({"quay": "none"}, NOTHING_NEW),
        ({"fishing": "open", "quay": "none"}, NOTHING_NEW),
    ],
)
def test_a_package_must_make_sense(game: Game, options: dict[str, str], reason: Reason) -> None:
    with game.expect_refusal(reason):
        game.head("port").tables(options)


def test_what_the_text_says_already_is_nothing_new(game: Game) -> None:
    game.agree(quay="short")
    with game.expect_refusal(NOTHING_NEW):
        game.head("village").tables({"quay": "short"})


def test_an_issue_off_the_agenda_is_not_negotiated() -> None:
    game = Game(preset="quick").advance_to(PhaseName.DRAFTING)
    with game.expect_refusal(UNKNOWN_ISSUE):
        game.head("port").tables({"payers": "state"})


def test_a_covering_note_may_be_empty_but_not_too_long(game: Game) -> None:
    with game.expect_refusal(LONG_TEXT):
        game.head("port").tables({"quay": "short"}, note="x" * 201)
    game.head("port").tables({"quay": "short"}, note="x" * 200)


def test_a_delegation_has_one_open_proposal_at_a_time(game: Game) -> None:
    first = game.head("port").tables({"quay": "short"})
    with game.expect_refusal(ONE_PROPOSAL):
        game.head("port").tables({"quay": "long"})
    game.head("village").tables({"fishing": "lanes"})
    game.head("port").withdraws(first)
    game.head("port").tables({"quay": "long"})
    assert [p.delegation for p in game.state.open_proposals()] == ["village", "port"]


def test_a_counterproposal_names_a_proposal_that_there_is(game: Game) -> None:
    first = game.head("port").tables({"quay": "long"})
    with game.expect_refusal(UNKNOWN_PROPOSAL):
        game.head("village").tables({"quay": "short"}, counters="p9")
    second = game.head("village").tables({"quay": "short"}, counters=first)
    assert game.state.proposals[second].counters == first


def test_only_its_author_withdraws_a_proposal(game: Game) -> None:
    proposal = game.head("port").tables({"quay": "short"})
    with game.expect_refusal(NOT_YOUR_PROPOSAL):
        game.head("village").withdraws(proposal)
    game.head("port").withdraws(proposal)
    assert game.state.proposals[proposal].status == "withdrawn"


# --- voting ------------------------------------------------------------------------------------


def test_a_roll_call_closes_with_the_last_ballot(game: Game) -> None:
    proposal = game.head("port").tables({"quay": "short"})
    game.head("village").votes(proposal, "accept")
    assert game.state.proposals[proposal].status == "open"
    game.head("ministry").votes(proposal, "accept")
    assert game.state.proposals[proposal].status == "carried"
    assert game.state.text_package() == {"quay": "short"}


def test_a_ballot_may_be_changed_until_the_roll_call_closes(game: Game) -> None:
    proposal = game.head("port").tables({"quay": "short"})
    game.head("village").votes(proposal, "reject")
    game.head("village").votes(proposal, "accept")
    game.head("ministry").votes(proposal, "accept")
    assert game.state.proposals[proposal].status == "carried"
    received = [event.delegation for event in game.told(BallotReceived)]
    assert received == ["port", "village", "ministry"]


def test_no_vote_is_an_abstention_at_the_deadline(game: Game) -> None:
    proposal = game.head("port").tables({"quay": "short"})
    game.head("village").votes(proposal, "accept")
    game.run_out("roll_call")
    closed = game.state.proposals[proposal]
    assert closed.ballots == {"port": "accept", "village": "accept", "ministry": "abstain"}
    assert closed.status == "failed"


def test_an_open_roll_call_closes_with_the_phase(game: Game) -> None:
    game.wait(290)
    game.head("port").tables({"quay": "short"})
    game.head("village").tables({"fishing": "lanes"})
    game.run_out("phase")
    assert [p.status for p in game.state.proposals.values()] == ["failed", "failed"]


@pytest.mark.parametrize("ballot", ["reject", "abstain"])
def test_unanimity_asks_for_every_yes(game: Game, ballot: Ballot) -> None:
    proposal = game.head("port").tables({"quay": "short"})
    game.head("village").votes(proposal, "accept")
    game.head("ministry").votes(proposal, ballot)
    assert game.state.proposals[proposal].status == "failed"
    assert game.state.text == {}


def test_nobody_votes_on_its_own_proposal(game: Game) -> None:
    proposal = game.head("port").tables({"quay": "short"})
    with game.expect_refusal(OWN_PROPOSAL):
        game.head("port").votes(proposal, "reject")


def test_nobody_votes_on_what_is_closed_withdrawn_or_unknown(game: Game) -> None:
    closed = game.agree(quay="short")
    withdrawn = game.head("port").tables({"quay": "long"})
    game.head("port").withdraws(withdrawn)
    for proposal in (closed, withdrawn):
        with game.expect_refusal(PROPOSAL_CLOSED):
            game.head("village").votes(proposal, "accept")
        with game.expect_refusal(PROPOSAL_CLOSED):
            game.head("port").withdraws(proposal)
    with game.expect_refusal(UNKNOWN_PROPOSAL):
        game.head("village").votes("p9", "accept")


# --- consensus ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "missing", "passes"),
    [
        ("unanimity", (), True),
        ("unanimity", ("ministry",), False),
        ("unanimity", ("port",), False),
        ("minus_one", (), True),
        ("minus_one", ("ministry",), True),
        ("minus_one", ("port",), False),
        ("minus_one", ("village",), False),
        ("minus_one", ("port", "ministry"), False),
        ("minus_one", ("port", "village", "ministry"), False),
    ],
)
def test_who_may_be_missing(rule: ConsensusRule, missing: tuple[str, ...], passes: bool) -> None:
    game = Game(consensus=rule)
    willing = frozenset(game.state.setup.delegations) - set(missing)
    assert agreed(game.structure, game.state, willing) is passes


@pytest.mark.parametrize("essential", ["port", "village"])
def test_consensus_minus_one_never_passes_without_an_essential_party(essential: str) -> None:
    game = Game(consensus="minus_one").advance_to(PhaseName.DRAFTING)
    proposal = game.head("ministry").tables({"quay": "short"})
    for other in {"port", "village"} - {essential}:
        game.head(other).votes(proposal, "accept")
    game.head(essential).votes(proposal, "reject")
    assert game.state.proposals[proposal].status == "failed"


def test_consensus_minus_one_passes_without_another() -> None:
    game = Game(consensus="minus_one").advance_to(PhaseName.DRAFTING)
    proposal = game.head("port").tables({"quay": "short"})
    game.head("village").votes(proposal, "accept")
    game.head("ministry").votes(proposal, "reject")
    assert game.state.proposals[proposal].status == "carried"


# --- the joint text ----------------------------------------------------------------------------


def test_a_package_is_carried_whole(game: Game) -> None:
    proposal = game.agree(quay="long", payers="shared")
    assert {issue: (c.option, c.proposal) for issue, c in game.state.text.items()} == {
        "quay": ("long", proposal),
        "payers": ("shared", proposal),
    }


def test_an_initialled_clause_is_reopened_by_a_new_proposal(game: Game) -> None:
    game.agree(quay="long", payers="shared")
    second = game.agree(by="village", quay="short")
    assert game.state.text_package() == {"quay": "short", "payers": "shared"}
    assert game.state.text["quay"].proposal == second


def test_an_initialled_clause_stands_while_a_new_proposal_fails(game: Game) -> None:
    game.agree(quay="long")
    proposal = game.head("village").tables({"quay": "short"})
    game.head("port").votes(proposal, "reject")
    game.head("ministry").votes(proposal, "accept")
    assert game.state.text_package() == {"quay": "long"}


def test_the_silent_option_strikes_a_clause_from_the_text(game: Game) -> None:
    game.agree(quay="long", fishing="lanes")
    game.agree(by="village", quay="none")
    assert game.state.text_package() == {"fishing": "lanes"}
    assert game.told(ClausesInitialled)[-1].struck == ("quay",)


def test_clauses_stay_initialled_in_the_next_round(game: Game) -> None:
    game.agree(quay="short")
    game.advance_to(PhaseName.DRAFTING, 2)
    assert game.state.text_package() == {"quay": "short"}


def test_a_roll_call_moves_the_world(game: Game) -> None:
    assert game.state.indicators["anger"] == 40
    game.agree(quay="short")
    assert game.state.indicators["anger"] == 30
    proposal = game.head("port").tables({"quay": "long"})
    for seat in (game.head("village"), game.head("ministry")):
        seat.votes(proposal, "reject")
    assert game.state.indicators["anger"] == 35
    causes = [change.cause for change in game.state.course]
    assert causes == ["roll_call_carried", "roll_call_failed"]
