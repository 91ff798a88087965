"""Proposals, roll-call votes and the joint text."""

from collections import Counter
from collections.abc import Mapping

from game.engine.acts import effects
from game.engine.changes import note, put, replace, without
from game.engine.choices import Ballot
from game.engine.command import HEADS, Command, Text, act
from game.engine.entries import Initialled, Proposal
from game.engine.event import Event, Person, Story, Words, only, shown_in
from game.engine.phases import DRAFTING
from game.engine.refusals import EMPTY_PROPOSAL, UNKNOWN_ISSUE, UNKNOWN_OPTION, Refused
from game.engine.state import TableState
from game.engine.turn import Turn
from game.refusals import Reason
from game.scenario.model import DelegationId, IssueId, OptionId, Structure

NOTHING_NEW = Reason("nothing_new")
CONTRADICTION = Reason("contradiction")
ONE_PROPOSAL = Reason("one_proposal")
UNKNOWN_PROPOSAL = Reason("unknown_proposal", 404)
PROPOSAL_CLOSED = Reason("proposal_closed")
NOT_YOUR_PROPOSAL = Reason("not_your_proposal")
OWN_PROPOSAL = Reason("own_proposal")


@act(by=HEADS, phases=DRAFTING, bound=True, seated=True, quorum=True)
class TableProposal(Command):
    """Put a package to a roll-call vote: all of it or nothing."""

    options: dict[IssueId, OptionId]
    note: Text = ""
    counters: str | None = None

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        return Refused(ONE_PROPOSAL) if _own_open(known, own) else None

    def decide(self, turn: Turn) -> None:
        """Put a package to a roll-call; its author's vote is yes."""
        package = _package(turn, self.options)
        note = turn.note(self.note)
        if self.counters is not None and self.counters not in turn.state.proposals:
            raise Refused(UNKNOWN_PROPOSAL)
        if _own_open(turn.state, turn.delegation):
            raise Refused(ONE_PROPOSAL)
        id_ = f"p{len(turn.state.proposals) + 1}"
        turn.tell(
            ProposalTabled(
                at=turn.now,
                proposal=id_,
                delegation=turn.delegation,
                by=turn.actor.participant,
                package=package,
                note=note,
                counters=self.counters,
                deadline=turn.now + turn.state.setup.timings.roll_call,
            )
        )
        _record_ballot(turn, id_, "accept")


@act(by=HEADS, phases=DRAFTING)
class WithdrawProposal(Command):
    """Take our own proposal off the table before its roll-call closes."""

    proposal: str

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        return None if _own_open(known, own) else Refused(UNKNOWN_PROPOSAL)

    def decide(self, turn: Turn) -> None:
        """Take one's own proposal back."""
        proposal = _open_proposal(turn, self.proposal)
        if proposal.delegation != turn.delegation:
            raise Refused(NOT_YOUR_PROPOSAL)
        turn.tell(ProposalWithdrawn(at=turn.now, proposal=proposal.id))


@act(by=HEADS, phases=DRAFTING, bound=True, seated=True)
class CastBallot(Command):
    """Vote on a proposal; it may be changed until the roll-call closes."""

    proposal: str
    ballot: Ballot

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        others = any(proposal.delegation != own for proposal in known.open_proposals())
        return None if others else Refused(UNKNOWN_PROPOSAL)

    def decide(self, turn: Turn) -> None:
        """Vote; the last ballot to come in closes the roll-call."""
        proposal = _open_proposal(turn, self.proposal)
        if proposal.delegation == turn.delegation:
            raise Refused(OWN_PROPOSAL)
        _record_ballot(turn, proposal.id, self.ballot)
        if turn.state.present <= turn.state.proposals[proposal.id].ballots.keys():
            close_roll_call(turn, proposal.id)


def agreed(structure: Structure, state: TableState, willing: frozenset[DelegationId]) -> bool:
    """Whether the consensus rule is met when exactly these delegations say yes.

    *Unanimity* asks for all. *Minus one* lets one be missing, never one of the essential.
    """
    missing = set(state.setup.delegations) - willing
    if state.setup.rules.consensus == "unanimity":
        return not missing
    return len(missing) <= 1 and not missing & set(structure.rules.essential)


def _own_open(known: TableState, own: DelegationId) -> bool:
    """Whether a proposal of that delegation is on the table."""
    return any(proposal.delegation == own for proposal in known.open_proposals())


def _package(turn: Turn, options: Mapping[IssueId, OptionId]) -> dict[IssueId, OptionId]:
    """The whole package, since it is all or nothing; refused if it would change nothing now."""
    if not options:
        raise Refused(EMPTY_PROPOSAL)
    for issue, option in options.items():
        if issue not in turn.state.setup.agenda:
            raise Refused(UNKNOWN_ISSUE)
        if option not in turn.structure.issue(issue).option_ids:
            raise Refused(UNKNOWN_OPTION)
    silent = turn.structure.silent_package(turn.state.setup.agenda)
    standing = {**silent, **turn.state.text_package()}
    if all(standing[issue] == option for issue, option in options.items()):
        raise Refused(NOTHING_NEW)
    for conflict in turn.structure.conflicts_in({**turn.state.text_package(), **options}):
        if conflict.refused:
            raise Refused(CONTRADICTION, conflict=conflict.id)
    return dict(options)


def _record_ballot(turn: Turn, proposal: str, ballot: Ballot) -> None:
    """Record how the delegation votes, and, the first time, that it has voted."""
    first = turn.delegation not in turn.state.proposals[proposal].ballots
    turn.tell(BallotCast(at=turn.now, proposal=proposal, delegation=turn.delegation, ballot=ballot))
    if first:
        turn.tell(BallotReceived(at=turn.now, proposal=proposal, delegation=turn.delegation))


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
        RollCallClosed(
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
        turn.tell(ClausesInitialled(at=turn.now, proposal=proposal, package=package, struck=struck))
    effects.trigger(turn, "roll_call_carried" if carried else "roll_call_failed")


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
        turn.tell(ProposalWithdrawn(at=turn.now, proposal=proposal.id))


def _open_proposal(turn: Turn, id_: str) -> Proposal:
    proposal = turn.state.proposals.get(id_)
    if proposal is None:
        raise Refused(UNKNOWN_PROPOSAL)
    if proposal.status != "open":
        raise Refused(PROPOSAL_CLOSED)
    return proposal


class ProposalTabled(Event):
    """A package was put to a roll-call."""

    group = "text"
    panels = shown_in("status", "text", "compose", "news")
    story = Story("text")
    is_activity = True

    proposal: str
    delegation: DelegationId
    by: Person
    package: dict[IssueId, OptionId]
    note: Words
    counters: str | None
    deadline: float

    def apply(self, state: TableState) -> TableState:
        proposal = Proposal(
            id=self.proposal,
            delegation=self.delegation,
            by=self.by,
            at=self.at,
            round=state.round,
            package=self.package,
            note=self.note,
            counters=self.counters,
            deadline=self.deadline,
            ballots={},
            status="open",
        )
        return replace(
            state,
            proposals=put(state.proposals, proposal.id, proposal),
            notes=note(state, self, proposal.id),
        )


class ProposalWithdrawn(Event):
    """Its author took the proposal back."""

    group = "text"
    panels = shown_in("status", "text", "compose", "news")
    story = Story("text")

    proposal: str

    def apply(self, state: TableState) -> TableState:
        withdrawn = replace(state.proposals[self.proposal], status="withdrawn")
        return replace(
            state,
            proposals=put(state.proposals, self.proposal, withdrawn),
            notes=note(state, self, self.proposal),
        )


class BallotCast(Event):
    """How a delegation votes: its own secret until the roll-call closes."""

    audience = only("delegation", "The voter alone.")
    group = "text"
    panels = shown_in("status", "text")
    narrated = False
    is_activity = True

    proposal: str
    delegation: DelegationId
    ballot: Ballot

    def apply(self, state: TableState) -> TableState:
        proposal = state.proposals[self.proposal]
        voted = replace(
            proposal,
            ballots=put(proposal.ballots, self.delegation, self.ballot),
            received=proposal.received | {self.delegation},
        )
        return replace(state, proposals=put(state.proposals, self.proposal, voted))


class BallotReceived(Event):
    """That a delegation has voted, which everybody sees."""

    group = "text"
    panels = shown_in("status", "text")
    narrated = False

    proposal: str
    delegation: DelegationId


class RollCallClosed(Event):
    """The votes were opened: who voted how, or where votes are anonymous only how many did."""

    group = "text"
    panels = shown_in("notice", "status", "text", "compose", "news")
    story = Story("text")

    proposal: str
    ballots: dict[DelegationId, Ballot]
    tally: dict[Ballot, int]
    carried: bool

    def apply(self, state: TableState) -> TableState:
        open_one = state.proposals[self.proposal]
        proposal = replace(
            open_one,
            # Anonymous votes are not in the event: who cast which stays known to its caster alone.
            ballots=self.ballots or open_one.ballots,
            received=frozenset(self.ballots or open_one.ballots),
            tally=self.tally,
            status="carried" if self.carried else "failed",
        )
        return replace(
            state,
            proposals=put(state.proposals, self.proposal, proposal),
            notes=note(state, self, self.proposal),
        )


class ClausesInitialled(Event):
    """Clauses entered the joint text *ad referendum*; those ``struck`` left it."""

    group = "text"
    panels = shown_in("status", "brief", "text", "compose", "talk", "act", "news")
    story = Story("text")

    proposal: str
    package: dict[IssueId, OptionId]
    struck: tuple[IssueId, ...]

    def apply(self, state: TableState) -> TableState:
        clauses = {issue: Initialled(opt, self.proposal) for issue, opt in self.package.items()}
        return replace(state, text=without({**state.text, **clauses}, *self.struck))
