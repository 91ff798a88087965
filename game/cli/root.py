"""The ``sixparty`` command, which the modules beside this one add to."""

import os
import sys
from collections.abc import Sequence
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from game.cli.failures import CLOSED_OUTPUT, code_and_sentence
from game.cli.streams import closed_for_good, show_what_can_be_shown

#: Set to anything, it lets faults of the program show where they were raised.
TRACEBACK = "SIXPARTY_TRACEBACK"


class Command(click.Group):
    """A group of commands that say in one sentence whatever keeps them from their work."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line and, unless it stands for a caller, end the process."""
        extra["windows_expand_args"] = windows_expand_args
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        show_what_can_be_shown()
        sys.exit(self._code(args, prog_name or self.name, complete_var, extra))

    def _code(
        self,
        args: Sequence[str] | None,
        name: str | None,
        complete_var: str | None,
        extra: dict[str, Any],
    ) -> int:
        """Carry it out; the exit code."""
        try:
            done = super().main(args, name, complete_var, standalone_mode=False, **extra)
            sys.stdout.flush()
        except NoArgsIsHelpError as nothing_asked:
            nothing_asked.show()
            return 2
        except BrokenPipeError:
            closed_for_good()
            return CLOSED_OUTPUT
        except SystemExit as end:
            if end.code == CLOSED_OUTPUT:
                # Click ends so where the output was closed, whatever the command was at.
                closed_for_good()
            raise
        except Exception as failure:
            if os.environ.get(TRACEBACK):
                raise
            code, said = code_and_sentence(failure)
            if said:
                click.echo(said, err=True)
            return code
        return done if isinstance(done, int) else 0


@click.group(name="sixparty", cls=Command)
def main() -> None:
    """Six Party Talks: a negotiation game for the classroom."""
