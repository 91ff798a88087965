"""The browser of whoever starts a server: whether there is one here, and opening it."""

import os
import sys
from collections.abc import Mapping

import click


def has_browser(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a browser can be shown to whoever started this process.

    Not in a login from another machine, and elsewhere than on Windows and macOS not without a
    display. ``BROWSER`` names one in any case.
    """
    if environment.get("BROWSER"):
        return True
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return False
    if platform in ("win32", "darwin", "cygwin"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def open_browser(address: str) -> None:
    """Show that address. That no browser opens is no fault: the address stands on the terminal."""
    try:
        click.launch(address)
    except (OSError, click.ClickException):
        return
