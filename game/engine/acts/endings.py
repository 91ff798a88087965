"""How the negotiating ends, and the game."""

from game.engine.acts import accords, cables, channels, duties, effects, injects, proposals
from game.engine.acts.phases import PhaseOpened
from game.engine.changes import note, replace
from game.engine.command import INSTRUCTORS, Command, act
from game.engine.event import EVERYWHERE, Event, Story
from game.engine.phases import PLAYED, PhaseName
from game.engine.state import TableState
from game.engine.turn import Turn
from game.scenario.model import DelegationId, Ending


@act(by=INSTRUCTORS, phases=PLAYED, while_paused=True)
class EndTalks(Command):
    """End the game here and now."""

    def decide(self, turn: Turn) -> None:
        """With what was signed, if it was; what is not carried out stays undone."""
        ending = turn.state.concluded or unsigned(turn)
        end_game(turn, ending, turn.state.signatories, early=True)


def unsigned(turn: Turn) -> Ending:
    """How talks without a signed text end: in a walk-out, if somebody essential is not there."""
    gone = turn.state.away & frozenset(turn.structure.rules.essential)
    return "walk_out" if gone else "no_agreement"


def conclude(
    turn: Turn, ending: Ending, signatories: frozenset[DelegationId] = frozenset()
) -> None:
    """End the negotiating; the game ends with it unless something must be carried out."""
    _close_talks(turn)
    proposals.withdraw_all(turn)
    turn.tell(TalksConcluded(at=turn.now, ending=ending, signatories=tuple(sorted(signatories))))
    if not duties.arise(turn):
        end_game(turn, "breakdown" if effects.broken_down(turn) else ending, signatories)


def _close_talks(turn: Turn) -> None:
    """Settle what waits for an answer: crises, cables, offers of accords."""
    injects.lapse_schedule(turn)
    injects.settle_all(turn)
    cables.close_cables(turn)
    accords.lapse_offers(turn)


def end_game(
    turn: Turn,
    ending: Ending,
    signatories: frozenset[DelegationId] = frozenset(),
    *,
    early: bool = False,
) -> None:
    """End the game: settle what is open, record the ending, open the debrief."""
    _close_talks(turn)
    channels.close_channels(turn)
    proposals.withdraw_all(turn)
    signed = tuple(sorted(signatories))
    turn.tell(GameEnded(at=turn.now, ending=ending, signatories=signed, early=early))
    turn.tell(PhaseOpened(at=turn.now, phase=PhaseName.DEBRIEF, round=0, deadline=None))


class TalksConcluded(Event):
    """The negotiating is over; what was agreed, if anything, must now be carried out."""

    group = "run"
    panels = EVERYWHERE
    story = Story("run")

    ending: Ending
    signatories: tuple[DelegationId, ...]

    def apply(self, state: TableState) -> TableState:
        return replace(
            state,
            concluded=self.ending,
            signatories=frozenset(self.signatories),
            notes=note(state, self, self.ending),
        )


class GameEnded(Event):
    """The game is over; ``early`` where the instructor ended it before its time."""

    group = "run"
    panels = EVERYWHERE
    story = Story("run")

    ending: Ending
    signatories: tuple[DelegationId, ...]
    early: bool = False

    def apply(self, state: TableState) -> TableState:
        at_end = state.setup.rules.scores == "at_end"
        return replace(
            state,
            ending=self.ending,
            signatories=frozenset(self.signatories),
            # The instructor can end a game that stands still, or in the midst of a step.
            paused_at=None,
            pause_planned=False,
            server_away_until=None,
            chosen={},
            opened=state.opened | {"scores"} if at_end else state.opened,
            notes=note(state, self, self.ending),
        )
