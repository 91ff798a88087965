"""An instructor's login, as their browser holds it in its signed cookie, and how long it lasts."""

from dataclasses import dataclass, replace

from game.store.directory import Instructor

#: Seconds after its last use until a login runs out, and how often its use is noted in the cookie.
LOGIN_SECONDS = 12 * 3_600.0
NOTED_EVERY = 600.0
#: Seconds for which a one-time link is good, and for which who used it may repeat that.
LINK_SECONDS, REPEAT_SECONDS = 24 * 3_600.0, 600.0


@dataclass(frozen=True)
class Login:
    """One login of one browser.

    ``key`` is the instructor's at the time: another one ends all logins. ``id`` tells this login
    from their others, ``seen`` is when it was used last (give or take ``NOTED_EVERY``).
    """

    instructor_id: int
    key: str
    id: str
    seen: float

    def of(self, instructor: Instructor | None) -> bool:
        """Whether it is that instructor's as they are now."""
        return (
            instructor is not None
            and instructor.id == self.instructor_id
            and instructor.login_key == self.key != ""
        )

    def run_out(self, now: float) -> bool:
        """Whether it has not been used for too long."""
        return now - self.seen > LOGIN_SECONDS

    def used(self, now: float) -> "Login":
        """The same login as it is to be held after a use: unchanged where that is noted already."""
        return replace(self, seen=now) if now - self.seen >= NOTED_EVERY else self

    def stored(self) -> list[int | str | float]:
        """As it stands in a cookie."""
        return [self.instructor_id, self.key, self.id, self.seen]


def read_login(held: object) -> Login | None:
    """The login that a cookie holds; None for anything else, such as one of an older version."""
    match held:
        case [int(id_), str(key), str(login), int() | float() as seen]:
            return Login(id_, key, login, float(seen))
        case _:
            return None
