"""The tables of a class side by side, from the figures of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from game.bots.par import ParState
from game.finding import first
from game.report.figures.apart import Apart, apart
from game.report.figures.promises import share
from game.report.figures.scores import Score
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

#: Among fewer tables a rank says more of luck than of play.
RANKED_FROM = 4


@dataclass(frozen=True)
class Place:
    """One delegation at one table: its result, and its rank among the same seats of the class.

    Rank 1 is the best; equals share a rank; None among fewer than ``RANKED_FROM`` tables. Seats are
    ranked by par score, where there is none by attainment, where there is none by points
    (hundredths): a directive moves the yardsticks of its own table alone.
    """

    table: int
    total: int
    attainment: int | None
    par_score: int | None
    rank: int | None


@dataclass(frozen=True)
class Act:
    """A move, and whether it was made in secret."""

    delegation: DelegationId
    move: MoveId
    secret: bool


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
    ``meetings`` those among delegations. ``gained`` is the sum of what all got above no deal
    in the end (hundredths), ``created`` the same in per cent of the most there was (``card``),
    ``joint_share`` what the text promised on paper of it (None where nothing was signed or nothing
    could be). ``kept`` is the share of promised steps that were carried out, per cent.
    ``tabled_at`` and ``settled_at`` tell when the first proposal and the last clause came (seconds
    of play), ``authors`` how many clauses of the text at the end each delegation had tabled.
    """

    table: int
    ending: Ending | None
    signatories: tuple[DelegationId, ...]
    clauses: int
    proposals: int
    meetings: int
    gained: int
    created: int | None
    joint_share: float | None
    better: int | None
    kept: int | None
    crossed: int
    secret_moves: int
    indicators: dict[IndicatorId, int]
    text: dict[IssueId, OptionId]
    carried_out: dict[IssueId, OptionId]
    answers: dict[InjectId, dict[DelegationId, str]]
    moves: tuple[Act, ...]
    tabled_at: int | None
    settled_at: int | None
    authors: dict[DelegationId, int]


@dataclass(frozen=True)
class ClassFigures:
    """What sets the tables apart.

    ``disputed`` are the issues on which the signed texts differ (a text that was not signed
    counts as silent), ``answered`` the crises that fell at several tables and were answered
    differently. ``apart`` tells of each seat where its best and its worst table got apart;
    ``numbers_changed`` that some table was set up with other numbers than it is scored with here.
    """

    delegations: tuple[DelegationId, ...]
    agenda: tuple[IssueId, ...]
    rows: tuple[Row, ...]
    seats: tuple[Seat, ...]
    disputed: tuple[IssueId, ...]
    answered: tuple[InjectId, ...]
    par: ParState
    numbers_changed: bool
    apart: tuple[Apart, ...]


#: The event after which a clause stands in the text.
INITIALLED = "clauses_initialled"

CLASS_FIGURES: TypeAdapter[ClassFigures] = TypeAdapter(ClassFigures)


def class_figures(tables: Mapping[int, TableFigures]) -> ClassFigures:
    """Compare tables by their numbers. ValueError for no table at all."""
    if not tables:
        raise ValueError("a class has at least one table")
    facts = first(tables.values(), "a table").facts
    rows = tuple(_row(number, figures) for number, figures in sorted(tables.items()))
    return ClassFigures(
        delegations=facts.delegations,
        agenda=facts.agenda,
        rows=rows,
        seats=tuple(_seat(d, tables) for d in facts.delegations),
        disputed=tuple(
            issue for issue in facts.agenda if len({row.text.get(issue) for row in rows}) > 1
        ),
        answered=tuple(_answered(rows)),
        par=facts.par,
        numbers_changed=any(table.facts.numbers_changed for table in tables.values()),
        apart=apart(tables),
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
        gained=sum(score.total - score.reservation for score in figures.scores),
        created=figures.cards[0].created,
        joint_share=placed.joint_share if placed else None,
        better=placed.better if placed else None,
        kept=share(done, due),
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
        moves=tuple(Act(move.delegation, move.move, move.secret) for move in figures.moves),
        tabled_at=min((bid.seconds for bid in figures.bargaining.bids), default=None),
        settled_at=max((t.seconds for t in figures.story if t.kind == INITIALLED), default=None),
        authors={d: count for d in facts.delegations if (count := _drafted(figures, d))},
    )


def _drafted(figures: TableFigures, delegation: DelegationId) -> int:
    author = {bid.proposal: bid.delegation for bid in figures.bargaining.bids}
    return sum(
        clause.proposal is not None and author[clause.proposal] == delegation
        for clause in figures.clauses
    )


def _seat(delegation: DelegationId, tables: Mapping[int, TableFigures]) -> Seat:
    scored = {
        number: score
        for number, figures in sorted(tables.items())
        for score in figures.scores
        if score.delegation == delegation
    }
    totals = [score.total for score in scored.values()]
    standing = _standing(scored)
    # A directive moves the yardsticks of its own table alone.
    usual = next((s for s in scored.values() if not s.weights), first(scored.values(), delegation))
    return Seat(
        delegation=delegation,
        reservation=usual.reservation,
        best=usual.best,
        places=tuple(
            Place(
                table=number,
                total=score.total,
                attainment=score.attainment,
                par_score=score.par_score,
                rank=1 + sum(other > standing[number] for other in standing.values())
                if len(scored) >= RANKED_FROM
                else None,
            )
            for number, score in scored.items()
        ),
        median=_median(totals),
    )


def _standing(scored: Mapping[int, Score]) -> dict[int, int]:
    """By what a seat is ranked: the first measure that every table has."""
    by_par = {n: score.par_score for n, score in scored.items() if score.par_score is not None}
    if len(by_par) == len(scored):
        return by_par
    attained = {n: score.attainment for n, score in scored.items() if score.attainment is not None}
    if len(attained) == len(scored):
        return attained
    return {number: score.total for number, score in scored.items()}


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
