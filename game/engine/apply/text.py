"""The joint text."""

from game.engine import events as e
from game.engine.apply.base import change, note, put, replace, without
from game.engine.state import (
    Initialled,
    Proposal,
    TableState,
)


@change.register
def _(event: e.ProposalTabled, state: TableState) -> TableState:
    proposal = Proposal(
        id=event.proposal,
        delegation=event.delegation,
        by=event.by,
        at=event.at,
        round=state.round,
        package=event.package,
        note=event.note,
        counters=event.counters,
        deadline=event.deadline,
        ballots={},
        status="open",
    )
    return replace(
        state,
        proposals=put(state.proposals, proposal.id, proposal),
        notes=note(state, event, proposal.id),
    )


@change.register
def _(event: e.ProposalWithdrawn, state: TableState) -> TableState:
    withdrawn = replace(state.proposals[event.proposal], status="withdrawn")
    return replace(
        state,
        proposals=put(state.proposals, event.proposal, withdrawn),
        notes=note(state, event, event.proposal),
    )


@change.register
def _(event: e.BallotCast, state: TableState) -> TableState:
    proposal = state.proposals[event.proposal]
    voted = replace(
        proposal,
        ballots=put(proposal.ballots, event.delegation, event.ballot),
        received=proposal.received | {event.delegation},
    )
    return replace(state, proposals=put(state.proposals, event.proposal, voted))


@change.register
def _(event: e.BallotReceived, state: TableState) -> TableState:
    return state


@change.register
def _(event: e.RollCallClosed, state: TableState) -> TableState:
    open_one = state.proposals[event.proposal]
    proposal = replace(
        open_one,
        # Anonymous votes are not in the event: who cast which stays known to its caster alone.
        ballots=event.ballots or open_one.ballots,
        received=frozenset(event.ballots or open_one.ballots),
        tally=event.tally,
        status="carried" if event.carried else "failed",
    )
    return replace(
        state,
        proposals=put(state.proposals, event.proposal, proposal),
        notes=note(state, event, event.proposal),
    )


@change.register
def _(event: e.ClausesInitialled, state: TableState) -> TableState:
    clauses = {issue: Initialled(opt, event.proposal) for issue, opt in event.package.items()}
    return replace(state, text=without({**state.text, **clauses}, *event.struck))


@change.register
def _(event: e.RatificationDecided, state: TableState) -> TableState:
    return replace(
        state,
        decisions=put(state.decisions, event.delegation, event.decision),
        decided=state.decided | {event.delegation},
    )


@change.register
def _(event: e.RatificationReceived, state: TableState) -> TableState:
    return state


@change.register
def _(event: e.RatificationClosed, state: TableState) -> TableState:
    return replace(
        state,
        decisions=event.decisions,
        decided=frozenset(event.decisions),
        decisions_opened=True,
        decisions_opened_at=event.at,
    )
