"""Where a server listens: the address and port that were asked for, or the first that is free."""

import errno
import socket

from game.cli.failures import Failure
from game.cli.running import end_at_signals

#: The port where none is asked for, and how many after it are tried.
USUAL_PORT, TRIED = 8_000, 20


def listen(host: str | None, port: int | None) -> socket.socket:
    """A socket that listens there; ends the command where nothing can.

    Without a host on every address of this machine, without a port on the first free one.
    Patches the standard library for gevent first, which has to come before all else.
    """
    from gevent import monkey

    monkey.patch_all()
    end_at_signals()
    name = (host or "").strip().removeprefix("[").removesuffix("]")
    if port is not None:
        return _opened(name, port)
    for candidate in range(USUAL_PORT, USUAL_PORT + TRIED):
        try:
            return _opened(name, candidate)
        except _Taken:
            continue
    raise Failure(_words()["none_free"].format(port=USUAL_PORT, last=USUAL_PORT + TRIED - 1))


class _Taken(Failure):
    """The port is taken, or kept from this account: another may do."""


def _opened(host: str, port: int) -> socket.socket:
    from game.server import open_listener

    try:
        return open_listener(host, port)
    except (socket.gaierror, UnicodeError, ValueError):
        raise Failure(_words()["no_host"].format(host=host)) from None
    except OSError as error:
        name = errno.errorcode.get(error.errno or 0, "")
        kind = _Taken if name in ("EADDRINUSE", "EACCES") else Failure
        said = _words().get(name, _words()["other"])
        why = error.strerror or str(error)
        raise kind(said.format(host=host or "*", port=port, why=why)) from error


def _words() -> "dict[str, str]":
    from game.messages import words

    return dict(words("ports"))
