"""Proposals, roll-call votes and the joint text."""

from collections import Counter
from collections.abc import Mapping

from game.engine import commands as c
from game.engine import events as e
from game.engine.commands import Ballot
from game.engine.errors import Reason, Refused
from game.engine.rules import world
from game.engine.state import Proposal, TableState
from game.engine.turn import Turn
from game.scenario.model import DelegationId, IssueId, OptionId, Structure


def agreed(structure: Structure, state: TableState, willing: frozenset[DelegationId]) -> bool:
    """Whether the consensus rule is met when exactly these delegations say yes.

    *Unanimity* asks for all. *Minus one* lets one be missing, never one of the essential.
    """
    missing = set(state.setup.delegations) - willing
    if state.setup.rules.consensus == "unanimity":
        return not missing
    return len(missing) <= 1 and not missing & set(structure.rules.essential)


def table_proposal(turn: Turn, command: c.TableProposal) -> None:
    """Put a package to a roll-call; its author's vote is yes."""
    package = _package(turn, command.options)
    note = command.note.strip()
    if len(note) > turn.structure.rules.note_limit:
        raise Refused(Reason.LONG_TEXT, limit=turn.structure.rules.note_limit, length=len(note))
    if command.counters is not None and command.counters not in turn.state.proposals:
        raise Refused(Reason.UNKNOWN_PROPOSAL)
    if any(p.delegation == turn.delegation for p in turn.state.open_proposals()):
        raise Refused(Reason.ONE_PROPOSAL)
    id_ = f"p{len(turn.state.proposals) + 1}"
    turn.tell(
        e.ProposalTabled(
            at=turn.now,
            proposal=id_,
            delegation=turn.delegation,
            by=turn.actor.participant,
            package=package,
            note=note,
            counters=command.counters,
            deadline=turn.now + turn.state.setup.timings.roll_call,
        )
    )
    _record_ballot(turn, id_, "accept")


def _package(turn: Turn, options: Mapping[IssueId, OptionId]) -> dict[IssueId, OptionId]:
    """The whole package, since it is all or nothing; refused if it would change nothing now."""
    if not options:
        raise Refused(Reason.EMPTY_PROPOSAL)
    for issue, option in options.items():
        if issue not in turn.state.setup.agenda:
            raise Refused(Reason.UNKNOWN_ISSUE)
        if option not in turn.structure.issue(issue).option_ids:
            raise Refused(Reason.UNKNOWN_OPTION)
    silent = turn.structure.silent_package(turn.state.setup.agenda)
    standing = {**silent, **turn.state.text_package()}
    if all(standing[issue] == option for issue, option in options.items()):
        raise Refused(Reason.NOTHING_NEW)
    for conflict in turn.structure.conflicts_in({**turn.state.text_package(), **options}):
        if conflict.refused:
            raise Refused(Reason.CONTRADICTION, conflict=conflict.id)
    return dict(options)


def withdraw_proposal(turn: Turn, command: c.WithdrawProposal) -> None:
    """Take one's own proposal back."""
    proposal = _open_proposal(turn, command.proposal)
    if proposal.delegation != turn.delegation:
        raise Refused(Reason.NOT_YOUR_PROPOSAL)
    turn.tell(e.ProposalWithdrawn(at=turn.now, proposal=proposal.id))


def cast_ballot(turn: Turn, command: c.CastBallot) -> None:
    """Vote; the last ballot to come in closes the roll-call."""
    proposal = _open_proposal(turn, command.proposal)
    if proposal.delegation == turn.delegation:
        raise Refused(Reason.OWN_PROPOSAL)
    _record_ballot(turn, proposal.id, command.ballot)
    if turn.state.present <= turn.state.proposals[proposal.id].ballots.keys():
        close_roll_call(turn, proposal.id)


def _record_ballot(turn: Turn, proposal: str, ballot: Ballot) -> None:
    """Record how the delegation votes, and, the first time, that it has voted."""
    first = turn.delegation not in turn.state.proposals[proposal].ballots
    turn.tell(
        e.BallotCast(at=turn.now, proposal=proposal, delegation=turn.delegation, ballot=ballot)
    )
    if first:
        turn.tell(e.BallotReceived(at=turn.now, proposal=proposal, delegation=turn.delegation))


def close_roll_call(turn: Turn, proposal: str) -> None:
    """Open the votes; who has not voted or has left abstains. Carried clauses are initialled."""
    cast = turn.state.proposals[proposal].ballots
    ballots: dict[DelegationId, Ballot] = {
        delegation: "abstain" if delegation in turn.state.away else ballot
        for delegation in turn.state.setup.delegations
        for ballot in [cast.get(delegation, "abstain")]
    }
    willing = frozenset(d for d, ballot in ballots.items() if ballot == "accept")
    carried = agreed(turn.structure, turn.state, willing)
    turn.tell(
        e.RollCallClosed(
            at=turn.now,
            proposal=proposal,
            ballots=ballots if turn.state.setup.rules.votes == "open" else {},
            tally=dict(Counter(ballots.values())),
            carried=carried,
        )
    )
    if carried:
        package = dict(turn.state.proposals[proposal].package)
        struck = tuple(
            issue
            for issue, option in package.items()
            if option == turn.structure.issue(issue).silent
        )
        turn.tell(
            e.ClausesInitialled(at=turn.now, proposal=proposal, package=package, struck=struck)
        )
    world.trigger(turn, "roll_call_carried" if carried else "roll_call_failed")


def close_roll_calls(turn: Turn) -> None:
    """Drafting is over: close whatever is still open, in the order of tabling."""
    for proposal in turn.state.open_proposals():
        close_roll_call(turn, proposal.id)


def break_off(turn: Turn) -> None:
    """Somebody has left: close what cannot be agreed without them, or waited for them alone."""
    gone = not turn.state.away.isdisjoint(turn.structure.rules.essential)
    for proposal in turn.state.open_proposals():
        if gone or turn.state.present <= proposal.ballots.keys():
            close_roll_call(turn, proposal.id)


def withdraw_all(turn: Turn) -> None:
    """The talks are over: nothing that is still on the table comes to a vote."""
    for proposal in turn.state.open_proposals():
        turn.tell(e.ProposalWithdrawn(at=turn.now, proposal=proposal.id))


def _open_proposal(turn: Turn, id_: str) -> Proposal:
    proposal = turn.state.proposals.get(id_)
    if proposal is None:
        raise Refused(Reason.UNKNOWN_PROPOSAL)
    if proposal.status != "open":
        raise Refused(Reason.PROPOSAL_CLOSED)
    return proposal
