"""People of a conference: their seats, their wishes, who is expected, what the machine holds."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from game.store.erasing import empty_the_log
from game.store.forms import SentForm, remember
from game.store.part import Part
from game.store.records import Expected, NameTaken, Participant, name_key
from game.store.schema import (
    answered_forms,
    events,
    participants,
    removed_people,
    roster,
    stand_ins,
    tables,
    wishes,
)

_PARTICIPANT = [participants.c[name] for name in Participant.__dataclass_fields__]
_EXPECTED = [roster.c[name] for name in Expected.__dataclass_fields__]


class PeopleBook(Part):
    """Who is in a conference, who should be, and where they sit."""

    def add_participant(self, participant: Participant, form: SentForm | None = None) -> None:
        """Store somebody who joins. ``NameTaken`` if the conference has that name already."""
        values = {n: getattr(participant, n) for n in Participant.__dataclass_fields__}
        try:
            with self._database.writing() as connection:
                connection.execute(
                    sa.insert(participants).values(**values, name_key=name_key(participant.name))
                )
                remember(connection, form, participant.id, participant.joined_at)
        except IntegrityError as clash:
            raise NameTaken from clash

    def participant(self, id_: str) -> Participant | None:
        """The participant with that id."""
        return self._participant(participants.c.id == id_)

    def participant_by_resume_code(self, conference_id: int, code: str) -> Participant | None:
        """Whoever of the conference was given that resume code."""
        return self._participant(
            (participants.c.conference_id == conference_id) & (participants.c.resume_code == code)
        )

    def _participant(self, condition: sa.ColumnElement[bool]) -> Participant | None:
        with self._database.reading() as connection:
            row = connection.execute(sa.select(*_PARTICIPANT).where(condition)).first()
        return Participant(*row) if row else None

    def participants_of(self, conference_id: int) -> tuple[Participant, ...]:
        """Everybody of the conference in the order of joining."""
        query = (
            sa.select(*_PARTICIPANT)
            .where(participants.c.conference_id == conference_id)
            .order_by(participants.c.joined_at, participants.c.id)
        )
        with self._database.reading() as connection:
            return tuple(Participant(*row) for row in connection.execute(query))

    def remove_participants(self, called: Mapping[str, str]) -> None:
        """Take people out of the conference, what they wished for, and the forms they joined by.

        ``called`` says by id what stands from now on as the author of what each of them wrote; of
        whoever is named in no log nothing stays. Sent again, the form of somebody who was removed
        is a new request to join.
        """
        known = sa.select(participants.c.id, participants.c.conference_id, participants.c.name_key)
        with self._database.writing() as connection:
            for row in connection.execute(known.where(participants.c.id.in_(called))).all():
                if not _is_named(connection, row.conference_id, row.id):
                    continue
                connection.execute(
                    sa.insert(removed_people).values(
                        id=row.id,
                        conference_id=row.conference_id,
                        name=called[row.id],
                        name_key=row.name_key,
                    )
                )
            for column in (answered_forms.c.made, wishes.c.participant_id, participants.c.id):
                connection.execute(sa.delete(column.table).where(column.in_(called)))
        empty_the_log(self._database)

    def removed_from(self, conference_id: int) -> Mapping[str, str]:
        """What those who were removed from the conference are called, by their former id."""
        query = (
            sa.select(removed_people.c.id, removed_people.c.name)
            .where(removed_people.c.conference_id == conference_id)
            .order_by(removed_people.c.name, removed_people.c.id)
        )
        with self._database.reading() as connection:
            return {str(row.id): str(row.name) for row in connection.execute(query)}

    def rename_participant(self, id_: str, name: str) -> None:
        """Store another name for somebody. ``NameTaken`` if the conference has it already."""
        try:
            with self._database.writing() as connection:
                connection.execute(
                    sa.update(participants)
                    .where(participants.c.id == id_)
                    .values(name=name, name_key=name_key(name))
                )
        except IntegrityError as clash:
            raise NameTaken from clash

    def set_resume_code(self, id_: str, code: str) -> None:
        """Store another resume code for somebody in the place of the former."""
        with self._database.writing() as connection:
            connection.execute(
                sa.update(participants).where(participants.c.id == id_).values(resume_code=code)
            )

    # --- seats ---

    def reseat(self, seats: Sequence[Participant]) -> None:
        """Store these people's seats. A filled delegation is no longer held by the machine."""
        with self._database.writing() as connection:
            for person in seats:
                connection.execute(
                    sa.update(participants)
                    .where(participants.c.id == person.id)
                    .values(
                        table_id=person.table_id,
                        delegation=person.delegation,
                        head=person.head,
                    )
                )
                if person.table_id is not None:
                    self._dismiss(connection, person)

    @staticmethod
    def _dismiss(connection: Connection, person: Participant) -> None:
        connection.execute(
            sa.delete(stand_ins).where(
                stand_ins.c.table_id == person.table_id,
                stand_ins.c.delegation == person.delegation,
            )
        )

    def stand_ins_of(self, table_id: int) -> frozenset[str]:
        """The delegations of the table that the machine holds."""
        query = sa.select(stand_ins.c.delegation).where(stand_ins.c.table_id == table_id)
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def set_stand_ins(self, table_id: int, delegations: frozenset[str]) -> None:
        """Let the machine hold exactly these delegations of the table."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(stand_ins).where(stand_ins.c.table_id == table_id))
            if delegations:
                connection.execute(
                    sa.insert(stand_ins),
                    [{"table_id": table_id, "delegation": d} for d in sorted(delegations)],
                )

    # --- wishes ---

    def wishes_of(self, conference_id: int) -> Mapping[str, tuple[str, ...]]:
        """The delegations that people would like to sit for, best first, by participant id."""
        query = (
            sa.select(wishes.c.participant_id, wishes.c.delegation)
            .join(participants, participants.c.id == wishes.c.participant_id)
            .where(participants.c.conference_id == conference_id)
            .order_by(wishes.c.participant_id, wishes.c.place)
        )
        found: dict[str, tuple[str, ...]] = {}
        with self._database.reading() as connection:
            for person, delegation in connection.execute(query):
                found[person] = (*found.get(person, ()), delegation)
        return found

    def set_wishes(self, participant_id: str, delegations: Sequence[str]) -> None:
        """Store somebody's wishes, best first, in the place of earlier ones."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(wishes).where(wishes.c.participant_id == participant_id))
            if delegations:
                connection.execute(
                    sa.insert(wishes),
                    [
                        {"participant_id": participant_id, "place": place, "delegation": delegation}
                        for place, delegation in enumerate(delegations, start=1)
                    ],
                )

    # --- the roster ---

    def roster_of(self, conference_id: int) -> tuple[Expected, ...]:
        """Everybody who is expected, in the order in which they were listed."""
        query = (
            sa.select(*_EXPECTED)
            .where(roster.c.conference_id == conference_id)
            .order_by(roster.c.place)
        )
        with self._database.reading() as connection:
            return tuple(Expected(*row) for row in connection.execute(query))

    def set_roster(
        self,
        conference_id: int,
        expected: Sequence[Expected],
        form: SentForm | None = None,
        at: float = 0.0,
    ) -> None:
        """Store the whole roster in the place of the former one. ``NameTaken`` if names repeat.

        ``AlreadyMade`` if the same ``form`` did so already; it is remembered as sent ``at``.
        """
        rows = [
            {
                "conference_id": conference_id,
                "place": place,
                "name_key": line.key,
                **{n: getattr(line, n) for n in Expected.__dataclass_fields__},
            }
            for place, line in enumerate(expected, start=1)
        ]
        try:
            with self._database.writing() as connection:
                remember(connection, form, str(conference_id), at)
                connection.execute(sa.delete(roster).where(roster.c.conference_id == conference_id))
                if rows:
                    connection.execute(sa.insert(roster), rows)
        except IntegrityError as clash:
            raise NameTaken from clash
        # Names that stand on it no longer are gone for good.
        empty_the_log(self._database)


def _is_named(connection: Connection, conference_id: int, participant_id: str) -> bool:
    """Whether any event of the conference was that person's, or says anything of them."""
    here = sa.select(tables.c.id).where(tables.c.conference_id == conference_id)
    naming = sa.or_(
        events.c.command_id.contains(participant_id), events.c.body.contains(participant_id)
    )
    query = sa.select(events.c.seq).where(events.c.table_id.in_(here), naming).limit(1)
    return connection.execute(query).first() is not None
