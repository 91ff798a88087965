"""Instructors, their passwords' hashes, and the one-time links by which they enter."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from game.store.erasing import empty_the_log
from game.store.part import Part, new_id
from game.store.records import Account, Instructor, NameTaken, name_key
from game.store.schema import co_instructors, conferences, entry_links, instructors, setups

#: The house itself owns practices. Nobody has this name: an account's is never empty.
HOUSE = ""
_INSTRUCTOR = (instructors.c.id, instructors.c.name, instructors.c.login_key)


class Instructors(Part):
    """Whoever runs conferences in this house."""

    def instructor_named(self, name: str, now: float) -> Instructor:
        """The instructor of that name, entered if new."""
        found = self.instructor_called(name)
        if found is not None:
            return found
        with self._database.writing() as connection:
            added = sa.insert(instructors).values(name=name, created_at=now)
            return Instructor(new_id(connection.execute(added)), name)

    def house(self, now: float) -> Instructor:
        """The house as the owner of what no instructor has opened; nobody enters as it."""
        query = sa.select(*_INSTRUCTOR).where(instructors.c.name == HOUSE)
        with self._database.writing() as connection:
            row = connection.execute(query).first()
            if row is not None:
                return Instructor(*row)
            added = sa.insert(instructors).values(name=HOUSE, created_at=now)
            return Instructor(new_id(connection.execute(added)), HOUSE)

    def add_instructor(self, name: str, password_hash: str, login_key: str, now: float) -> None:
        """Enter a new instructor with a password. ``NameTaken`` if somebody has that name."""
        if self.instructor_called(name) is not None:
            raise NameTaken
        try:
            with self._database.writing() as connection:
                connection.execute(
                    sa.insert(instructors).values(
                        name=name,
                        created_at=now,
                        password_hash=password_hash,
                        login_key=login_key,
                    )
                )
        except IntegrityError as clash:
            raise NameTaken from clash

    def instructor(self, id_: int) -> Instructor | None:
        """The instructor with that id."""
        with self._database.reading() as connection:
            found = sa.select(*_INSTRUCTOR).where(instructors.c.id == id_)
            row = connection.execute(found).first()
        return Instructor(*row) if row else None

    def instructor_called(self, name: str) -> Instructor | None:
        """The instructor of that name; blanks and case do not matter."""
        wanted = name_key(name)
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(*_INSTRUCTOR)).all()
        named = (Instructor(*row) for row in rows if row.name != HOUSE)
        return next((one for one in named if name_key(one.name) == wanted), None)

    def accounts(self) -> tuple[Account, ...]:
        """Every instructor by name."""
        own = (
            sa.select(sa.func.count())
            .where(conferences.c.instructor_id == instructors.c.id)
            .scalar_subquery()
        )
        query = sa.select(*_INSTRUCTOR, instructors.c.password_hash.is_not(None), own).where(
            instructors.c.name != HOUSE
        )
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(instructors.c.name)).all()
        return tuple(Account(Instructor(*row[:3]), bool(row[3]), int(row[4])) for row in rows)

    def password_hash(self, instructor_id: int) -> str | None:
        """The hash of the instructor's password; None if they have none."""
        query = sa.select(instructors.c.password_hash).where(instructors.c.id == instructor_id)
        with self._database.reading() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else str(found)

    def set_password(self, instructor_id: int, password_hash: str, login_key: str) -> None:
        """Store another password's hash; logins with the former key are no longer good."""
        with self._database.writing() as connection:
            connection.execute(
                sa.update(instructors)
                .where(instructors.c.id == instructor_id)
                .values(password_hash=password_hash, login_key=login_key)
            )

    def remove_instructor(self, instructor_id: int, heir_id: int | None) -> None:
        """Take an instructor out; their conferences go to the heir, who must be there if any."""
        with self._database.writing() as connection:
            if heir_id is not None:
                connection.execute(
                    sa.delete(co_instructors).where(
                        co_instructors.c.instructor_id == heir_id,
                        co_instructors.c.conference_id.in_(
                            sa.select(conferences.c.id).where(
                                conferences.c.instructor_id == instructor_id
                            )
                        ),
                    )
                )
                connection.execute(
                    sa.update(conferences)
                    .where(conferences.c.instructor_id == instructor_id)
                    .values(instructor_id=heir_id)
                )
            for table in (co_instructors, setups, entry_links):
                connection.execute(sa.delete(table).where(table.c.instructor_id == instructor_id))
            connection.execute(sa.delete(instructors).where(instructors.c.id == instructor_id))
        empty_the_log(self._database)

    # --- one-time links ---

    def add_link(self, token_hash: str, instructor: Instructor, now: float) -> None:
        """Remember a one-time link by its secret's hash."""
        with self._database.writing() as connection:
            connection.execute(
                sa.insert(entry_links).values(
                    token_hash=token_hash, instructor_id=instructor.id, created_at=now
                )
            )

    def link_is_fresh(self, token_hash: str) -> bool:
        """Whether the link exists and has not been used."""
        query = sa.select(entry_links.c.token_hash).where(
            entry_links.c.token_hash == token_hash, entry_links.c.used_at.is_(None)
        )
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def use_link(self, token_hash: str, now: float) -> Instructor | None:
        """Use up the link; None if it is unknown or was used before, by however little."""
        used = (
            sa.update(entry_links)
            .where(entry_links.c.token_hash == token_hash, entry_links.c.used_at.is_(None))
            .values(used_at=now)
        )
        owner = (
            sa.select(*_INSTRUCTOR)
            .join(entry_links, entry_links.c.instructor_id == instructors.c.id)
            .where(entry_links.c.token_hash == token_hash)
        )
        with self._database.writing() as connection:
            if connection.execute(used).rowcount != 1:
                return None
            return Instructor(*connection.execute(owner).one())
