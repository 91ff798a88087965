"""Walking out and coming back: who is missed, what breaks off, and who need not wait."""

import pytest

from game.engine.acts.moves import NOT_AWAY
from game.engine.acts.phases import PhaseOpened
from game.engine.acts.ratification import RatificationClosed
from game.engine.phases import PhaseName
from game.engine.refusals import AWAY, NO_QUORUM
from game.scenario.model import Structure
from tests.builders import Game, altered, changed, harbour


def easy_going() -> Structure:
    """The harbour where an agreement needs the port alone."""
    rules = harbour().rules.model_copy(update={"essential": ("port",)})
    return changed(harbour(), rules=rules)


def at(phase: PhaseName, structure: Structure | None = None) -> Game:
    """A table in that phase where one delegation may be missing."""
    return Game(structure, preset="full", consensus="minus_one").advance_to(phase)


# --- out and back ------------------------------------------------------------------------------


def test_a_delegation_walks_out_and_comes_back() -> None:
    game = at(PhaseName.CONSULTATIONS)
    game.head("village").moves("leave_hall")
    assert game.state.away == {"village"}
    assert game.state.present == {"port", "ministry"}
    assert game.state.indicators["anger"] == 48
    game.head("village").moves("come_back")
    assert game.state.away == frozenset()
    assert game.state.standing["village"] == 70 + 3 - 4


def test_nobody_leaves_twice_or_comes_back_who_never_left() -> None:
    game = at(PhaseName.CONSULTATIONS)
    with game.expect_refusal(NOT_AWAY):
        game.head("village").moves("come_back")
    game.head("village").moves("leave_hall")
    with game.expect_refusal(AWAY):
        game.head("village").moves("leave_hall")


def test_what_has_been_done_for_it_eases_the_way_back() -> None:
    game = at(PhaseName.CONSULTATIONS)
    game.head("village").moves("leave_hall")
    game.head("ministry").moves("subsidy")
    game.head("village").moves("come_back")
    assert game.state.moves[-1].cases == ("with_honour",)
    assert game.state.standing["village"] == 70 + 3 + 3 - 4 + 4


def test_who_is_away_does_nothing_at_the_table() -> None:
    game = at(PhaseName.DRAFTING, easy_going())
    game.head("village").moves("leave_hall")
    proposal = game.head("port").tables({"quay": "short"})
    village = game.head("village")
    for forbidden in (
        lambda: village.is_ready(),
        lambda: village.says("From the street!"),
        lambda: village.tables({"quay": "none"}),
        lambda: village.votes(proposal, "reject"),
    ):
        with game.expect_refusal(AWAY):
            forbidden()


def test_who_is_away_still_talks_in_private_and_acts_outside() -> None:
    game = at(PhaseName.CONSULTATIONS)
    game.head("village").moves("leave_hall")
    game.head("village").writes(game.meet("port", "village"), "Come out here.")
    game.instructor.drops("storm")
    game.head("village").answers("storm", "row_out")
    offer = game.head("village").offers("pilotage", fishing="lanes")
    game.head("port").agrees_to(offer)
    assert game.state.accords()


# --- what cannot be done without them ----------------------------------------------------------


def test_without_an_essential_delegation_nothing_is_put_to_the_vote() -> None:
    game = at(PhaseName.DRAFTING)
    game.head("village").moves("leave_hall")
    with game.expect_refusal(NO_QUORUM):
        game.head("port").tables({"quay": "short"})
    game.head("village").moves("come_back")
    game.head("port").tables({"quay": "short"})


def test_without_any_other_delegation_the_vote_goes_on() -> None:
    game = at(PhaseName.DRAFTING, easy_going())
    game.head("village").moves("leave_hall")
    proposal = game.head("port").tables({"quay": "short"})
    game.head("ministry").votes(proposal, "accept")
    assert game.state.proposals[proposal].status == "carried"
    assert game.state.proposals[proposal].ballots["village"] == "abstain"


def test_an_essential_walk_out_breaks_off_every_roll_call() -> None:
    game = at(PhaseName.DRAFTING)
    proposals = [
        game.head("port").tables({"quay": "short"}),
        game.head("ministry").tables({"quay": "long"}),
    ]
    game.head("village").moves("leave_hall")
    assert [game.state.proposals[id_].status for id_ in proposals] == ["failed", "failed"]
    assert game.state.text == {}


def test_a_vote_does_not_outlast_the_seat_of_who_cast_it() -> None:
    game = at(PhaseName.DRAFTING)
    proposal = game.head("port").tables({"quay": "short"})
    game.head("village").votes(proposal, "accept")
    game.head("village").moves("leave_hall")
    assert game.state.proposals[proposal].status == "failed"
    assert game.state.proposals[proposal].ballots == {
        "port": "accept",
        "village": "abstain",
        "ministry": "abstain",
    }


def test_a_roll_call_does_not_break_off_for_who_is_not_essential() -> None:
    game = at(PhaseName.DRAFTING, easy_going())
    proposal = game.head("port").tables({"quay": "short"})
    game.head("village").moves("leave_hall")
    assert game.state.proposals[proposal].status == "open"
    game.head("ministry").votes(proposal, "accept")
    assert game.state.proposals[proposal].status == "carried"


def test_whoever_leaves_during_an_opening_statement_gives_up_the_floor() -> None:
    game = at(PhaseName.PLENARY)
    game.run_out("floor")
    game.run_out("floor")
    assert game.state.floor is not None
    assert game.state.floor.delegation == "village"
    game.head("village").moves("leave_hall")
    assert game.state.floor is None


def test_the_floor_passes_over_who_is_away() -> None:
    game = at(PhaseName.CONSULTATIONS)
    game.head("village").moves("leave_hall")
    game.advance_to(PhaseName.PLENARY, 2)
    game.instructor.resumes()
    speakers = []
    while game.state.floor is not None:
        speakers.append(game.state.floor.delegation)
        game.run_out("floor")
    assert speakers == ["port", "ministry"]


# --- nobody waits for them ---------------------------------------------------------------------


def test_a_phase_ends_when_all_who_are_there_are_ready() -> None:
    game = at(PhaseName.CONSULTATIONS)
    game.head("village").moves("leave_hall")
    game.head("port").is_ready()
    game.head("ministry").is_ready()
    assert game.state.name is PhaseName.DRAFTING


def test_a_phase_ends_with_the_last_who_was_not_ready() -> None:
    game = at(PhaseName.CONSULTATIONS)
    game.head("port").is_ready()
    game.head("ministry").is_ready()
    game.head("village").moves("leave_hall")
    assert game.state.name is PhaseName.DRAFTING


def test_readiness_ends_with_a_walk_out() -> None:
    game = at(PhaseName.CONSULTATIONS)
    game.head("village").is_ready()
    game.head("village").moves("leave_hall")
    game.head("village").moves("come_back")
    assert game.state.ready == frozenset()


def test_a_roll_call_closes_when_the_last_who_had_not_voted_leaves() -> None:
    game = at(PhaseName.DRAFTING, easy_going())
    proposal = game.head("port").tables({"quay": "short"})
    game.head("ministry").votes(proposal, "accept")
    game.head("village").moves("leave_hall")
    assert game.state.proposals[proposal].status == "carried"


# --- how the talks end -------------------------------------------------------------------------


def test_talks_from_which_an_essential_delegation_is_missing_end_in_a_walk_out() -> None:
    game = at(PhaseName.DRAFTING)
    game.agree(quay="short")
    game.advance_to(PhaseName.DRAFTING, 2)
    game.head("village").moves("leave_hall")
    game.instructor.advances()
    assert game.state.ending == "walk_out"
    assert not game.told(RatificationClosed)
    assert game.state.course[-1].cause == "not_ratified"


def test_a_walk_out_with_an_empty_text_is_a_walk_out_all_the_same() -> None:
    game = at(PhaseName.DRAFTING).advance_to(PhaseName.DRAFTING, 2)
    game.head("village").moves("leave_hall")
    game.instructor.advances()
    assert game.state.ending == "walk_out"


def test_an_earlier_round_ends_without_them_and_the_talks_go_on() -> None:
    game = at(PhaseName.DRAFTING)
    game.head("village").moves("leave_hall")
    game.advance_to(PhaseName.PLENARY, 2)
    assert game.state.away == {"village"}


def signing(structure: Structure | None = None) -> Game:
    """A table at which a text waits to be signed."""
    game = Game(structure, consensus="minus_one")
    return game.ratify(quay="short", fishing="lanes")


def test_who_walks_out_of_the_signing_has_not_signed() -> None:
    game = signing()
    game.head("village").signs()
    game.head("village").moves("leave_hall")
    game.head("port").signs()
    game.head("ministry").signs()
    assert game.state.decisions == {"port": "sign", "village": "refuse", "ministry": "sign"}
    assert game.state.ending == "walk_out"


def test_the_signing_closes_when_the_last_who_had_not_decided_leaves() -> None:
    game = signing()
    game.head("port").signs()
    game.head("ministry").signs()
    game.head("village").moves("leave_hall")
    assert game.state.ending == "walk_out"


def test_who_comes_back_in_time_signs() -> None:
    game = signing()
    game.head("village").moves("leave_hall")
    with game.expect_refusal(AWAY):
        game.head("village").signs()
    game.head("port").signs()
    game.head("village").moves("come_back")
    game.head("village").signs()
    game.head("ministry").signs()
    assert game.state.concluded == "full_accord"


def test_a_partial_accord_is_signed_without_one_who_is_not_essential() -> None:
    game = signing(easy_going())
    game.head("village").moves("leave_hall")
    game.head("port").signs()
    game.head("ministry").signs()
    assert game.state.concluded == "partial_accord"
    assert game.state.signatories == {"port", "ministry"}


def test_under_unanimity_a_walk_out_by_whoever_it_is_leaves_no_agreement() -> None:
    game = Game(easy_going()).ratify(quay="short", fishing="lanes")
    game.head("village").moves("leave_hall")
    game.head("port").signs()
    game.head("ministry").signs()
    assert game.state.ending == "no_agreement"


@pytest.mark.parametrize("ready", [True, False])
def test_a_walk_out_that_breaks_the_talks_is_a_breakdown(ready: bool) -> None:
    game = Game(altered("moves", "leave_hall", effects={"anger": 70})).ratify(quay="short")
    if ready:
        game.head("port").signs()
        game.head("ministry").signs()
    game.head("village").moves("leave_hall")
    assert game.state.ending == "breakdown"


def test_a_walk_out_that_breaks_the_talks_opens_no_further_phase() -> None:
    game = Game(altered("moves", "leave_hall", effects={"anger": 60}))
    game.advance_to(PhaseName.CONSULTATIONS)
    game.head("port").is_ready()
    game.head("ministry").is_ready()
    game.head("village").moves("leave_hall")
    assert game.state.ending == "breakdown"
    opened = [event.phase for event in game.told(PhaseOpened)]
    assert opened[-2:] == ["consultations", "debrief"]
