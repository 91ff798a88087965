"""The private order of the issues that a delegation keeps for itself."""

from game.engine.changes import put, replace
from game.engine.command import DELEGATES, Command, act
from game.engine.event import Event, only, shown_in
from game.engine.phases import PLAYED
from game.engine.refusals import REPEATED_ISSUE, UNKNOWN_ISSUE, Refused
from game.engine.state import TableState
from game.engine.turn import Turn
from game.scenario.model import DelegationId, IssueId


@act(by=DELEGATES, phases=PLAYED, while_paused=True)
class SetPriorities(Command):
    """Keep a private order of the issues that matter most to us."""

    issues: tuple[IssueId, ...]

    def decide(self, turn: Turn) -> None:
        """Keep a private order of issues."""
        for issue in self.issues:
            if issue not in turn.state.setup.agenda:
                raise Refused(UNKNOWN_ISSUE)
        if len(set(self.issues)) != len(self.issues):
            raise Refused(REPEATED_ISSUE)
        turn.tell(PrioritiesSet(at=turn.now, delegation=turn.delegation, issues=self.issues))


class PrioritiesSet(Event):
    """A delegation ordered the issues for itself."""

    audience = only("delegation")
    group = "talk"
    panels = shown_in("status", "brief", "text", "compose")
    is_activity = True

    delegation: DelegationId
    issues: tuple[IssueId, ...]

    def apply(self, state: TableState) -> TableState:
        return replace(state, priorities=put(state.priorities, self.delegation, self.issues))
