"""What a chapter of the debrief shows to the table once it is open: short tables from the state."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from game.engine.acts.channels import MeetingOpened
from game.engine.choices import Chapter
from game.records.names import Names
from game.report.guide.evidence import Evidence
from game.scenario.model import DelegationId

#: A cell's words; a delegation stands as its id in ``Line.delegation``.
Finder: TypeAlias = Callable[[Evidence, Names], "list[Line]"]


@dataclass(frozen=True)
class Line:
    """A row: whose it is (none where it is of several) and its cells."""

    delegation: DelegationId | None
    cells: tuple[str, ...]


def lines(chapter: Chapter, evidence: Evidence, names: Names) -> list[Line]:
    """The chapter's rows; the templates have the heads of their columns."""
    return _CHAPTERS[chapter](evidence, names)


def _figure(hundredths: int | None) -> str:
    return "–" if hundredths is None else f"{hundredths / 100:.1f}"


def _whole(value: int | None, none: str) -> str:
    return none if value is None else str(value).replace("-", "−")


def _scores(found: Evidence, _names: Names) -> list[Line]:
    return [
        Line(
            delegation,
            (
                _figure(result.sheet.total),
                _figure(result.reservation),
                _figure(result.best),
                _whole(result.attainment, "–"),
                _whole(result.par_score, "n/a"),
            ),
        )
        for delegation, result in found.results.items()
    ]


def _objectives(found: Evidence, names: Names) -> list[Line]:
    """For each delegation the objective that brought most, and the one that lost most."""
    shown = []
    for delegation, result in found.results.items():
        most = max(result.sheet.objectives, key=lambda goal: goal.points)
        lost = max(result.sheet.objectives, key=lambda goal: goal.possible - goal.points)
        shown.append(
            Line(
                delegation,
                tuple(
                    f"{names.objective(delegation, goal.objective)} "
                    f"({goal.points / 100:.0f} / {goal.possible / 100:.0f})"
                    for goal in (most, lost)
                ),
            )
        )
    return shown


def _moves(found: Evidence, names: Names) -> list[Line]:
    """Secret moves, and duties that were not done: first what nobody saw."""
    made = [
        (move.delegation, names.move(move.move), move.known)
        for move in found.state.moves
        if not move.known or move.cause is not None
    ]
    duties = [
        (duty.delegation, names.duty(duty.obligation), report != "honour")
        for duty in found.state.duties.values()
        for conduct, report in zip(duty.conduct, duty.reports, strict=False)
        if conduct in ("break", "delay")
    ]
    told = sorted(dict.fromkeys([*made, *duties]), key=lambda entry: entry[2])
    return [
        Line(delegation, (what, names.word("moves_seen", "seen" if seen else "unseen")))
        for delegation, what, seen in told
    ]


def _accords(found: Evidence, names: Names) -> list[Line]:
    return [
        Line(
            None,
            (
                f"{names.accord(offer.accord)} ({names.delegations(offer.parties)})",
                names.word("offers", offer.status),
                names.word("moves_seen", "unseen" if offer.confidential else "seen"),
            ),
        )
        for offer in found.state.offers.values()
    ]


def _cables(found: Evidence, names: Names) -> list[Line]:
    return [
        Line(
            cable.delegation,
            (
                names.red_line(cable.delegation, cable.red_line),
                names.word("cables_answered", cable.status),
            ),
        )
        for cable in found.state.cables.values()
    ]


def _talks(found: Evidence, names: Names) -> list[Line]:
    met = Counter(event.members for event in found.all(MeetingOpened))
    return [Line(None, (names.delegations(who), str(count))) for who, count in met.most_common(8)]


_CHAPTERS: dict[Chapter, Finder] = {
    "scores": _scores,
    "objectives": _objectives,
    "moves": _moves,
    "accords": _accords,
    "cables": _cables,
    "talks": _talks,
}
