"""Which addresses of a machine a phone in the room may reach, and what is said where none is."""

import pytest

from game.service.addresses import JoinAddresses, Trouble
from game.service.interfaces import (
    Interface,
    default_addresses,
    is_for_itself,
    network_addresses,
    read_interfaces,
)
from game.service.problems import Problem
from game.web.present.joining import joining

EVERY = "0.0.0.0"  # noqa: S104 - nothing listens there
LO = Interface("lo", ("127.0.0.1", "::1"))
WIFI = Interface("wlan0", ("192.168.1.20", "fe80::1%wlan0"))
CABLE = Interface("eth0", ("10.1.2.3",))
SIX = Interface("en0", ("fe80::2%en0", "2001:db8:1::5", "2001:db8:1::77"))

#: Interfaces as systems name them, and the addresses that are offered in that order.
MACHINES: dict[str, tuple[tuple[Interface, ...], frozenset[str], list[str]]] = {
    "nothing but itself": ((LO,), frozenset(), []),
    "no interface at all": ((), frozenset(), []),
    "one network": ((LO, WIFI), frozenset({"192.168.1.20"}), ["192.168.1.20"]),
    "its own hotspot, without a route": (
        (LO, Interface("wlan0", ("10.42.0.1",))),
        frozenset(),
        ["10.42.0.1"],
    ),
    "two cards: the one with the route comes first": (
        (LO, CABLE, WIFI),
        frozenset({"192.168.1.20"}),
        ["192.168.1.20", "10.1.2.3"],
    ),
    "a full-tunnel VPN has the route": (
        (LO, Interface("tun0", ("10.8.0.2",)), WIFI),
        frozenset({"10.8.0.2"}),
        ["192.168.1.20", "10.8.0.2"],
    ),
    "containers and virtual machines come last": (
        (
            LO,
            Interface("docker0", ("172.17.0.1",)),
            Interface("br-0123456789ab", ("172.18.0.1",)),
            Interface("virbr0", ("192.168.122.1",)),
            WIFI,
        ),
        frozenset(),
        ["192.168.1.20", "172.18.0.1", "172.17.0.1", "192.168.122.1"],
    ),
    "Windows with WSL and VirtualBox": (
        (
            Interface("Loopback Pseudo-Interface 1", ("127.0.0.1", "::1")),
            Interface("vEthernet (WSL)", ("172.28.0.1",)),
            Interface("VirtualBox Host-Only Network", ("192.168.56.1",)),
            Interface("Wi-Fi", ("192.168.0.7", "fe80::9")),
        ),
        frozenset({"192.168.0.7"}),
        ["192.168.0.7", "192.168.56.1", "172.28.0.1"],
    ),
    "macOS that shares its connection": (
        (
            Interface("lo0", ("127.0.0.1", "::1", "fe80::1%lo0")),
            Interface("utun3", ("100.64.0.9", "fe80::3%utun3")),
            Interface("bridge100", ("192.168.2.1",)),
        ),
        frozenset({"100.64.0.9"}),
        ["192.168.2.1", "100.64.0.9"],
    ),
    "a router's bridge is a network": (
        (Interface("br0", ("10.0.0.1",)),),
        frozenset(),
        ["10.0.0.1"],
    ),
    "IPv6 alone, of which one is enough": ((LO, SIX), frozenset(), ["2001:db8:1::5"]),
    "IPv6 comes after IPv4": ((SIX, WIFI), frozenset(), ["192.168.1.20", "2001:db8:1::5"]),
    "given by no router comes last": (
        (Interface("eth0", ("169.254.7.7",)), Interface("tun0", ("10.8.0.2",))),
        frozenset(),
        ["10.8.0.2", "169.254.7.7"],
    ),
    "what is no address": (
        (Interface("x", ("", "host", EVERY, "224.0.0.1", "::")),),
        frozenset(),
        [],
    ),
}


@pytest.mark.parametrize("name", MACHINES)
def test_the_likeliest_address_comes_first_and_its_own_never(name: str) -> None:
    interfaces, default, expected = MACHINES[name]
    assert [found.ip for found in network_addresses(interfaces, default)] == expected


def test_this_machine_tells_its_interfaces() -> None:
    found = read_interfaces()
    assert all(one.name for one in found)
    offered = network_addresses(found, default_addresses())
    assert not any(is_for_itself(one.ip) for one in offered)


@pytest.mark.parametrize(
    ("host", "itself"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("LOCALHOST.", True),
        ("a.localhost", True),
        ("[::1]", True),
        ("::ffff:127.0.0.1", True),
        (EVERY, True),
        ("192.168.1.20", False),
        ("talks.example.edu", False),
        ("", False),
    ],
)
def test_names_by_which_a_machine_means_itself(host: str, itself: bool) -> None:
    assert is_for_itself(host) == itself


class Machine:
    """A machine whose networks come and go."""

    def __init__(self, *interfaces: Interface) -> None:
        self.interfaces = interfaces
        self.default: frozenset[str] = frozenset()

    def serve(self, host: str = "::", fixed: str = "") -> JoinAddresses:
        return JoinAddresses(
            fixed,
            own="http://127.0.0.1:8000",
            host=host,
            port=8000,
            interfaces=lambda: self.interfaces,
            default=lambda: self.default,
        )


#: What stands on the door card: the address, whether there is a QR code, and why not.
CASES: dict[str, tuple[Machine, str, str, str, bool, Trouble]] = {
    "a network": (Machine(LO, WIFI), "::", "", "http://192.168.1.20:8000", True, ""),
    "no network": (Machine(LO), "::", "", "", False, "offline"),
    "no router": (
        Machine(LO, Interface("eth0", ("169.254.7.7",))),
        EVERY,
        "",
        "http://169.254.7.7:8000",
        False,
        "unassigned",
    ),
    "a VPN alone": (
        Machine(LO, Interface("tun0", ("10.8.0.2",))),
        "::",
        "",
        "http://10.8.0.2:8000",
        True,
        "virtual",
    ),
    "IPv6 alone": (Machine(LO, SIX), "::", "", "http://[2001:db8:1::5]:8000", True, ""),
    "IPv6 alone, where it listens to IPv4": (
        Machine(LO, SIX),
        EVERY,
        "",
        "",
        False,
        "offline",
    ),
    "for its own machine": (
        Machine(LO, WIFI),
        "127.0.0.1",
        "",
        "http://127.0.0.1:8000",
        False,
        "own_machine",
    ),
    "for its own machine, by IPv6": (
        Machine(LO, WIFI),
        "::1",
        "",
        "http://127.0.0.1:8000",
        False,
        "own_machine",
    ),
    "on one of two": (Machine(CABLE, WIFI), "10.1.2.3", "", "http://10.1.2.3:8000", True, ""),
    "set": (
        Machine(LO),
        "127.0.0.1",
        "https://talks.example.edu/t/",
        "https://talks.example.edu/t",
        True,
        "",
    ),
    "set to itself": (
        Machine(LO, WIFI),
        "::",
        "http://localhost:8000",
        "http://localhost:8000",
        False,
        "set_to_itself",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_qr_code_is_drawn_for_what_a_phone_can_reach_and_all_else_said_in_words(
    name: str,
) -> None:
    machine, host, fixed, address, qr, trouble = CASES[name]
    addresses = machine.serve(host, fixed)
    shown = joining(addresses)
    assert (shown.address, shown.qr, addresses.trouble) == (address, qr, trouble)
    assert bool(shown.trouble) == bool(trouble)


def test_a_network_that_is_joined_after_the_start_is_found() -> None:
    machine = Machine(LO)
    addresses = machine.serve()
    assert (addresses.trouble, addresses.look()) == ("offline", False)
    machine.interfaces = (LO, WIFI)
    assert addresses.look()
    assert addresses.url == "http://192.168.1.20:8000"
    assert not addresses.look()


def test_the_chosen_network_stays_chosen_under_another_address_and_while_it_is_gone() -> None:
    machine = Machine(CABLE, WIFI)
    addresses = machine.serve()
    addresses.choose("192.168.1.20")
    assert addresses.url == "http://192.168.1.20:8000"
    machine.interfaces = (CABLE, Interface("wlan0", ("192.168.7.7",)))
    addresses.look()
    assert addresses.url == "http://192.168.7.7:8000"
    machine.interfaces = (CABLE,)
    addresses.look()
    assert addresses.url == "http://10.1.2.3:8000"
    machine.interfaces = (CABLE, WIFI)
    addresses.look()
    assert [choice.chosen for choice in addresses.choices] == [False, True]


@pytest.mark.parametrize("ip", ["", "192.168.1.21", "127.0.0.1", "evil.example"])
def test_no_address_can_be_chosen_that_the_machine_has_not(ip: str) -> None:
    addresses = Machine(LO, WIFI).serve()
    with pytest.raises(Problem) as refused:
        addresses.choose(ip)
    assert refused.value.code == "unknown_address"


@pytest.mark.parametrize(
    ("environ", "elsewhere"),
    [
        ({"REMOTE_ADDR": "192.168.1.33"}, True),
        ({"REMOTE_ADDR": "2001:db8:1::99"}, True),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.1"}, True),
        ({"REMOTE_ADDR": "127.0.0.1"}, False),
        ({"REMOTE_ADDR": "::1"}, False),
        ({"REMOTE_ADDR": "::ffff:127.0.0.1"}, False),
        ({"REMOTE_ADDR": "192.168.1.20"}, False),
        ({"REMOTE_ADDR": "::ffff:192.168.1.20"}, False),
        ({"REMOTE_ADDR": "fe80::1%wlan0"}, False),
        ({"REMOTE_ADDR": ""}, False),
        ({}, False),
    ],
)
def test_another_device_is_told_from_the_servers_own(
    environ: dict[str, object], elsewhere: bool
) -> None:
    addresses = Machine(LO, WIFI).serve()
    assert joining(addresses).unopened
    addresses.saw(environ)
    assert addresses.opened == elsewhere
    assert addresses.look() == elsewhere
    assert bool(joining(addresses).unopened) != elsewhere
