"""How to join: the address with its QR code, others to choose from, and what may be in the way."""

from dataclasses import dataclass

from game.messages import words
from game.service.addresses import JoinAddresses

#: Troubles, and none, with which a device might open the address all the same.
_TO_TRY = ("", "virtual", "unassigned")


@dataclass(frozen=True)
class OtherAddress:
    """An address that the instructor may choose; ``kind`` in words, empty for a usual network."""

    ip: str
    url: str
    interface: str
    kind: str
    chosen: bool


@dataclass(frozen=True)
class Joining:
    """What a page says of how to join.

    ``address`` is empty where there is no network; ``trouble`` says why no other device can open
    it, or hardly any. ``unopened`` is a sentence for as long as no other device has opened a page.
    """

    address: str
    qr: bool
    trouble: str
    choices: tuple[OtherAddress, ...]
    unopened: str


def joining(addresses: JoinAddresses, language: str = "en") -> Joining:
    """How to join by the server's addresses as they are now."""
    troubles, kinds = words("join_troubles", language), words("address_kinds", language)
    trouble = addresses.trouble
    return Joining(
        address="" if trouble == "offline" else addresses.url,
        qr=addresses.reachable,
        trouble=troubles.get(trouble, ""),
        choices=tuple(
            OtherAddress(
                choice.address.ip,
                choice.url,
                choice.address.interface,
                kinds.get(choice.address.kind, ""),
                choice.chosen,
            )
            for choice in addresses.choices
        ),
        unopened=troubles["unopened"] if trouble in _TO_TRY and not addresses.opened else "",
    )
