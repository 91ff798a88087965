"""A table as one delegation knows it, so that the rules' own questions can be put to a view.

Whether a move may be made or a meeting held is asked of the same functions that will judge the
command; what the view does not hold is as if it had not happened.
"""

from game.engine.state import Crisis, Proposal, TableState
from game.engine.views import CrisisView, ProposalView, TableView


def as_seen(view: TableView) -> TableState:
    """The table's state as far as the viewer knows it."""
    return TableState(
        setup=view.setup,
        phase=view.phase,
        indicators=view.indicators,
        standing=view.standing,
        paused_at=view.paused_at,
        floor=view.floor,
        ready=view.ready,
        channels={channel.id: channel for channel in view.channels},
        meetings=view.meetings,
        proposals={proposal.id: _proposal(proposal) for proposal in view.proposals},
        text=view.text,
        crises={crisis.inject: _crisis(crisis) for crisis in view.crises},
        moves=view.moves,
        away=view.away,
        cables={cable.id: cable for cable in view.cables},
        mandates=view.mandates,
        offers={offer.id: offer for offer in view.offers},
        duties={duty.id: duty for duty in view.duties},
        chosen=view.chosen,
        ending=view.ending,
        signatories=view.signatories,
    )


def _proposal(seen: ProposalView) -> Proposal:
    return Proposal(
        id=seen.id,
        delegation=seen.delegation,
        by=seen.by,
        at=seen.at,
        round=seen.round,
        package=seen.package,
        note=seen.note,
        counters=seen.counters,
        deadline=seen.deadline,
        ballots=seen.ballots,
        status=seen.status,
    )


def _crisis(seen: CrisisView) -> Crisis:
    return Crisis(
        inject=seen.inject,
        at=seen.at,
        round=seen.round,
        asked=seen.asked,
        deadline=seen.deadline,
        answers=seen.answers,
        defaulted=seen.defaulted,
        consequences=seen.consequences,
        settled=seen.settled,
    )
