"""The signed cookie that holds logins, by the server's own clock.

Flask's own goes by the wall clock: where that is set back, every cookie seems to come from the
future and everybody is logged out until the time is caught up.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

#: When browsers may forget the cookie. How long a login is good is for the server to say; a date
#: that follows from a wrong clock could make browsers throw the cookie away at once.
FAR_AWAY = datetime(2099, 12, 31, tzinfo=UTC)


def signer_by(clock: Callable[[], float]) -> type[TimestampSigner]:
    """A signer whose time is that of the clock."""

    class ClockSigner(TimestampSigner):
        """What seems to be signed in the future is signed all the same."""

        def get_timestamp(self) -> int:
            return int(clock())

        def unsign(self, *args: Any, max_age: int | None = None, **options: Any) -> Any:
            options["return_timestamp"], asked = True, options.get("return_timestamp", False)
            value, signed_at = super().unsign(*args, **options)
            age = self.get_timestamp() - signed_at.timestamp()
            if max_age is not None and age > max_age:
                raise SignatureExpired("too old", payload=value, date_signed=signed_at)
            return (value, signed_at) if asked else value

    return ClockSigner


class ClockCookies(SecureCookieSessionInterface):
    """Flask's signed cookies, signed and judged by the server's clock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._signer = signer_by(clock)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Reads and writes cookies; those of earlier versions are read too."""
        found = super().get_signing_serializer(app)
        if found is not None:
            found.signer = self._signer
        return found

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:
        """Far away for a cookie that outlives the browser's window."""
        return FAR_AWAY if session.permanent else None
