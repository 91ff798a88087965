"""What passed between a delegation and its capital, its secret moves and its side accords."""

from dataclasses import dataclass

from game.engine.entries import CableStatus, OfferStatus
from game.report.figures.played import Played
from game.scenario.model import (
    AccordId,
    DelegationId,
    IssueId,
    MoveId,
    OptionId,
    RedLineId,
)


@dataclass(frozen=True)
class CableFigure:
    """A request for leave to cross a red line, and what came of it; ``reason`` is a code."""

    delegation: DelegationId
    red_line: RedLineId
    seconds: int
    round: int
    status: CableStatus
    reason: str | None


@dataclass(frozen=True)
class MoveFigure:
    """A move. ``secret`` ones were their author's alone until ``exposed_by`` (None: never)."""

    delegation: DelegationId
    move: MoveId
    seconds: int
    round: int
    secret: bool
    exposed_by: str | None


@dataclass(frozen=True)
class AccordFigure:
    """A side accord as offered, and what came of it.

    ``public`` is whether everybody could know of it: it was concluded and not confidential. Who
    offered it (``delegation``) only the parties know. ``seconds`` tells when it was concluded, or
    offered where it was not.
    """

    accord: AccordId
    parties: tuple[DelegationId, ...]
    delegation: DelegationId | None
    seconds: int
    round: int
    package: dict[IssueId, OptionId]
    confidential: bool
    status: OfferStatus
    public: bool


def cables(played: Played) -> tuple[CableFigure, ...]:
    """Every cable home, in order."""
    return tuple(
        CableFigure(
            delegation=cable.delegation,
            red_line=cable.red_line,
            seconds=played.seconds(cable.at),
            round=cable.round,
            status=cable.status,
            reason=cable.reason,
        )
        for cable in played.final.cables.values()
    )


def moves(played: Played) -> tuple[MoveFigure, ...]:
    """Every move, in order."""
    return tuple(
        MoveFigure(
            delegation=made.delegation,
            move=made.move,
            seconds=played.seconds(made.at),
            round=made.round,
            secret=made.cause is not None or not made.known,
            exposed_by=made.cause,
        )
        for made in played.final.moves
    )


def accords(played: Played) -> tuple[AccordFigure, ...]:
    """Every side accord that was offered, in order."""
    return tuple(
        AccordFigure(
            accord=offer.accord,
            parties=offer.parties,
            delegation=offer.delegation,
            seconds=played.seconds(offer.at),
            round=offer.round,
            package=dict(offer.package),
            confidential=offer.confidential,
            status=offer.status,
            public=offer.status in ("concluded", "replaced") and not offer.confidential,
        )
        for offer in played.final.offers.values()
    )
