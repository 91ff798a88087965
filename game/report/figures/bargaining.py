"""How they bargained: what each proposal was worth to whom, and how each delegation conceded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from game.engine.entries import Proposal, ProposalId, ProposalStatus
from game.engine.results import Result
from game.engine.scoring import attainment
from game.engine.state import TableState
from game.report.figures.lineage import is_sealed
from game.report.figures.played import Played
from game.scenario.model import DelegationId, IssueId, OptionId

#: From one own proposal to the next, by the signs of what changed for oneself and for the others
#: together (Hindriks, Jonker & Tykhonov 2007):
#:   fortunate    both gain          nice         oneself the same, the others gain
#:   concession   oneself loses, the others do not
#:   selfish      oneself gains, the others do not
#:   unfortunate  the others lose and oneself does not gain
#:   silent       nothing changes for either
StepType: TypeAlias = Literal["fortunate", "nice", "concession", "selfish", "unfortunate", "silent"]


@dataclass(frozen=True)
class Bid:
    """A proposal, valued as the text would stand with it in, all signing and honouring exactly it.

    ``text`` is that text, ``worth`` what it is worth to each (hundredths), by the weights and
    leaves that each had then. ``level`` is the same with nought at the reservation value and 100
    at the best (-50-100; None where the seat has no best). ``step`` compares with its author's
    proposal before; None for the first. ``willing`` are those to whom it is worth at least what no
    deal is; ``accepted`` those who voted for it, ``opposed`` those who did not, though they sat at
    the table; both ``sealed`` as the ballots are.
    """

    proposal: ProposalId
    delegation: DelegationId
    seconds: int
    round: int
    package: dict[IssueId, OptionId]
    text: dict[IssueId, OptionId]
    status: ProposalStatus
    worth: dict[DelegationId, int]
    level: dict[DelegationId, int | None]
    step: StepType | None
    willing: tuple[DelegationId, ...]
    accepted: tuple[DelegationId, ...]
    opposed: tuple[DelegationId, ...]
    sealed: bool


@dataclass(frozen=True)
class Block:
    """A proposal that all could have accepted and that failed, and who did not vote for it."""

    proposal: ProposalId
    by: tuple[DelegationId, ...]


@dataclass(frozen=True)
class Bargaining:
    """All proposals in order, and what they say together.

    ``anchors`` are the levels of the first own proposals. ``first_for_all`` is the first proposal
    that was worth at least no deal to all; ``available`` the first with which the text stood as
    it was signed in the end; None where there is no such.
    """

    bids: tuple[Bid, ...]
    anchors: dict[DelegationId, int | None]
    first_for_all: ProposalId | None
    available: ProposalId | None
    blocks: tuple[Block, ...]


def step_type(own: int, others: int) -> StepType:
    """The kind of a step that changed own worth and that of all others together by so much."""
    if own == 0 and others == 0:
        return "silent"
    if others > 0 and own >= 0:
        return "fortunate" if own else "nice"
    if own < 0 <= others:
        return "concession"
    return "selfish" if own > 0 else "unfortunate"


def bargaining(played: Played) -> Bargaining:
    """Every proposal of the game, withdrawn ones too."""
    bids = tuple(_bids(played))
    everybody = set(played.delegations)
    anchors: dict[DelegationId, int | None] = {}
    for bid in bids:
        anchors.setdefault(bid.delegation, bid.level[bid.delegation])
    return Bargaining(
        bids=bids,
        anchors=anchors,
        first_for_all=next((b.proposal for b in bids if set(b.willing) == everybody), None),
        available=next(
            (b.proposal for b in bids if played.signed and b.text == played.signed), None
        ),
        blocks=tuple(
            Block(bid.proposal, bid.opposed)
            for bid in bids
            if bid.status == "failed" and set(bid.willing) == everybody
        ),
    )


def _bids(played: Played) -> list[Bid]:
    found: list[Bid] = []
    latest: dict[DelegationId, dict[IssueId, OptionId]] = {}
    for proposal, state in _tabled(played):
        final = played.final.proposals[proposal.id]
        text = played.complete({**state.text_package(), **proposal.package})
        results = {d: played.worth(state, d, text) for d in played.delegations}
        before = latest.get(proposal.delegation)
        latest[proposal.delegation] = text
        present = [d for d in played.delegations if d in state.present]
        accepted = tuple(d for d in present if final.ballots.get(d) == "accept")
        found.append(
            Bid(
                proposal=proposal.id,
                delegation=proposal.delegation,
                seconds=played.seconds(proposal.at),
                round=proposal.round,
                package=dict(proposal.package),
                text=text,
                status=final.status,
                worth={d: result.sheet.total for d, result in results.items()},
                level={
                    d: attainment(result.sheet.total, result.reservation, result.best)
                    for d, result in results.items()
                },
                step=None if before is None else _step(played, state, proposal, before, results),
                willing=tuple(
                    d for d, result in results.items() if result.sheet.total >= result.reservation
                ),
                accepted=accepted,
                opposed=tuple(d for d in present if d not in accepted),
                sealed=is_sealed(played, final),
            )
        )
    return found


def _tabled(played: Played) -> list[tuple[Proposal, TableState]]:
    """Every proposal with the state in which it was tabled."""
    return [
        (step.after.proposals[id_], step.after)
        for step in played.steps
        for id_ in step.after.proposals.keys() - step.before.proposals.keys()
    ]


def _step(
    played: Played,
    state: TableState,
    proposal: Proposal,
    before: Mapping[IssueId, OptionId],
    now: Mapping[DelegationId, Result],
) -> StepType:
    """Both proposals are valued by the weights that hold when the later one is tabled."""
    change = {
        d: result.sheet.total - played.worth(state, d, before).sheet.total
        for d, result in now.items()
    }
    own = change.pop(proposal.delegation)
    return step_type(own, sum(change.values()))
