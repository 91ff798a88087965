"""What a server says when it has opened: the students' addresses, and what is in their way."""

import shutil
import sys

import click

from game.cli.streams import can_show
from game.messages import words
from game.service.addresses import JoinAddresses

#: What a QR code is drawn with.
_BLOCKS = "█▀▄"
#: Modules of white around a QR code on a terminal, which has space enough of its own.
_BORDER = 2


def announce(addresses: JoinAddresses) -> None:
    """Print where students find the server, with a QR code where a phone can."""
    for line in address_lines(addresses):
        click.echo(line)
    if addresses.reachable:
        show_qr(addresses.url)


def address_lines(addresses: JoinAddresses) -> list[str]:
    """The students' addresses, each with its network's name, and why none may serve."""
    said, kinds = words("serve"), words("address_kinds")
    trouble = words("join_troubles").get(addresses.trouble, "")
    head = said["students"]
    blank = " " * len(head)
    if not addresses.choices:
        shown = [] if addresses.trouble == "offline" else [f"{head}{addresses.url}"]
        first = blank if shown else head
        return [*shown, *([f"{first}{trouble}"] if trouble else [])]
    chosen = sorted(addresses.choices, key=lambda choice: not choice.chosen)
    width = max(len(choice.url) for choice in chosen)
    lines = []
    for choice in chosen:
        kind = kinds.get(choice.address.kind, "")
        network = f"{choice.address.interface}: {kind}" if kind else choice.address.interface
        lines.append(f"{blank}{choice.url:{width}}  ({network})")
    lines[0] = head + lines[0].removeprefix(blank)
    if trouble:
        lines.append(f"{blank}{trouble}")
    elif len(chosen) > 1:
        lines.append(f"{blank}{said['choose']}")
    return lines


def show_qr(url: str) -> None:
    """Draw the address as a QR code where somebody looks at a terminal that can show it."""
    import segno

    code = segno.make(url, micro=False)
    wide, _ = code.symbol_size(border=_BORDER)
    if sys.stdout is None or not sys.stdout.isatty() or not can_show(_BLOCKS, sys.stdout):
        return
    if wide <= shutil.get_terminal_size().columns:
        code.terminal(border=_BORDER, compact=True)
