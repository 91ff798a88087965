"""Instructors, their passwords' hashes, and the one-time links by which they enter."""

from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from game.store.erasing import empty_the_log
from game.store.part import Part, new_id
from game.store.records import Account, Instructor, NameTaken, name_key
from game.store.schema import (
    co_instructors,
    conferences,
    ended_logins,
    entry_links,
    instructors,
    setups,
)

#: The house itself owns practices. Nobody has this name: an account's is never empty.
HOUSE = ""
_INSTRUCTOR = (instructors.c.id, instructors.c.name, instructors.c.login_key)


@dataclass(frozen=True)
class LinkTimes:
    """Now, and since when a link must have been made, or used for a repeat, to be good."""

    now: float
    made_after: float
    used_after: float


class Instructors(Part):
    """Whoever runs conferences in this house."""

    def instructor_named(self, name: str, login_key: str, now: float) -> Instructor:
        """The instructor of that name, entered with that key if new."""
        found = self.instructor_called(name)
        if found is not None:
            return found
        with self._database.writing() as connection:
            added = sa.insert(instructors).values(name=name, login_key=login_key, created_at=now)
            return Instructor(new_id(connection.execute(added)), name, login_key)

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
            self._shut_used_links(connection, instructor_id)

    def renew_password_hash(self, instructor_id: int, former: str, renewed: str) -> None:
        """Store another hash of the same password, unless there is another password by now."""
        with self._database.writing() as connection:
            connection.execute(
                sa.update(instructors)
                .where(instructors.c.id == instructor_id, instructors.c.password_hash == former)
                .values(password_hash=renewed)
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

    # --- logins ---

    def set_login_key(self, instructor_id: int, login_key: str) -> None:
        """Give the instructor another key: logins with the former are no longer good."""
        with self._database.writing() as connection:
            connection.execute(
                sa.update(instructors)
                .where(instructors.c.id == instructor_id)
                .values(login_key=login_key)
            )
            self._shut_used_links(connection, instructor_id)

    def end_login(self, instructor_id: int, login: str, until: float) -> None:
        """One login (by its hash) is no longer good. ``until`` it would have been, at most."""
        # Ended twice at the same moment, it has ended: the other did all of this.
        with suppress(IntegrityError), self._database.writing() as connection:
            connection.execute(sa.insert(ended_logins).values(login=login, until=until))
            self._shut_used_links(connection, instructor_id)

    def login_has_ended(self, login: str) -> bool:
        """Whether that login (by its hash) was ended."""
        query = sa.select(ended_logins.c.login).where(ended_logins.c.login == login)
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def drop_ended_logins(self, now: float) -> None:
        """Keep no logins that would have run out by now anyway."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(ended_logins).where(ended_logins.c.until < now))

    # --- one-time links ---

    @staticmethod
    def _shut_used_links(connection: Connection, instructor_id: int) -> None:
        """Let no browser repeat its use of a link: that would be a way back after a log-out."""
        connection.execute(
            sa.update(entry_links)
            .where(entry_links.c.instructor_id == instructor_id, entry_links.c.used_by.is_not(None))
            .values(used_by=None)
        )

    def add_link(self, token_hash: str, instructor: Instructor, now: float) -> None:
        """Remember a one-time link by its secret's hash."""
        with self._database.writing() as connection:
            connection.execute(
                sa.insert(entry_links).values(
                    token_hash=token_hash, instructor_id=instructor.id, created_at=now
                )
            )

    def drop_links(self, made_before: float) -> None:
        """Keep no links that were made before that time."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(entry_links).where(entry_links.c.created_at < made_before))

    def link_is_fresh(self, token_hash: str, browser: str | None, times: LinkTimes) -> bool:
        """Whether the link lets in now: any browser if unused, else the one that has used it."""
        query = sa.select(entry_links.c.token_hash).where(
            entry_links.c.token_hash == token_hash, _unused(times) | _repeated(browser, times)
        )
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def use_link(self, token_hash: str, browser: str | None, times: LinkTimes) -> Instructor | None:
        """Use up the link for the browser (the hash of what it holds).

        None if the link is unknown, too old, or was used before by another, by however little.
        """
        used = (
            sa.update(entry_links)
            .where(entry_links.c.token_hash == token_hash, _unused(times))
            .values(used_at=times.now, used_by=browser)
        )
        again = sa.select(entry_links.c.token_hash).where(
            entry_links.c.token_hash == token_hash, _repeated(browser, times)
        )
        owner = (
            sa.select(*_INSTRUCTOR)
            .join(entry_links, entry_links.c.instructor_id == instructors.c.id)
            .where(entry_links.c.token_hash == token_hash)
        )
        with self._database.writing() as connection:
            first = connection.execute(used).rowcount == 1
            if not first and connection.execute(again).first() is None:
                return None
            return Instructor(*connection.execute(owner).one())


def _unused(times: LinkTimes) -> sa.ColumnElement[bool]:
    return entry_links.c.used_at.is_(None) & (entry_links.c.created_at > times.made_after)


def _repeated(browser: str | None, times: LinkTimes) -> sa.ColumnElement[bool]:
    """That this very browser used it a moment ago, and may not have heard the answer."""
    if browser is None:
        return sa.false()
    return (entry_links.c.used_by == browser) & (entry_links.c.used_at > times.used_after)
