"""Opening the debrief to the table, chapter by chapter."""

from game.engine.changes import replace
from game.engine.choices import Chapter
from game.engine.command import INSTRUCTORS, Command, act
from game.engine.event import EVERYWHERE, Event
from game.engine.phases import DEBRIEF
from game.engine.state import TableState
from game.engine.turn import Turn


@act(by=INSTRUCTORS, phases=DEBRIEF, while_paused=True)
class OpenChapter(Command):
    """Open a chapter of the debrief to the table."""

    chapter: Chapter

    def decide(self, turn: Turn) -> None:
        """Open a chapter of the debrief; what is open stays open."""
        if self.chapter not in turn.state.opened:
            turn.tell(ChapterOpened(at=turn.now, chapter=self.chapter))


class ChapterOpened(Event):
    """The instructor opened a chapter of the debrief to the table."""

    group = "chair"
    panels = EVERYWHERE
    in_figures = False

    chapter: Chapter

    def apply(self, state: TableState) -> TableState:
        return replace(state, opened=state.opened | {self.chapter})
