"""Instructors' accounts on a shared server: names, passwords, and patience with wrong ones."""

import hashlib
import secrets
from collections.abc import Callable

from werkzeug.security import check_password_hash, generate_password_hash

from game.characters import skeleton, visible_line
from game.finding import first
from game.service.names import NAME_LIMIT, clean_name
from game.service.problems import Problem
from game.store.directory import Account, Directory, Instructor, NameTaken

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
#: Letters and digits that are not mistaken for each other when written down.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
#: Wrong tries within so many seconds: for one name from one address, and for one address.
WINDOW = 600.0
TRIES_FOR_NAME, TRIES_FROM_ADDRESS = 5, 40


class Patience:
    """Counts wrong tries by whose they are, over all processes, and knows when it is enough."""

    def __init__(self, directory: Directory, clock: Callable[[], float]) -> None:
        self._directory = directory
        self._clock = clock

    def wait(self, who: str, limit: int) -> float:
        """Seconds until they may try again; 0 if they may now."""
        now = self._clock()
        tries = self._directory.tries_since(_mark(who), now - WINDOW)
        return tries[-limit] + WINDOW - now if len(tries) >= limit else 0.0

    def wrong(self, who: str) -> None:
        """They were wrong once more."""
        now = self._clock()
        self._directory.add_try(_mark(who), now, now - WINDOW)

    def right(self, who: str) -> None:
        """They knew it: what went before is forgotten."""
        self._directory.forget_tries(_mark(who))


def _mark(who: str) -> str:
    """By which they are known in the store, which need not know where anybody was."""
    return hashlib.sha256(who.encode()).hexdigest()


def new_password() -> str:
    """A password that can be read out and written down: some 79 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


class Accounts:
    """Who may enter as an instructor with a name and a password. Only hashes are kept."""

    def __init__(self, directory: Directory, clock: Callable[[], float]) -> None:
        self._directory = directory
        self._clock = clock
        self._patience = Patience(directory, clock)
        #: Checked in the place of a hash that is not there, so that an unknown name takes as long.
        self._nobodys = _hash(secrets.token_urlsafe(16))

    def all(self) -> tuple[Account, ...]:
        """Every instructor by name."""
        return self._directory.accounts()

    def add(self, name: str, password: str) -> None:
        """A new account. Whoever has entered by link under that name takes `set_password`."""
        name = clean_name(name)
        hashed = _hash(_checked(password))
        try:
            self._directory.add_instructor(name, hashed, _login_key(), self._clock())
        except NameTaken:
            raise Problem("instructor_taken", name=name) from None

    def set_password(self, name: str, password: str) -> None:
        """Another password; whoever is logged in with the former has to log in again."""
        found = self.named(name)
        self._directory.set_password(found.id, _hash(_checked(password)), _login_key())

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

    def named(self, name: str) -> Instructor:
        """The instructor of that name; case does not matter."""
        found = self._directory.instructor_called(name)
        if found is None:
            raise Problem("unknown_instructor", name=visible_line(name)[:NAME_LIMIT])
        return found

    def log_in(self, name: str, password: str, address: str) -> Instructor:
        """The instructor, if the password is theirs.

        Wrong tries are counted for the name from that address, and for the address: so nobody
        can lock an instructor out from elsewhere, nor try one password on every name.
        """
        named = f"{address} {skeleton(name)[:NAME_LIMIT]}"
        wait = max(
            self._patience.wait(named, TRIES_FOR_NAME),
            self._patience.wait(address, TRIES_FROM_ADDRESS),
        )
        if wait > 0:
            raise Problem("too_many_tries", minutes=-(-int(wait + 1) // 60))
        found = self._directory.instructor_called(name)
        hashed = None if found is None else self._directory.password_hash(found.id)
        good = check_password_hash(hashed or self._nobodys, password[:LONGEST_PASSWORD])
        if found is None or hashed is None or not good:
            self._patience.wrong(named)
            self._patience.wrong(address)
            raise Problem("wrong_login")
        self._patience.right(named)
        return found


def _hash(password: str) -> str:
    return generate_password_hash(password, method="scrypt")


def _login_key() -> str:
    return secrets.token_hex(8)


def _checked(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Problem("bad_password", shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD)
    return password
