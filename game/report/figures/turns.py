"""Where the text became worth more or less to a delegation, and by what."""

from collections.abc import Iterator
from dataclasses import dataclass

from game.engine.acts.proposals import ClausesInitialled
from game.engine.entries import ProposalId
from game.engine.event import Event
from game.engine.state import TableState
from game.report.figures.played import Played
from game.scenario.model import DelegationId


@dataclass(frozen=True)
class Turn:
    """An event by which the joint text as it stood changed its worth to a delegation (hundredths).

    ``kind`` is the event's: clauses initialled, a side accord, leave from the capital, an order
    that weighs objectives otherwise. ``proposal`` is what brought clauses into the text.
    """

    delegation: DelegationId
    seconds: int
    phase: str
    round: int
    kind: str
    proposal: ProposalId | None
    before: int
    after: int


def turns(played: Played) -> tuple[Turn, ...]:
    """Every turn of every delegation, in order of time."""
    return tuple(_turns(played))


def _turns(played: Played) -> Iterator[Turn]:
    for step in played.steps:
        if _bears(step.before) == _bears(step.after):
            continue
        for delegation in played.delegations:
            before, after = (
                played.worth(state, delegation, state.text_package()).sheet.total
                for state in (step.before, step.after)
            )
            if before != after:
                yield Turn(
                    delegation=delegation,
                    seconds=played.seconds(step.event.at),
                    phase=step.after.name.value,
                    round=step.after.round,
                    kind=step.event.kind,
                    proposal=_proposal(step.event),
                    before=before,
                    after=after,
                )


def _proposal(event: Event) -> ProposalId | None:
    return event.proposal if isinstance(event, ClausesInitialled) else None


def _bears(state: TableState) -> tuple[object, ...]:
    """All that bears on what a text is worth to anybody."""
    return state.text, state.weights, state.mandates, state.accords()
