"""A table as one delegation knows it, so that the rules' own questions can be put to a view.

Whether a move may be made or a meeting held is asked of the same functions that will judge the
command; what the view does not hold is as if it had not happened.
"""

from typing import Any, cast

from game.engine.apply.base import replace
from game.engine.state import Crisis, Phase, Proposal, Setup, TableState
from game.engine.views import CrisisView, ProposalView, TableView

#: What the state takes over from the view as it is.
_ALIKE = (
    "setup",
    "phase",
    "indicators",
    "standing",
    "paused_at",
    "floor",
    "ready",
    "meetings",
    "text",
    "moves",
    "away",
    "mandates",
    "chosen",
    "ending",
    "signatories",
)
#: All parts of a view that the state is made from.
READ = (*_ALIKE, "channels", "proposals", "crises", "cables", "offers", "duties")
#: A state without what it takes over: to copy it is quicker than to make one field by field.
_BLANK = TableState(cast(Setup, None), cast(Phase, None), indicators={}, standing={})


def as_seen(view: TableView) -> TableState:
    """The table's state as far as the viewer knows it."""
    alike: dict[str, Any] = {name: getattr(view, name) for name in _ALIKE}
    return replace(
        _BLANK,
        **alike,
        channels={channel.id: channel for channel in view.channels},
        proposals={proposal.id: _proposal(proposal) for proposal in view.proposals},
        crises={crisis.inject: _crisis(crisis) for crisis in view.crises},
        cables={cable.id: cable for cable in view.cables},
        offers={offer.id: offer for offer in view.offers},
        duties={duty.id: duty for duty in view.duties},
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
