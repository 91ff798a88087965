"""How much the computer talks, and how often it repeats itself.

    python -m tests.bench.bench_talk                          # 20 games of one 50-minute class
    python -m tests.bench.bench_talk --games 5 --preset demo
    python -m tests.bench.bench_talk --lines 30 --seed 7      # and 30 lines, chosen by chance

Games of six computers without a server. What is counted is what is said to others: to all, in
private talks, with offers there and with proposals. The same seed gives the same figures.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator

import click

from game.bots.voice import sentences
from game.engine.acts.accords import AccordOffered
from game.engine.acts.channels import MeetingOpened, MessageSent
from game.engine.acts.plenary import PlenarySpoken
from game.engine.acts.proposals import ProposalTabled
from game.engine.acts.trades import TradeAnswered, TradeOffered
from game.scenario.loader import load_packaged
from game.scenario.texts import Texts
from game.simulation.table import Game, Setting, play


def said(game: Game) -> Iterator[tuple[str, str]]:
    """What was said to others in a game, with who said it: talk, offers, notes to proposals."""
    for event in game.log:
        match event:
            case PlenarySpoken() | MessageSent():
                yield event.delegation, event.text
            case TradeOffered() | TradeAnswered() | ProposalTabled() | AccordOffered():
                if event.note:
                    yield event.delegation, event.note


def main() -> None:
    """Play the games and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--games", type=int, default=20)
    parser.add_argument("--preset", default="class50")
    parser.add_argument("--seed", default="talk")
    parser.add_argument("--lines", type=int, default=0)
    wanted = parser.parse_args()
    scenario = load_packaged("six_party_talks")
    names = (f"{wanted.seed}-{number}" for number in range(wanted.games))
    games = [play(scenario, Setting(wanted.preset), name) for name in names]
    _print_figures(games)
    lines = [line for game in games for line in said(game)]
    chosen = random.Random(wanted.seed).sample(lines, min(wanted.lines, len(lines)))
    for delegation, text in chosen:
        click.echo(f"{_name(scenario.text('en'), delegation)}: {text}")


def _name(texts: Texts, delegation: str) -> str:
    return texts.delegations[delegation].short


def _print_figures(games: list[Game]) -> None:
    kinds = Counter[str](event.kind for game in games for event in game.log)
    talk = ("plenary_spoken", "message_sent", "trade_offered", "trade_answered")
    spoken = [Counter(s for _, text in said(game) for s in sentences(text)) for game in games]
    every = sum(spoken, Counter[str]())
    repeated = sum(count - 1 for one in spoken for count in one.values())
    words = sum(len(text.split()) for game in games for _, text in said(game))
    meetings = Counter(
        len(event.members)
        for game in games
        for event in game.log
        if isinstance(event, MeetingOpened)
    )
    click.echo(f"{sum(kinds[kind] for kind in talk) / len(games):.0f} remarks and offers a game")
    click.echo(f"{words / len(games):.0f} words a game, notes to proposals among them")
    click.echo(f"{len(every)} different sentences among {every.total()} in {len(games)} games")
    click.echo(f"{repeated} sentences said twice in one game")
    click.echo(f"meetings by size: {dict(sorted(meetings.items()))}")


if __name__ == "__main__":
    main()
