"""``python -m game`` is the ``sixparty`` command."""

import sys


def run() -> None:
    """The command; whoever breaks it off while it is still being loaded gets no traceback."""
    try:
        from game.cli import main

        main()
    except KeyboardInterrupt:
        sys.exit(1)


if __name__ == "__main__":
    run()
