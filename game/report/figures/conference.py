"""The tables of a class side by side, from the figures of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from game.report.figures.table import TableFigures
from game.scenario.model import (
    DelegationId,
    Ending,
    IndicatorId,
    InjectId,
    IssueId,
    MoveId,
    OptionId,
)


@dataclass(frozen=True)
class Place:
    """One delegation at one table: its result, and its rank among the same seats of the class.

    Rank 1 is the best; equals share a rank. Points are hundredths.
    """

    table: int
    total: int
    attainment: int | None
    rank: int


@dataclass(frozen=True)
class Seat:
    """One seat of the game over all tables; ``median`` is that of the totals (hundredths)."""

    delegation: DelegationId
    reservation: int
    best: int | None
    places: tuple[Place, ...]
    median: int


@dataclass(frozen=True)
class Row:
    """One table in a line.

    ``clauses`` counts those of the text at the end, ``proposals`` all that were tabled,
    ``meetings`` those among delegations. ``created`` is the sum of what all got above no deal
    in the end (hundredths), ``joint_share`` that of the text on paper over the most there was
    (None where nothing was signed or nothing could be). ``kept`` is the share of promised steps
    that were carried out, per cent.
    """

    table: int
    ending: Ending | None
    signatories: tuple[DelegationId, ...]
    clauses: int
    proposals: int
    meetings: int
    created: int
    joint_share: float | None
    better: int | None
    kept: int | None
    crossed: int
    secret_moves: int
    indicators: dict[IndicatorId, int]
    text: dict[IssueId, OptionId]
    carried_out: dict[IssueId, OptionId]
    answers: dict[InjectId, dict[DelegationId, str]]
    moves: tuple[MoveId, ...]


@dataclass(frozen=True)
class ClassFigures:
    """What sets the tables apart.

    ``disputed`` are the issues on which the signed texts differ (a text that was not signed
    counts as silent), ``answered`` the crises that fell at several tables and were answered
    differently.
    """

    delegations: tuple[DelegationId, ...]
    agenda: tuple[IssueId, ...]
    rows: tuple[Row, ...]
    seats: tuple[Seat, ...]
    disputed: tuple[IssueId, ...]
    answered: tuple[InjectId, ...]


CLASS_FIGURES: TypeAdapter[ClassFigures] = TypeAdapter(ClassFigures)


def class_figures(tables: Mapping[int, TableFigures]) -> ClassFigures:
    """Compare tables by their numbers. ValueError for no table at all."""
    if not tables:
        raise ValueError("a class has at least one table")
    first = next(iter(tables.values())).facts
    rows = tuple(_row(number, figures) for number, figures in sorted(tables.items()))
    return ClassFigures(
        delegations=first.delegations,
        agenda=first.agenda,
        rows=rows,
        seats=tuple(_seat(d, tables) for d in first.delegations),
        disputed=tuple(
            issue for issue in first.agenda if len({row.text.get(issue) for row in rows}) > 1
        ),
        answered=tuple(_answered(rows)),
    )


def _row(number: int, figures: TableFigures) -> Row:
    facts, placed = figures.facts, figures.value.placed if figures.value else None
    due = sum(one.due for one in figures.commitments)
    done = sum(one.done for one in figures.commitments)
    signed = bool(facts.signatories)
    return Row(
        table=number,
        ending=facts.ending,
        signatories=facts.signatories,
        clauses=sum(clause.settled is not None for clause in figures.clauses),
        proposals=len(figures.bargaining.bids),
        meetings=sum(circle.meetings for circle in figures.talks.circles),
        created=sum(score.total - score.reservation for score in figures.scores),
        joint_share=placed.joint_share if placed else None,
        better=placed.better if placed else None,
        kept=(200 * done + due) // (2 * due) if due else None,
        crossed=sum(len(card.crossed) for card in figures.cards),
        secret_moves=sum(move.secret for move in figures.moves),
        indicators=facts.indicators,
        text={
            clause.issue: (clause.settled or clause.silent) if signed else clause.silent
            for clause in figures.clauses
        },
        carried_out={
            clause.issue: clause.carried_out
            for clause in figures.clauses
            if clause.carried_out is not None
        },
        answers={
            crisis.inject: {answer.delegation: answer.answer for answer in crisis.answers}
            for crisis in figures.crises
        },
        moves=tuple(move.move for move in figures.moves),
    )


def _seat(delegation: DelegationId, tables: Mapping[int, TableFigures]) -> Seat:
    scored = {
        number: score
        for number, figures in sorted(tables.items())
        for score in figures.scores
        if score.delegation == delegation
    }
    totals = [score.total for score in scored.values()]
    first = next(iter(scored.values()))
    return Seat(
        delegation=delegation,
        reservation=first.reservation,
        best=first.best,
        places=tuple(
            Place(number, score.total, score.attainment, 1 + sum(t > score.total for t in totals))
            for number, score in scored.items()
        ),
        median=_median(totals),
    )


def _median(values: list[int]) -> int:
    ordered, middle = sorted(values), len(values) // 2
    if len(values) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle] + 1) // 2


def _answered(rows: tuple[Row, ...]) -> Iterator[InjectId]:
    fallen = dict.fromkeys(inject for row in rows for inject in row.answers)
    for inject in fallen:
        given = [row.answers[inject] for row in rows if inject in row.answers]
        if len(given) > 1 and any(answers != given[0] for answers in given):
            yield inject
