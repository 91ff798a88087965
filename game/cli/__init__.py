"""The ``sixparty`` command, a module a group of its commands.

Nothing of the house is imported at the top of any of them: serving patches the standard library
for gevent, and that has to come before every import of what it patches.
"""

from game.cli import accounts, keeping, packs, records, retention, serving, simulating
from game.cli.root import main

__all__ = [
    "accounts",
    "keeping",
    "main",
    "packs",
    "records",
    "retention",
    "serving",
    "simulating",
]
