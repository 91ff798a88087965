"""Passwords: how they are hashed, whether one is right, and which ones are refused."""

import secrets
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from werkzeug.security import check_password_hash, generate_password_hash

from game.service.problems import Problem

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
#: scrypt's cost as OWASP advises: 32 MB of memory, three passes.
N, R, P = 2**15, 8, 3
#: By zxcvbn's estimate a password must take so many guesses; and so many its letters and digits
#: alone, since signs between those of a common word make it no better.
FEWEST_GUESSES, FEWEST_PLAIN = 1e9, 1e4
#: So many letters must be left beside the words that everybody would try here.
FEWEST_LETTERS = 4
#: zxcvbn's time grows with the square of the length: it looks at the beginning alone.
ESTIMATED_LENGTH = 72
#: What anybody would try first on this server, beside the owner's own name.
OBVIOUS = ("sixpartytalks", "sixparty", "talks", "instructor", "teacher", "classroom", "korea")
#: Letters and digits that are not mistaken for each other when written down.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
#: Checked in the place of a hash that is not there, so that an unknown name takes as long. No
#: password has it.
_NOBODYS = f"scrypt:{N}:{R}:{P}${'0' * 16}${'0' * 128}"

_Result = TypeVar("_Result")


class Offload(Protocol):
    """Does work that keeps a processor busy where it stops nobody, and waits for its result."""

    def __call__(self, work: Callable[[], _Result], /) -> _Result:
        """What the work returned; its errors are raised here."""
        ...


def directly(work: Callable[[], _Result], /) -> _Result:
    """Do the work here and now."""
    return work()


class Passwords:
    """Hashes and compares passwords; ``offload`` is where that takes its time."""

    def __init__(self, offload: Offload) -> None:
        self._offload = offload

    def hash(self, password: str) -> str:
        """The salted hash of the password, with its parameters."""
        return self._offload(partial(_hash, password, P))

    def fits(self, password: str, hashed: str | None) -> bool:
        """Whether the password has that hash; None has no password, which takes as long to say."""
        return self._offload(partial(_fits, password[:LONGEST_PASSWORD], hashed))


def outdated(hashed: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _passes(hashed) < P


def new_password() -> str:
    """A password that can be read out and written down: some 79 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def check_new(password: str, name: str) -> None:
    """``Problem`` if somebody of that name should not have that password."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Problem("bad_password", shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD)
    plain = _plain(password)
    known = [name, *name.split(), *OBVIOUS]
    if (
        _guesses(password, known) < FEWEST_GUESSES
        # One that is signs for the most part is no word with signs between its letters.
        or (len(plain) > len(password) // 2 and _guesses(plain, known) < FEWEST_PLAIN)
        or _is_made_of(plain, known)
    ):
        raise Problem("guessable_password")


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _guesses(password: str, known: Sequence[str]) -> float:
    """How many guesses somebody would need who tries those words first; an estimate."""
    # Loaded when needed: its lists of words take some time, and few processes set passwords.
    from zxcvbn import zxcvbn

    return float(zxcvbn(password[:ESTIMATED_LENGTH], user_inputs=list(known))["guesses"])


def _is_made_of(plain: str, known: Sequence[str]) -> bool:
    """Whether next to nothing is left without those words and without digits."""
    if not any(letter.isalpha() for letter in plain):
        return False
    rest = plain
    for word in sorted(map(_plain, known), key=len, reverse=True):
        rest = rest.replace(word, "") if word else rest
    return sum(letter.isalpha() for letter in rest) < FEWEST_LETTERS


def _hash(password: str, passes: int) -> str:
    return generate_password_hash(password, method=f"scrypt:{N}:{R}:{passes}")


def _fits(password: str, hashed: str | None) -> bool:
    known = hashed or _NOBODYS
    if check_password_hash(known, password):
        return True
    # A hash of former days is compared faster: that would tell that the name is known.
    missing = P - _passes(known)
    if missing > 0:
        _hash(password, missing)
    return False


def _passes(hashed: str) -> int:
    """How many passes of today's kind the hash's computation is worth, rounded down."""
    method, *parameters = hashed.split("$", 1)[0].split(":")
    if method != "scrypt" or len(parameters) != 3:
        return 0
    n, r, p = map(int, parameters)
    return n * r * p // (N * R)
