"""Where templates, static files and the teaching pack are.

They stand inside an installed package, and beside it in a checkout.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder of that name (``templates``, ``static`` or ``docs/teaching``)."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
