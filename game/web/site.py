"""Under which addresses the server is known, and which others it must not answer to."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias
from urllib.parse import urlsplit

#: Scheme, name and port.
Origin: TypeAlias = tuple[str, str, int]

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::[0-9]{1,5})?")
_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?")
#: Ends of names that the public name system gives to nobody.
LOCAL_ENDS = (".localhost", ".local", ".lan", ".home.arpa", ".internal")
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*")


def origin_of(url: str) -> Origin | None:
    """The origin of a web address; None if it has none (``null`` among them)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname.rstrip("."), port or _PORTS[parts.scheme]


def host_name(host: str) -> str | None:
    """The name in a Host header, without its port; None if it is no well-formed one."""
    found = _HOST.fullmatch(host.lower())
    if found is None:
        return None
    name = found["name"]
    if not name.startswith("[") and _NAME.fullmatch(name) is None:
        return None
    return name.rstrip(".")


def _is_local(name: str) -> bool:
    """Whether no stranger can have that name point to this server for a browser elsewhere."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return "." not in name or name.endswith(LOCAL_ENDS)
    return True


@dataclass(frozen=True)
class Site:
    """The server's addresses by its settings: see `game.config.Config`."""

    public_url: str
    trusted_hosts: tuple[str, ...] = ()

    @cached_property
    def secure(self) -> bool:
        """Whether people reach it by https."""
        return urlsplit(self.public_url).scheme == "https"

    @cached_property
    def prefix(self) -> str:
        """The path below which it is served: ``/talks``, or nothing."""
        return clean_prefix(urlsplit(self.public_url).path)

    @cached_property
    def origin(self) -> Origin | None:
        """The origin of the public address."""
        return origin_of(self.public_url)

    @cached_property
    def netloc(self) -> str:
        """Name and port of the public address, as they stand in it."""
        return urlsplit(self.public_url).netloc.rpartition("@")[2]

    @cached_property
    def _named(self) -> frozenset[str]:
        """The names under which whoever runs the server says that it is known."""
        named = {name.lower().rstrip(".") for name in self.trusted_hosts}
        return frozenset(named | ({self.origin[1]} if self.origin else set()))

    def answers_to(self, host: str) -> bool:
        """Whether the server may answer a request with that Host header.

        A browser that shows another site's page can be made to believe that the site's name is
        this server's address (DNS rebinding): such names are refused.
        """
        name = host_name(host)
        return name is not None and (_is_local(name) or name.strip("[]") in self._named)

    def is_own(self, origin: str, environ: Mapping[str, Any]) -> bool:
        """Whether a page with that origin is a page of the server that gets the request.

        Where a proxy ends the encryption without saying so, the request looks like plain http: its
        pages' https is believed if the browser itself says that it is the same origin.
        """
        found = origin_of(origin)
        if found is None:
            return False
        scheme = environ.get("wsgi.url_scheme", "http")
        own = origin_of(f"{scheme}://{environ.get('HTTP_HOST', '')}")
        if found in (own, self.origin):
            return True
        same_name = own is not None and (found[0], own[0], found[1]) == ("https", "http", own[1])
        return same_name and environ.get("HTTP_SEC_FETCH_SITE") == "same-origin"


def clean_prefix(path: str) -> str:
    """The path as a prefix of others; empty for one that is no plain path."""
    path = path.rstrip("/")
    return path if _PREFIX.fullmatch(path) else ""
