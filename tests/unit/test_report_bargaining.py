"""Proposals valued, steps named, votes beside what could have been: numbers worked out by hand.

On the harbour's short agenda a long quay and open fishing, signed by all and kept, are worth to the
port 50 (quay) + 24 (fishing) + 10.5 (anger at 25) + 6 (ending) = 90.5; to the village
5.5 + 1.5 + 7.9 + 10 less 20 for its red line = 4.9; to the ministry, of whose objectives the agenda
serves two with 60 of 100, 40 + 16.8 + 16.67 + 15.5 = 88.97.
With a short quay and lanes the port has 30 + 16.8 + 10.5 + 6 = 63.3, the village
33 + 10.5 + 7.9 + 10 = 61.4.
"""

import pytest

from game.engine.phases import PhaseName
from game.report.figures.bargaining import StepType, bargaining, step_type
from game.report.figures.lineage import lineage
from game.report.figures.played import Played
from game.report.figures.votes import votes
from game.scenario.model import Conduct
from tests.builders import Game


def played(game: Game) -> Played:
    return Played.of(game.structure, game.log)


def conduct(game: Game, delegation: str, **chosen: Conduct) -> None:
    """Say what is done about duties, by their obligations."""
    duties = {d.obligation: d.id for d in game.state.duties.values()}
    game.head(delegation).conducts(**{duties[key]: done for key, done in chosen.items()})


@pytest.fixture
def game() -> Game:
    """The port asks for all, is refused by the village, and gives way."""
    game = Game().advance_to(PhaseName.DRAFTING)
    game.wait(30)
    first = game.head("port").tables({"quay": "long"})
    game.head("village").votes(first, "reject")
    game.head("ministry").votes(first, "accept")
    game.wait(30)
    game.agree("port", quay="short", fishing="lanes")
    return game


@pytest.mark.parametrize(
    ("own", "others", "step"),
    [
        (5, 5, "fortunate"),
        (0, 5, "nice"),
        (-5, 5, "concession"),
        (-5, 0, "concession"),
        (5, 0, "selfish"),
        (5, -5, "selfish"),
        (0, -5, "unfortunate"),
        (-5, -5, "unfortunate"),
        (0, 0, "silent"),
    ],
)
def test_a_step_is_named_by_who_gained(own: int, others: int, step: StepType) -> None:
    assert step_type(own, others) == step


def test_a_proposal_is_valued_with_the_text_that_it_would_make(game: Game) -> None:
    first, second = bargaining(played(game)).bids
    assert first.worth == {"port": 9050, "village": 490, "ministry": 8897}
    assert first.text == {"quay": "long", "fishing": "open"}
    assert second.worth == {"port": 6330, "village": 6140, "ministry": 7697}
    assert (first.seconds, second.seconds) == (30, 60)


def test_a_level_lies_between_no_deal_and_the_best(game: Game) -> None:
    """The port: no deal 30.1, best 83.3, so 63.3 is 62 of 100; above the best counts as 100."""
    found = bargaining(played(game))
    assert [bid.level["port"] for bid in found.bids] == [100, 62]
    assert found.bids[0].level["village"] == -36
    assert found.anchors == {"port": 100}


def test_giving_up_what_the_others_want_is_a_concession(game: Game) -> None:
    first, second = bargaining(played(game)).bids
    assert first.step is None
    assert second.step == "concession"


def test_who_could_accept_is_beside_who_did(game: Game) -> None:
    first, second = bargaining(played(game)).bids
    assert first.willing == first.accepted == ("port", "ministry")
    assert first.opposed == ("village",)
    assert second.willing == second.accepted == ("port", "village", "ministry")


def test_the_first_proposal_that_all_could_accept_is_found(game: Game) -> None:
    found = bargaining(played(game))
    assert found.first_for_all == "p2"
    assert found.available is None
    assert found.blocks == ()


def test_the_signed_text_is_available_from_its_proposal_on(game: Game) -> None:
    game.advance_to(PhaseName.RATIFICATION)
    assert bargaining(played(game.sign())).available == "p2"


def test_whoever_refuses_what_all_could_accept_has_blocked_it() -> None:
    game = Game().advance_to(PhaseName.DRAFTING)
    proposal = game.head("port").tables({"quay": "short", "fishing": "lanes"})
    game.head("village").votes(proposal, "accept")
    game.head("ministry").votes(proposal, "abstain")
    (block,) = bargaining(played(game)).blocks
    assert (block.proposal, block.by) == ("p1", ("ministry",))


def test_a_withdrawn_proposal_is_valued_and_its_ballots_are_sealed() -> None:
    game = Game().advance_to(PhaseName.DRAFTING)
    proposal = game.head("port").tables({"quay": "long"})
    game.head("village").votes(proposal, "reject")
    game.head("port").withdraws(proposal)
    (bid,) = bargaining(played(game)).bids
    assert bid.status == "withdrawn"
    assert bid.sealed
    assert lineage(played(game))[0].motions[0].sealed


def test_votes_are_counted_by_pairs(game: Game) -> None:
    found = votes(played(game), bargaining(played(game)))
    counts = {pair.pair: (pair.together, pair.both, pair.could) for pair in found.pairs}
    assert counts == {
        ("port", "village"): (1, 2, 1),
        ("port", "ministry"): (2, 2, 2),
        ("village", "ministry"): (1, 2, 1),
    }
    assert (found.roll_calls, found.carried, found.sealed) == (2, 1, False)


def test_who_abstains_votes_with_nobody() -> None:
    game = Game().advance_to(PhaseName.DRAFTING)
    proposal = game.head("port").tables({"quay": "long"})
    game.head("village").votes(proposal, "abstain")
    game.head("ministry").votes(proposal, "abstain")
    found = votes(played(game), bargaining(played(game)))
    assert {pair.both for pair in found.pairs} == {0}


def test_anonymous_votes_are_sealed() -> None:
    game = Game(votes="anonymous").advance_to(PhaseName.DRAFTING)
    game.agree("port", quay="short")
    found = bargaining(played(game))
    assert votes(played(game), found).sealed
    assert found.bids[0].sealed
    assert all(motion.sealed for clause in lineage(played(game)) for motion in clause.motions)


def test_a_clause_remembers_its_way_into_the_text(game: Game) -> None:
    quay, fishing = lineage(played(game))
    assert [(m.proposal, m.option, m.status) for m in quay.motions] == [
        ("p1", "long", "failed"),
        ("p2", "short", "carried"),
    ]
    assert quay.motions[0].ballots == {"port": "accept", "village": "reject", "ministry": "accept"}
    assert (quay.settled, quay.proposal, quay.reopened) == ("short", "p2", 0)
    assert (fishing.settled, fishing.silent) == ("lanes", "open")
    assert quay.carried_out is None


def test_a_clause_that_is_replaced_or_struck_was_reopened(game: Game) -> None:
    game.agree("village", quay="long")
    game.agree("village", quay="none")
    quay, fishing = lineage(played(game))
    assert quay.reopened == 2
    assert quay.settled is None
    assert quay.motions[-1].strikes
    assert fishing.reopened == 0


def test_what_was_not_done_shows_in_the_clause_that_was_carried_out(game: Game) -> None:
    """The port builds late in step 1 and not at all in step 2: one half-step of four is done."""
    game.advance_to(PhaseName.RATIFICATION)
    game.sign()
    conduct(game, "port", build="delay")
    game.instructor.advances()
    conduct(game, "port", build="break")
    game.honour_everything()
    quay, fishing = lineage(played(game))
    assert (quay.done, quay.due) == (1, 4)
    assert quay.carried_out == "none"
    assert fishing.carried_out == "lanes"
