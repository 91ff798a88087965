"""Instructors' accounts: names, passwords, logins, and when a login ends."""

import hashlib
import secrets
from collections.abc import Callable

from game.characters import skeleton, visible_line
from game.finding import first
from game.service.login import LINK_SECONDS, LOGIN_SECONDS, REPEAT_SECONDS, Login
from game.service.names import NAME_LIMIT, clean_name
from game.service.passwords import LONGEST_PASSWORD, Offload, Passwords, check_new, outdated
from game.service.problems import Problem
from game.service.throttle import LoginThrottle
from game.store.directory import Account, Directory, Instructor, NameTaken


def new_login_key() -> str:
    """A key that is in all of an instructor's logins until it changes."""
    return secrets.token_hex(8)


class Accounts:
    """Who may enter as an instructor, and for how long. Only hashes of secrets are kept.

    ``clock`` is in seconds; ``offload`` is where hashing passwords takes its time.
    """

    def __init__(
        self,
        directory: Directory,
        clock: Callable[[], float],
        throttle: LoginThrottle,
        offload: Offload,
    ) -> None:
        self._directory = directory
        self._clock = clock
        self.throttle = throttle
        self._passwords = Passwords(offload)
        self._listeners: list[Callable[[int], None]] = []

    def subscribe(self, listener: Callable[[int], None]) -> None:
        """Call the listener with an instructor's id when any of their logins may have ended.

        It hears of what this process does: what another one does (``sixparty instructor``) shows
        when a login is looked at again.
        """
        self._listeners.append(listener)

    def _logins_ended(self, instructor_id: int) -> None:
        for listener in self._listeners:
            listener(instructor_id)

    # --- accounts ---

    def all(self) -> tuple[Account, ...]:
        """Every instructor by name."""
        return self._directory.accounts()

    def add(self, name: str, password: str) -> None:
        """A new account. Whoever has entered by link under that name takes `set_password`."""
        name = clean_name(name)
        check_new(password, name)
        hashed = self._passwords.hash(password)
        try:
            self._directory.add_instructor(name, hashed, new_login_key(), self._clock())
        except NameTaken:
            raise Problem("instructor_taken", name=name) from None

    def set_password(self, name: str, password: str) -> None:
        """Another password; whoever is logged in has to log in again."""
        found = self.named(name)
        check_new(password, found.name)
        hashed = self._passwords.hash(password)
        self._directory.set_password(found.id, hashed, new_login_key())
        self._logins_ended(found.id)

    def remove(self, name: str, heir: str | None = None) -> None:
        """Remove an account. One with conferences needs an heir who takes them over."""
        found = self.named(name)
        account = first((a for a in self.all() if a.instructor.id == found.id), found.id)
        if account.conferences and heir is None:
            raise Problem("heir_needed", name=found.name, count=account.conferences)
        taking_over = None if heir is None else self.named(heir)
        if taking_over is not None and taking_over.id == found.id:
            raise Problem("heir_needed", name=found.name, count=account.conferences)
        self._directory.remove_instructor(found.id, taking_over.id if taking_over else None)
        self._logins_ended(found.id)

    def named(self, name: str) -> Instructor:
        """The instructor of that name; case does not matter."""
        found = self._directory.instructor_called(name)
        if found is None:
            raise Problem("unknown_instructor", name=visible_line(name)[:NAME_LIMIT])
        return found

    # --- logging in ---

    def log_in(
        self, name: str, password: str, address: str, marks: dict[int, str] | None = None
    ) -> Instructor:
        """The instructor, if the password is theirs.

        ``marks`` are those of a browser that has logged in before, by the ids of the instructors
        as whom it did: it waits for its own wrong tries alone, not for others' from its address.
        """
        found = self._directory.instructor_called(name)
        browser = None if found is None or marks is None else marks.get(found.id)
        tried = skeleton(name)[:NAME_LIMIT]
        with self.throttle.attempt(tried, address, browser) as attempt:
            hashed = None if found is None else self._directory.password_hash(found.id)
            attempt.right = self._passwords.fits(password, hashed)
        if found is None or hashed is None or not attempt.right:
            raise Problem("wrong_login")
        if outdated(hashed):
            renewed = self._passwords.hash(password[:LONGEST_PASSWORD])
            self._directory.renew_password_hash(found.id, hashed, renewed)
        return found

    # --- logins ---

    def begin_login(self, instructor: Instructor) -> Login:
        """A new login of the instructor, for one browser to hold."""
        return Login(instructor.id, instructor.login_key, secrets.token_hex(16), self._clock())

    def holder(self, login: Login) -> Instructor | None:
        """Whose login it is; None if it has run out or was ended."""
        if login.run_out(self._clock()):
            return None
        instructor = self._directory.instructor(login.instructor_id)
        if not login.of(instructor) or self._directory.login_has_ended(_hash(login.id)):
            return None
        return instructor

    def noted(self, login: Login) -> Login:
        """The login as the browser should hold it after a use of it now."""
        return login.used(self._clock())

    def log_out(self, login: Login) -> None:
        """End that login: copies of it are good for nothing either. One that has ended stays so."""
        holder = self.holder(login)
        if holder is not None:
            # A copy says itself when it was used last, at the latest now: by then it has run out.
            self._directory.end_login(holder.id, _hash(login.id), self._clock() + LOGIN_SECONDS)
            self._logins_ended(holder.id)

    def log_out_everywhere(self, instructor: Instructor) -> None:
        """End every login of the instructor."""
        self._directory.set_login_key(instructor.id, new_login_key())
        self._logins_ended(instructor.id)

    def tidy(self) -> None:
        """Delete what no longer counts: old wrong tries, links, and ended logins.

        To be called now and then; nothing depends on when.
        """
        now = self._clock()
        self.throttle.tidy()
        self._directory.drop_ended_logins(now)
        self._directory.drop_links(now - LINK_SECONDS - REPEAT_SECONDS)


def _hash(login_id: str) -> str:
    return hashlib.sha256(login_id.encode()).hexdigest()
