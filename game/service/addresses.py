"""The address that students type: as it was set, or found from this machine's networks.

What was found is looked up again while the server runs: laptops join networks, and change them,
after the server was started.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from game.service.interfaces import (
    Interface,
    NetworkAddress,
    default_addresses,
    is_for_itself,
    network_addresses,
    parse_address,
    read_interfaces,
)
from game.service.problems import Problem

#: Why no other device can open the address: the server listens to its own machine alone; the
#: address that was set means whoever types it; there is no network; no router gave an address;
#: every network is a virtual one. The last may be wrong, and leaves the address to be tried.
Trouble: TypeAlias = Literal["", "own_machine", "set_to_itself", "offline", "unassigned", "virtual"]

#: Headers by which a proxy tells that a request came from elsewhere.
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - it names them, and listens nowhere


@dataclass(frozen=True)
class Choice:
    """An address that the instructor may choose for the students."""

    address: NetworkAddress
    url: str
    chosen: bool


class JoinAddresses:
    """Where students find this server.

    ``fixed`` is the address that was set, empty where it is to be found; then ``host`` and ``port``
    are where the server listens. ``own`` is its address for its own machine.
    """

    def __init__(
        self,
        fixed: str,
        *,
        own: str = "",
        host: str = "",
        port: int = 0,
        interfaces: Callable[[], tuple[Interface, ...]] = read_interfaces,
        default: Callable[[], frozenset[str]] = default_addresses,
    ) -> None:
        self._fixed = fixed.rstrip("/")
        self._own = own
        self._host = host.strip("[]")
        self._port = port
        self._interfaces = interfaces
        self._default = default
        self._finds = not self._fixed and bool(port)
        self._found: tuple[NetworkAddress, ...] = ()
        self._here: frozenset[IPv4Address | IPv6Address | None] = frozenset()
        #: The interface and the version of IP that the instructor chose.
        self._chosen: tuple[str, int] | None = None
        self._opened = False
        self._told: tuple[object, ...] = ()
        self.look()

    @property
    def found(self) -> bool:
        """Whether the address is found from this machine's networks, not set."""
        return self._finds

    @property
    def url(self) -> str:
        """The address that students type; this machine's for itself where there is no other."""
        if not self._finds:
            return self._fixed
        current = self._current()
        return self._own if current is None else self._url(current.ip)

    @property
    def trouble(self) -> Trouble:
        """Why other devices cannot open the address, or probably cannot; empty where they can."""
        if not self._finds:
            itself = bool(self._fixed) and is_for_itself(urlsplit(self._fixed).hostname or "")
            return "set_to_itself" if itself else ""
        if is_for_itself(self._host) and self._host not in _EVERYWHERE:
            return "own_machine"
        current = self._current()
        if current is None:
            return "offline"
        return "" if current.kind == "network" else current.kind

    @property
    def reachable(self) -> bool:
        """Whether a phone may reach the address, so that it is worth a QR code."""
        return self.trouble in ("", "virtual")

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The addresses to choose from, the likeliest first; none where it was set."""
        current = self._current()
        return tuple(Choice(one, self._url(one.ip), one == current) for one in self._found)

    @property
    def opened(self) -> bool:
        """Whether another device has opened any page since the server was started."""
        return self._opened

    def choose(self, ip: str) -> None:
        """Let students be sent to that address. ``Problem`` if this machine has it no longer."""
        wanted = next((one for one in self._found if one.ip == ip), None)
        if wanted is None:
            raise Problem("unknown_address")
        self._chosen = (wanted.interface, wanted.version)

    def look(self) -> bool:
        """Look the addresses up again; whether anything has changed since the last look."""
        if self._finds:
            interfaces = self._interfaces()
            self._here = frozenset(parse_address(ip) for one in interfaces for ip in one.addresses)
            found = network_addresses(interfaces, self._default())
            self._found = tuple(one for one in found if self._listens_on(one))
        told = (self.url, self.trouble, self._found, self._opened)
        changed, self._told = told != self._told, told
        return changed

    def saw(self, environ: Mapping[str, object]) -> None:
        """Note a request: whether it came from another device than the server's own."""
        if not self._opened and self._from_elsewhere(environ):
            self._opened = True

    def _from_elsewhere(self, environ: Mapping[str, object]) -> bool:
        if any(name in environ for name in _FORWARDED):
            return True
        sender = parse_address(str(environ.get("REMOTE_ADDR", "")))
        return sender is not None and not sender.is_loopback and sender not in self._here

    def _listens_on(self, address: NetworkAddress) -> bool:
        if self._host == "0.0.0.0":  # noqa: S104
            return address.version == 4
        return self._host in _EVERYWHERE or self._host == address.ip

    def _current(self) -> NetworkAddress | None:
        """What the instructor chose while the machine has it; else the likeliest."""
        chosen = (one for one in self._found if (one.interface, one.version) == self._chosen)
        return next(chosen, next(iter(self._found), None))

    def _url(self, ip: str) -> str:
        return f"http://[{ip}]:{self._port}" if ":" in ip else f"http://{ip}:{self._port}"
