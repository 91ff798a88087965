"""What was promised, what was done about it, and what the others could see of it."""

from collections.abc import Collection
from dataclasses import dataclass

from game.engine.carried_out import performed
from game.engine.entries import Duty
from game.engine.state import TableState
from game.report.figures.played import Played
from game.scenario.model import Conduct, DelegationId, IssueId, ObligationId, OptionId, Package


@dataclass(frozen=True)
class Promise:
    """A duty: what was done in each step, what could be seen of it.

    ``agreed`` is the clause it comes from. It belongs to the joint text where ``offer`` is None,
    else to the side accord of that title; ``known_to`` is empty where it is public.
    """

    duty: str
    obligation: ObligationId
    delegation: DelegationId
    issue: IssueId
    agreed: OptionId
    offer: str | None
    known_to: tuple[DelegationId, ...]
    conduct: tuple[Conduct, ...]
    reports: tuple[Conduct, ...]

    @property
    def kept(self) -> bool:
        """Whether every step was honoured."""
        return bool(self.conduct) and all(conduct == "honour" for conduct in self.conduct)

    @property
    def undetected(self) -> int:
        """In how many steps what was done was worse than it looked."""
        return sum(done != seen for done, seen in zip(self.conduct, self.reports, strict=False))


@dataclass(frozen=True)
class Commitment:
    """How far a delegation kept its promises: steps honoured count two, delayed ones one.

    Steps that it lawfully suspended because others had broken theirs are not due. ``share`` is
    per cent; None where nothing was due.
    """

    delegation: DelegationId
    done: int
    due: int
    share: int | None


def promises(played: Played) -> tuple[Promise, ...]:
    """Every duty in the order in which they arose."""
    return tuple(_promise(played, duty) for duty in played.final.duties.values())


def _promise(played: Played, duty: Duty) -> Promise:
    package = _agreed(played.final, duty)
    return Promise(
        duty=duty.id,
        obligation=duty.obligation,
        delegation=duty.delegation,
        issue=duty.issue,
        agreed=package.get(duty.issue, played.structure.issue(duty.issue).silent),
        offer=duty.offer,
        known_to=duty.known_to,
        conduct=duty.conduct,
        reports=duty.reports,
    )


def _agreed(state: TableState, duty: Duty) -> Package:
    """What the duty comes from: the joint text, or the side accord of that title last in force."""
    if duty.offer is None:
        return state.text_package()
    in_force = [
        offer.package
        for offer in state.offers.values()
        if offer.title == duty.offer and offer.status in ("concluded", "replaced")
    ]
    return in_force[-1]


def commitments(played: Played) -> tuple[Commitment, ...]:
    """Every delegation's, in seating order."""
    return tuple(_commitment(played, delegation) for delegation in played.delegations)


def _commitment(played: Played, delegation: DelegationId) -> Commitment:
    duties = [d for d in played.final.duties.values() if d.delegation == delegation]
    done, due = kept(duties)
    return Commitment(delegation, done, due, share(done, due))


def kept(duties: Collection[Duty]) -> tuple[int, int]:
    """Half-steps of the duties that were done, and that were due."""
    done, _ = performed(duties)
    due = 2 * sum(conduct != "suspend" for duty in duties for conduct in duty.conduct)
    return done, due


def share(done: int, due: int) -> int | None:
    """Per cent of what was due, rounded half up; None where nothing was."""
    return (200 * done + due) // (2 * due) if due else None
