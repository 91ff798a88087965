"""Records the games of this folder anew: ``python -m tests.replays.record``.

A story is played with one seed after the other until it ends as it must and shows what it must,
so that the same files come out every time, and new ones when the scenario's numbers change.
"""

from pathlib import Path

from game.engine.errors import Refused
from game.records.format import write
from game.records.outcome import record
from tests.replays import accords, breakdowns, failures
from tests.replays.tale import Story

HERE = Path(__file__).parent
STORIES: tuple[Story, ...] = (*accords.STORIES, *failures.STORIES, *breakdowns.STORIES)
#: How many seeds each story may try. No two stories share one, so that their fates differ.
TRIES = 200


def recording(story: Story) -> str:
    """The story as the text of a file. LookupError if no seed lets it happen."""
    why = ""
    first = TRIES * STORIES.index(story)
    for seed in range(first, first + TRIES):
        try:
            tale = story.told(seed)
        except (Refused, AssertionError) as error:
            why = f"{type(error).__name__}: {error}"
            continue
        if tale.state.ending == story.ending and story.shows(tale):
            return write(record(tale.log, tale.structure, "en"))
        why = f"ended in {tale.state.ending}"
    raise LookupError(f"{story.name}: no seed lets this story happen any more (last: {why})")


def main() -> None:
    """Write every story's file."""
    for story in STORIES:
        (HERE / f"{story.name}.jsonl").write_text(recording(story), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
