"""When something happened last in a conference, and which ones have been idle for long."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from game.store.database import Database
from game.store.newest import last_at
from game.store.schema import answers, conferences, events, participants, practices, tables


@dataclass(frozen=True)
class Idle:
    """A conference, when it was made and when anything happened there last (both since the epoch).

    The counts say what would go with it. Nobody's name is among it.
    """

    id: int
    code: str
    title: str
    created_at: float
    last_at: float
    practice: bool
    tables: int
    people: int
    events: int
    answers: int


def last_moments(
    database: Database, conference_ids: Collection[int] | None = None
) -> dict[int, float]:
    """By conference, when anything happened last; of all of them, or of those named.

    It was made, somebody joined or answered a questionnaire, or a table's log grew.
    """
    played = sa.select(tables.c.conference_id, last_at().label("at")).subquery()
    joined_and_answered = (
        (participants.c.conference_id, participants.c.joined_at, participants),
        (
            participants.c.conference_id,
            answers.c.at,
            answers.join(participants, participants.c.id == answers.c.participant_id),
        ),
    )
    sources: list[tuple[sa.ColumnElement[Any], sa.ColumnElement[Any], sa.FromClause]] = [
        (conferences.c.id, conferences.c.created_at, conferences),
        (played.c.conference_id, played.c.at, played),
        *joined_and_answered,
    ]
    found: dict[int, float] = {}
    with database.reading() as connection:
        for id_, moment, source in sources:
            query = sa.select(id_, sa.func.max(moment)).select_from(source).group_by(id_)
            if conference_ids is not None:
                query = query.where(id_.in_(conference_ids))
            for conference_id, at in connection.execute(query):
                if at is not None:
                    found[conference_id] = max(at, found.get(conference_id, at))
    return found


def idle_since(database: Database, moment: float) -> tuple[Idle, ...]:
    """The conferences, practices among them, in which nothing has happened since; oldest first."""
    last = {id_: at for id_, at in last_moments(database).items() if at < moment}
    here = conferences.c.id
    at_tables = tables.c.conference_id == here
    in_it = participants.c.conference_id == here
    counts = (
        _count(tables, at_tables),
        _count(participants, in_it),
        _count(events, events.c.table_id == tables.c.id, at_tables),
        _count(answers, answers.c.participant_id == participants.c.id, in_it),
    )
    query = sa.select(
        here,
        conferences.c.code,
        conferences.c.title,
        conferences.c.created_at,
        sa.exists().where(practices.c.conference_id == here),
        *counts,
    ).where(here.in_(list(last)))
    with database.reading() as connection:
        rows = connection.execute(query).all()
    found = (
        Idle(id_, code, title, made, last[id_], bool(practice), *numbers)
        for id_, code, title, made, practice, *numbers in rows
    )
    return tuple(sorted(found, key=lambda idle: (idle.last_at, idle.id)))


def _count(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(table)
        .where(*conditions)
        .correlate(conferences)
        .scalar_subquery()
    )
