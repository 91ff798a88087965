"""``python -m game`` is the ``sixparty`` command."""

from game.cli import main

main()
