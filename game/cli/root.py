"""The ``sixparty`` command, which the modules beside this one add to."""

import click


@click.group()
def main() -> None:
    """Six Party Talks: a negotiation game for the classroom."""
