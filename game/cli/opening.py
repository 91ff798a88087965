"""Opening a server: everything that can keep it from opening is found before it says its address.

In this order: the port, the file, whether another server has it, its schema (after a copy).
"""

import errno
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from game.cli.data import file_of
from game.cli.failures import told

if TYPE_CHECKING:
    from game.app import House
    from game.config import Config
    from game.store.database import Database


@dataclass(frozen=True)
class Opened:
    """A server that holds its port and its database.

    ``alive_at`` is when a server of that database was last alive, 0 if none ever was.
    """

    house: "House"
    listener: socket.socket
    alive_at: float


def open_server(
    config: "Config",
    listener: socket.socket,
    *,
    takeover: bool = False,
    say: Callable[[str], None] = click.echo,
) -> Opened:
    """Open the database of the settings and build the server on it; ends the command otherwise."""
    from game.app import build
    from game.store.database import Database

    path = file_of(config.database)
    with told(path):
        new = path is not None and not path.exists()
        if path is not None:
            _check_folder(path)
        database = Database(config.database)
        try:
            host, port = listener.getsockname()[:2]
            config = replace(
                config, own_address=own_address(listener), listens_on=(str(host), int(port))
            )
            alive_at = _prepare(database, config, takeover=takeover, say=say)
            house = build(config, database)
            house.tenancy.claim(takeover=takeover)
        except BaseException:
            database.close()
            raise
    if new:
        say("A new database, with nothing in it yet.")
    else:
        say(contents(house))
    return Opened(house, listener, alive_at)


def own_address(listener: socket.socket) -> str:
    """The address at which this machine reaches the listener."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - it says where it listens, and listens nowhere
        host = "127.0.0.1" if _takes_ipv4(listener) else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _takes_ipv4(listener: socket.socket) -> bool:
    if listener.family == socket.AF_INET:
        return True
    return not listener.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)


def contents(house: "House") -> str:
    """What is in the database, so that somebody who named the wrong file notices."""
    from game.messages import words

    found = house.hall.conferences.stored()
    said = words("contents")
    if not found.conferences:
        return said["empty"]
    when = house.hall.tables.clock() - found.last_at
    days = int(when // 86_400)
    ago = said["today"] if days < 1 else said["days"].format(days=days)
    return said["some"].format(conferences=found.conferences, ago=ago)


def _check_folder(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "Is a directory", str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "No such folder", str(path.parent))


def _prepare(
    database: "Database", config: "Config", *, takeover: bool, say: Callable[[str], None]
) -> float:
    """Make sure that the database may be used by this version; when it was last served."""
    import time

    from game.service.lease import Tenancy, last_alive
    from game.store.backup import dated_copy
    from game.store.schema_version import EMPTY, migrate
    from game.store.soundness import check_sound

    check_sound(database)
    if not takeover:
        Tenancy(database, config.own_address, time.time).check()
    copies: list[Path] = []

    def copy(found: str) -> None:
        if database.file is not None:
            copies.append(dated_copy(database, f"before-upgrade-of-{found}", time.time()))

    done = migrate(database, copy)
    if done.before not in (EMPTY, done.after):
        kept = f"; a copy of the former is {copies[0]}" if copies else ""
        say(f"The database was brought from version {done.before} to {done.after}{kept}.")
    if database.close_to_others():
        say("Other accounts of this machine could read the database file. Now they cannot.")
    return last_alive(database)
