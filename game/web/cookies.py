"""The cookie that keeps a browser's logins: its name, its path, and when it is for https alone."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SessionMixin
from itsdangerous import BadSignature

from game.web.clock_cookies import ClockCookies
from game.web.site import Site

#: The cookie's name before it told servers apart.
FORMER_NAME = "sixparty_login"


def cookie_name(secret_key: str) -> str:
    """The name of the cookie of the server with that database.

    Browsers give cookies to every server of a machine, whatever its port: each needs its own name.
    """
    return f"{FORMER_NAME}_{hashlib.sha256(f'cookie {secret_key}'.encode()).hexdigest()[:8]}"


class LoginCookies(ClockCookies):
    """Flask's signed cookie, below the path at which the server is mounted.

    It is signed and judged by the server's ``clock``.
    """

    def __init__(self, site: Site, clock: Callable[[], float]) -> None:
        super().__init__(clock)
        self._site = site

    def get_cookie_path(self, app: Flask) -> str:
        """Where the browser sends it back to: to no other server behind the same proxy."""
        return request.script_root or "/"

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the browser may send it back by https alone."""
        return self._site.secure or request.is_secure

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The browser's logins; those of its former cookie where it has no other yet."""
        found = super().open_session(app, request)
        if found is not None and self.get_cookie_name(app) not in request.cookies:
            former = self._former(app, request)
            # Any update, even an empty one, would be answered with a new cookie.
            if former:
                found.update(former)
        return found

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Store what changed. A former cookie of ours goes once the new one is there."""
        super().save_session(app, session, response)
        if self._former(app, request) is not None and session.modified:
            response.delete_cookie(FORMER_NAME, path="/", httponly=True, samesite="Lax")

    def _former(self, app: Flask, request: Request) -> dict[str, Any] | None:
        """What a cookie of the former name holds; None if there is none, or another server's."""
        signer = self.get_signing_serializer(app)
        sent = request.cookies.get(FORMER_NAME)
        if signer is None or not sent:
            return None
        try:
            held = signer.loads(sent, max_age=int(app.permanent_session_lifetime.total_seconds()))
        except BadSignature:
            return None
        return dict(held)
