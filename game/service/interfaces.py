"""This machine's network addresses, and by which of them a phone in the room may find it."""

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import psutil

#: ``network``: of a network that others may be in; ``virtual``: of a VPN, a virtual machine or a
#: mobile connection, where phones in the room are not; ``unassigned``: what a machine gives itself
#: where no router gave it any.
Kind: TypeAlias = Literal["network", "virtual", "unassigned"]

_KINDS: tuple[Kind, ...] = ("network", "virtual", "unassigned")
#: Interfaces of virtual machines and containers, VPNs and mobile connections, by the names that
#: Linux, macOS and Windows give them. A bridge of macOS (bridge100) is its shared connection.
_VIRTUAL = re.compile(
    r"""
      docker | podman | br-[0-9a-f]{12}$ | veth | vnet | virbr | lxc | lxd | cni | flannel | cali
    | vmnet | vboxnet | vmware | virtualbox | vethernet | hyper-v | wsl | npcap
    | u?tun | tap | wg | ppp | ipsec | tailscale | zt | zerotier | nord | openvpn | wireguard
    | proton | mullvad | windscribe | cisco | cscotun | forti | globalprotect | gpd | vpn
    | wwan | rmnet | pdp | cellular | mobile
    """,
    re.VERBOSE,
)
#: Addresses that are kept for documentation: asked which way packets to them would go, the system
#: names its own address on the default route. Nothing is sent.
_ANYWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


@dataclass(frozen=True)
class Interface:
    """A network interface that is up, and its addresses as the system writes them."""

    name: str
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class NetworkAddress:
    """An address of this machine, with the name of the interface that has it."""

    interface: str
    ip: str
    kind: Kind

    @property
    def version(self) -> int:
        """4 or 6."""
        return ipaddress.ip_address(self.ip).version


def read_interfaces() -> tuple[Interface, ...]:
    """The interfaces that are up; none where the system does not tell."""
    try:
        found, states = psutil.net_if_addrs(), psutil.net_if_stats()
    except (OSError, psutil.Error):
        return ()
    internet = (socket.AF_INET, socket.AF_INET6)
    return tuple(
        Interface(name, tuple(one.address for one in addresses if one.family in internet))
        for name, addresses in found.items()
        if name not in states or states[name].isup
    )


def default_addresses() -> frozenset[str]:
    """This machine's addresses on the default routes; none where there is no route."""
    found = set()
    for family, anywhere in _ANYWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((anywhere, 9))
                found.add(str(probe.getsockname()[0]))
        except OSError:
            continue
    return frozenset(found)


def network_addresses(
    interfaces: Iterable[Interface], default: frozenset[str] = frozenset()
) -> tuple[NetworkAddress, ...]:
    """The addresses by which another device may find this machine, the likeliest first.

    ``default`` are those on the default routes. Left out are the machine's addresses for itself,
    those of IPv6 that hold on one cable alone (no browser takes them), and all but one of IPv6 on
    an interface that has several.
    """
    found: list[NetworkAddress] = []
    for interface in interfaces:
        sixes = 0
        for text in interface.addresses:
            address = parse_address(text)
            if address is None or not _usable(address):
                continue
            if address.version == 6:
                sixes += 1
                if sixes > 1:
                    continue
            kind = _kind(interface.name, address)
            found.append(NetworkAddress(interface.name, str(address), kind))

    def order(one: NetworkAddress) -> tuple[object, ...]:
        beyond = not ipaddress.ip_address(one.ip).is_private
        return (
            _KINDS.index(one.kind),
            one.version,
            one.ip not in default,
            beyond,
            one.interface,
            one.ip,
        )

    return tuple(sorted(dict.fromkeys(found), key=order))


def is_for_itself(host: str) -> bool:
    """Whether a machine means itself by that name or address."""
    name = host.strip("[]").lower().rstrip(".")
    address = parse_address(name)
    if address is None:
        return name == "localhost" or name.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def parse_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address without its zone, of IPv4 as such; None for what is none."""
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def _usable(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if address.is_loopback or address.is_unspecified or address.is_multicast:
        return False
    return address.version == 4 or not address.is_link_local


def _kind(interface: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Kind:
    if address.is_link_local:
        return "unassigned"
    return "virtual" if _VIRTUAL.match(interface.lower()) else "network"
