"""Where each clause came from: who proposed it, how it changed, who voted, what was carried out."""

from collections.abc import Iterable
from dataclasses import dataclass

from game.engine.acts.proposals import ClausesInitialled
from game.engine.carried_out import fallen_back, performed
from game.engine.choices import Ballot
from game.engine.entries import Proposal, ProposalId, ProposalStatus
from game.report.figures.played import Played
from game.scenario.model import DelegationId, IssueId, OptionId


@dataclass(frozen=True)
class Motion:
    """A proposal as the record of one clause shows it.

    ``ballots`` are everybody's; they are ``sealed`` for good where votes are anonymous or the
    roll-call never closed. ``strikes`` where it would leave the text silent again.
    """

    proposal: ProposalId
    delegation: DelegationId
    seconds: int
    round: int
    option: OptionId
    strikes: bool
    counters: ProposalId | None
    status: ProposalStatus
    ballots: dict[DelegationId, Ballot]
    sealed: bool
    tally: dict[Ballot, int]


@dataclass(frozen=True)
class Clause:
    """One issue's way through the talks.

    ``settled`` is the option in the joint text at the end and ``proposal`` what brought it (None
    where the text is silent); ``carried_out`` what came of it, None where nothing was signed.
    ``done`` and ``due`` count half-steps of the duties that arose from it. ``reopened`` says how
    often a clause on the issue was replaced or struck after it had been initialled.
    """

    issue: IssueId
    silent: OptionId
    motions: tuple[Motion, ...]
    settled: OptionId | None
    proposal: ProposalId | None
    reopened: int
    carried_out: OptionId | None
    done: int
    due: int


def is_sealed(played: Played, proposal: Proposal) -> bool:
    """Whether nobody but the instructor may ever see who voted how."""
    named = played.final.setup.rules.votes == "open"
    return not (named and proposal.status in ("carried", "failed"))


def lineage(played: Played) -> tuple[Clause, ...]:
    """Every issue of the agenda."""
    return tuple(_clause(played, issue) for issue in played.agenda)


def _clause(played: Played, issue: IssueId) -> Clause:
    state, silent = played.final, played.structure.issue(issue).silent
    initialled = state.text.get(issue)
    duties = [d for d in state.duties.values() if d.issue == issue and d.offer is None]
    done, due = performed(duties)
    carried_out = None
    if state.signatories:
        agreed = initialled.option if initialled else silent
        carried_out = fallen_back(played.structure.issue(issue), agreed, done, due)
    return Clause(
        issue=issue,
        silent=silent,
        motions=tuple(
            _motion(played, proposal, issue)
            for proposal in state.proposals.values()
            if issue in proposal.package
        ),
        settled=initialled.option if initialled else None,
        proposal=initialled.proposal if initialled else None,
        reopened=_reopened(played, issue),
        carried_out=carried_out,
        done=done,
        due=due,
    )


def _motion(played: Played, proposal: Proposal, issue: IssueId) -> Motion:
    option = proposal.package[issue]
    return Motion(
        proposal=proposal.id,
        delegation=proposal.delegation,
        seconds=played.seconds(proposal.at),
        round=proposal.round,
        option=option,
        strikes=option == played.structure.issue(issue).silent,
        counters=proposal.counters,
        status=proposal.status,
        ballots=_ordered(played.delegations, proposal),
        sealed=is_sealed(played, proposal),
        tally=dict(proposal.tally),
    )


def _ordered(delegations: Iterable[DelegationId], proposal: Proposal) -> dict[DelegationId, Ballot]:
    return {d: proposal.ballots[d] for d in delegations if d in proposal.ballots}


def _reopened(played: Played, issue: IssueId) -> int:
    return sum(
        issue in step.before.text and step.before.text[issue] != step.after.text.get(issue)
        for step in played.steps
        if isinstance(step.event, ClausesInitialled)
    )
