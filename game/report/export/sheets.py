"""The tables of numbers: participation, scores, answers. A row is a frozen dataclass.

A column is a field; what it means is in the catalogue under ``columns``, and so in the data
dictionary.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from typing import TypeAlias

from game.engine.acts.channels import MeetingOpened, MessageSent
from game.engine.acts.plenary import PlenarySpoken
from game.engine.event import Event
from game.report.asking import ITEMS
from game.report.export.material import ClassMaterial, Person, TableMaterial
from game.report.export.measures import Parts, Weights, grade, parts

Cell: TypeAlias = str | int | float | bool | None
#: What each table's text made of what could be made together, in per cent, by the table's number.
Created: TypeAlias = Mapping[int, int | None]


class Miscounted(Exception):
    """A sheet has other rows than it must have: it is not given out."""


@dataclass(frozen=True)
class Participation:
    """What one person did."""

    conference: str
    table: int | None
    delegation: str | None
    person: str
    student_id: str
    role: str
    joined_at: str
    first_act_at: str | None
    last_act_at: str | None
    acts: int
    statements: int
    messages: int
    words: int
    proposals: int
    moves: int
    cables: int
    accords_offered: int
    answered_before: int
    answered_after: int


@dataclass(frozen=True)
class Score:
    """How one delegation of one table ended."""

    conference: str
    table: int
    delegation: str
    people: str
    student_ids: str
    ending: str | None
    signed: bool
    points: float
    no_deal: float
    best: float | None
    attainment: int | None
    par_score: int | None
    standing: int
    red_lines_crossed: int
    cables_granted: int
    cables_refused: int
    meetings: int
    proposals: int
    clauses_in_text: int
    duties: int
    claimed: int | None
    created: int | None
    mandate: int | None
    commitments: int | None
    crises: int | None
    grade: float | None


@dataclass(frozen=True)
class Sheet:
    """A table of numbers with its columns. ``count`` is how many rows it must have."""

    id: str
    columns: tuple[str, ...]
    count: int
    rows: Iterator[tuple[Cell, ...]]

    def counted(self) -> Iterator[tuple[Cell, ...]]:
        """The rows; ``Miscounted`` at the end if there were more or fewer than there must be."""
        seen = 0
        for row in self.rows:
            seen += 1
            yield row
        if seen != self.count:
            raise Miscounted(f"{self.id}: {seen} rows instead of {self.count}")


def columns_of(row: type) -> tuple[str, ...]:
    """A row's columns."""
    return tuple(field.name for field in fields(row))


def participation(material: ClassMaterial) -> Sheet:
    """A row for every person, seated or not, in the order of joining."""
    acts = {table.number: list(_acts(table)) for table in material.tables}
    everything = [act for found in acts.values() for act in found]
    rows = (
        astuple(_participation(material, person, [a for a in everything if a[0] == person.id]))
        for person in material.people
    )
    return Sheet("participation", columns_of(Participation), len(material.people), rows)


def _acts(table: TableMaterial) -> Iterator[tuple[str, Event]]:
    """Who did what: every event that names a person as its author."""
    for event in table.events:
        person = getattr(event, "by", None)
        if isinstance(person, str):
            yield person, event


def _participation(
    material: ClassMaterial, person: Person, acts: list[tuple[str, Event]]
) -> Participation:
    done = [event for _, event in acts]
    kinds = Counter(event.kind for event in done)
    said = [event.text for event in done if isinstance(event, PlenarySpoken | MessageSent)]
    answered = Counter(form for form, _ in person.answers)
    return Participation(
        conference=material.code,
        table=person.table,
        delegation=person.delegation,
        person=material.called[person.id],
        student_id=material.id_of(person),
        role=_role(person),
        joined_at=_moment(person.joined_at),
        first_act_at=_moment(done[0].at) if done else None,
        last_act_at=_moment(done[-1].at) if done else None,
        acts=len(done),
        statements=kinds["plenary_spoken"],
        messages=kinds["message_sent"],
        words=sum(len(text.split()) for text in said),
        proposals=kinds["proposal_tabled"],
        moves=kinds["move_made"],
        cables=kinds["cable_sent"],
        accords_offered=kinds["accord_offered"],
        answered_before=answered["before"],
        answered_after=answered["after"],
    )


def _role(person: Person) -> str:
    if person.observer:
        return "observer"
    if person.delegation is None:
        return "waiting"
    return "head" if person.head else "adviser"


def _moment(at: float) -> str:
    """A moment in UTC, to the second, as ISO 8601 writes it."""
    return datetime.fromtimestamp(at, tz=UTC).isoformat(timespec="seconds")


def scores(material: ClassMaterial, created: Created, weights: Weights) -> Sheet:
    """A row for every delegation of every table that has begun."""
    tables = [table for table in material.tables if table.begun]
    rows = (
        astuple(_score(material, table, delegation, created.get(table.number), weights))
        for table in tables
        for delegation in table.state.setup.delegations
    )
    count = sum(len(table.state.setup.delegations) for table in tables)
    return Sheet("scores", columns_of(Score), count, rows)


def _score(
    material: ClassMaterial,
    table: TableMaterial,
    delegation: str,
    created: int | None,
    weights: Weights,
) -> Score:
    state, result = table.state, table.results[delegation]
    people = tuple(material.at(table.number, delegation))
    cables = Counter(c.status for c in state.cables.values() if c.delegation == delegation)
    found: Parts = parts(table, delegation, created)
    return Score(
        conference=material.code,
        table=table.number,
        delegation=delegation,
        people="; ".join(material.called[p.id] for p in people),
        student_ids="; ".join(filter(None, map(material.id_of, people))),
        ending=state.ending,
        signed=delegation in state.signatories,
        points=result.sheet.total / 100,
        no_deal=result.reservation / 100,
        best=None if result.best is None else result.best / 100,
        attainment=result.attainment,
        par_score=result.par_score,
        standing=state.standing[delegation],
        red_lines_crossed=len(state.crossed.get(delegation, ())),
        cables_granted=cables["granted"],
        cables_refused=cables["refused"],
        meetings=sum(
            isinstance(event, MeetingOpened) and delegation in event.members
            for event in table.events
        ),
        proposals=sum(p.delegation == delegation for p in state.proposals.values()),
        clauses_in_text=sum(
            state.proposals[clause.proposal].delegation == delegation
            for clause in state.text.values()
        ),
        duties=sum(duty.delegation == delegation for duty in state.duties.values()),
        claimed=found.claimed,
        created=found.created,
        mandate=found.mandate,
        commitments=found.commitments,
        crises=found.crises,
        grade=grade(found, weights),
    )


#: The columns in front of the items.
ANSWER_HEAD = (
    "conference",
    "table",
    "delegation",
    "person",
    "student_id",
    "role",
    "attainment",
    "par_score",
)


def answer_columns() -> tuple[str, ...]:
    """The columns of the answers: the form and the item, such as ``after.outcome_gain``."""
    return (*ANSWER_HEAD, *(f"{item.form}.{item.id}" for item in ITEMS))


def answers(material: ClassMaterial) -> Sheet:
    """A row for every person who answered anything, in the order of joining."""
    people = [person for person in material.people if person.answers]
    rows = (_answers(material, person) for person in people)
    return Sheet("answers", answer_columns(), len(people), rows)


def _answers(material: ClassMaterial, person: Person) -> tuple[Cell, ...]:
    attained = score = None
    if person.table is not None and person.delegation is not None:
        table = material.table(person.table)
        if table.state.over:
            result = table.results[person.delegation]
            attained, score = result.attainment, result.par_score
    given = (person.answers.get((item.form, item.id)) for item in ITEMS)
    return (
        material.code,
        person.table,
        person.delegation,
        material.called[person.id],
        material.id_of(person),
        _role(person),
        attained,
        score,
        *given,
    )
