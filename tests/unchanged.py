"""Shows that a change of the code changes no game: what was decided, and what each seat saw.

``python -m tests.unchanged record FOLDER`` before the change, then after it
``python -m tests.unchanged compare FOLDER``, which fails where anything differs. A game of
machines is played anew and its log compared event by event; then the stored log is played back, and
at every tenth event and the last one every field of every viewer's view is compared. The recorded
games of ``tests/replays`` are compared likewise.

``python -m tests.unchanged keep`` stores what everybody sees of the recorded games, a digest for
each viewer, for a test that compares it.
"""

import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from game.engine.acts import EVENTS
from game.engine.acts.table import TableOpened, open_table
from game.engine.apply import apply
from game.engine.event import Event
from game.engine.state import TableState, channel_id
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, Viewer, of, seen_by
from game.records.digest import digest
from game.records.format import read
from game.scenario.loader import load_packaged
from game.scenario.model import ConsensusRule, Level
from game.simulation.table import Setting, play
from tests.replays.record import HERE

#: What everybody sees of the recorded games.
SEEN_FILE = HERE / "seen.json"

#: At how many events' distance what is seen is compared.
EVERY = 10
LEVELS: tuple[Level, ...] = ("cooperative", "realistic", "hard")
CONSENSUS: tuple[ConsensusRule, ...] = ("unanimity", "minus_one")

SEEN_AS_IT_IS = (
    "seq",
    "phase",
    "paused_at",
    "pause_planned",
    "floor",
    "ready",
    "indicators",
    "course",
    "statements",
    "notes",
    "meetings",
    "talks",
    "acted",
    "text",
    "decided",
    "decisions",
    "decisions_opened",
    "decisions_opened_at",
    "ending",
    "signatories",
    "priorities",
    "standing",
    "standing_course",
    "crossed",
    "schedule",
    "follow_ups",
    "moves",
    "away",
    "mandates",
    "chosen",
    "weights_course",
    "concluded",
    "held",
    "dispatches",
    "hands",
    "opened",
    "server_away_until",
    "bell",
)
SEEN_IN_ROWS = ("channels", "cables", "offers", "duties")

#: Of each viewer ("us", "*public"), by field, the digest of what is seen.
Seen = dict[str, dict[str, str]]


def settings(games: int) -> Iterator[tuple[str, Setting]]:
    """A name (which is the seed too) and a setting for each game, on every preset."""
    for preset in load_packaged("six_party_talks").structure.presets:
        for number in range(games):
            level, consensus = LEVELS[number % 3], CONSENSUS[number // 3 % 2]
            yield f"{preset.id}-{number}", Setting(preset.id, consensus=consensus, level=level)


def log_of(name: str, setting: Setting) -> list[str]:
    """The game's events as lines of JSON."""
    events = play(load_packaged("six_party_talks"), setting, name).log
    return [event.model_dump_json() for event in events]


def states(events: Sequence[Event]) -> Iterator[tuple[int, TableState]]:
    """The states after every tenth event and the last, with the number of events before each."""
    opened, *others = events
    assert isinstance(opened, TableOpened)
    state = open_table(opened)
    for number, event in enumerate(others, start=2):
        state = apply(state, event)
        if number % EVERY == 0 or number == len(events):
            yield number, state


def facts(state: TableState, viewer: Viewer) -> Mapping[str, object]:
    """What the viewer sees, by the names that stay when the code changes."""
    seen = seen_by(state, viewer)
    return {
        **{name: getattr(seen, name) for name in SEEN_AS_IT_IS},
        "setup": setup_of(seen),
        **{name: tuple(getattr(seen, name).values()) for name in SEEN_IN_ROWS},
        # Between two events of one command a talk that has been left may still be going on.
        "meeting_now": tuple(
            members
            for members in seen.meeting_now
            if state.channels[channel_id(frozenset(members))].status == "open"
        ),
        "proposals": tuple(vars(proposal) for proposal in seen.proposals.values()),
        "crises": tuple(
            {**_without(vars(crisis), "known_to"), "private": crisis.private}
            for crisis in seen.crises.values()
        ),
    }


def setup_of(state: TableState) -> Mapping[str, object]:
    """What was settled when the table was laid, house rules and all."""
    settled = {**_without(vars(state.setup), "rules"), **dict(state.setup.rules)}
    left_out = settled.pop("left_out")
    return {**settled, "left_out": left_out} if left_out else settled


def _without(fields: Mapping[str, object], name: str) -> dict[str, object]:
    return {field: value for field, value in fields.items() if field != name}


def seen(state: TableState) -> Seen:
    """The digests of what everybody sees."""
    viewers = (*map(of, state.setup.delegations), PUBLIC_VIEW, INSTRUCTOR_VIEW)
    return {
        viewer.listener: {name: digest(value)[:12] for name, value in facts(state, viewer).items()}
        for viewer in viewers
    }


def sights(log: Iterable[str]) -> list[tuple[int, Seen]]:
    """What everybody saw at every tenth event of a log and at the last."""
    events = [EVENTS.validate_json(line) for line in log]
    return [(number, seen(state)) for number, state in states(events)]


def kept() -> dict[str, dict[str, dict[str, str]]]:
    """By recorded game, number of events and viewer the digest of what is seen then."""
    return {
        name: {
            str(number): {
                viewer: digest(fields)[len("sha256:") :][:12] for viewer, fields in found.items()
            }
            for number, found in sights(log)
        }
        for name, log in replays()
    }


def replays() -> Iterator[tuple[str, list[str]]]:
    """The recorded games' names and logs."""
    for file in sorted(HERE.glob("*.jsonl")):
        yield file.stem, [event.model_dump_json() for event in read(file.read_bytes()).events]


@click.group()
def main() -> None:
    """Show that a change of the code changes no game."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--games", default=8, show_default=True, help="How many on each preset.")
def record(folder: Path, games: int) -> None:
    """Store games and what is seen in them."""
    folder.mkdir(parents=True, exist_ok=True)
    played = ((name, log_of(name, setting)) for name, setting in settings(games))
    for kind, found in (("game", played), ("replay", replays())):
        for name, log in found:
            stored = json.dumps({"log": log, "sights": sights(log)})
            (folder / f"{kind}.{name}.json.gz").write_bytes(gzip.compress(stored.encode()))
            click.echo(f"{name}: {len(log)} events")


@main.command()
def keep() -> None:
    """Store what everybody sees of the recorded games."""
    SEEN_FILE.write_text(json.dumps(kept(), indent=1, sort_keys=True) + "\n", encoding="utf-8")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
def compare(folder: Path) -> None:
    """Say where the stored games differ from what the code does now."""
    files = sorted(folder.glob("*.json.gz"))
    played = sum(file.name.startswith("game.") for file in files)
    anew = dict(settings(played // 5))
    faults = 0
    for file in files:
        kind, name = file.name.removesuffix(".json.gz").split(".", 1)
        stored = json.loads(gzip.decompress(file.read_bytes()))
        found = list(differences(stored["sights"], sights(stored["log"])))
        if kind == "game" and not alike(log_of(name, anew[name]), stored["log"]):
            found.append("played anew it goes otherwise")
        faults += len(found)
        click.echo(f"{name}: {'; '.join(found[:5]) or 'the same'}")
    click.echo(f"{len(files)} games, {faults} differences")
    sys.exit(faults > 0)


def alike(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether both logs tell the same, whatever the order of an event's fields."""
    return [json.loads(line) for line in one] == [json.loads(line) for line in other]


def differences(before: Iterable[list[object]], after: Iterable[tuple[int, Seen]]) -> Iterator[str]:
    """Where what is seen differs, in words."""
    for (number, old), (_, new) in zip(before, after, strict=True):
        assert isinstance(old, dict)
        for listener, fields in old.items():
            now = new[listener]
            names = [
                name for name in fields.keys() | now.keys() if fields.get(name) != now.get(name)
            ]
            if names:
                yield f"event {number}, {listener}: {', '.join(sorted(names))}"


if __name__ == "__main__":
    main()
