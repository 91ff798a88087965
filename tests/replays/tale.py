"""A game of the real scenario that is told like a story: what is said, tabled, voted, answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from game.engine.choices import Ballot
from game.engine.due import next_due
from game.engine.phases import PhaseName
from game.scenario.loader import load_packaged
from game.scenario.model import ConsensusRule, DelegationId, Ending, InjectId, IssueId, OptionId
from tests.builders import Game, SeededDraws

SCENARIO = "six_party_talks"

#: Leaves a question of a card unanswered.
SILENCE = ""

Answers = Mapping[InjectId, Mapping[DelegationId, str]]


class Tale(Game):
    """A table whose people take their time (``beat`` seconds for each act) and whose clock runs.

    ``script`` says what they answer to a card; to others they answer what its default is.
    """

    def __init__(
        self, preset: str, consensus: ConsensusRule, seed: int, beat: float, script: Answers
    ) -> None:
        scenario = load_packaged(SCENARIO)
        super().__init__(
            scenario.structure, preset, consensus, SeededDraws(seed), scenario_hash=scenario.hash
        )
        self.beat = beat
        self.script = script

    def let(self, beats: float = 1) -> None:
        """Let time pass; whatever falls due does, and whoever is asked about a card answers."""
        until = self.now + beats * self.beat
        while (due := next_due(self.state)) is not None and due[0] <= until:
            self.expire_next()
            self.respond()
        self.now = max(self.now, until)
        self.respond()

    def respond(self) -> None:
        """Everybody answers the cards that have fallen, unless the script wants silence."""
        for crisis in self.state.open_crises():
            for decision in self.structure.inject(crisis.inject).decisions:
                script = self.script.get(crisis.inject, {})
                answer = script.get(decision.delegation, decision.default)
                if answer != SILENCE and decision.delegation not in crisis.answers:
                    self.head(decision.delegation).answers(crisis.inject, answer)

    def until(self, phase: PhaseName, round_: int = 0) -> None:
        """Let time pass until that phase opens."""
        while (self.state.name, self.state.round) != (phase, round_):
            self.expire_next()
            self.respond()

    def all_ready(self) -> None:
        """Nobody in the room needs more time: the phase ends early."""
        step = self.state.phase.step
        for delegation in self.state.setup.delegations:
            if self.state.phase.step == step and delegation in self.state.present:
                self.let()
                self.head(delegation).is_ready()

    def opening(self, **statements: str) -> None:
        """Each in turn takes the floor, says what is written for it, and yields."""
        while (floor := self.state.floor) is not None:
            seat = self.head(floor.delegation)
            if floor.delegation in statements:
                seat.says(statements[floor.delegation])
            self.let(0.5)
            if self.state.floor == floor:
                seat.yields_the_floor()

    def talk(self, *lines: tuple[DelegationId, str]) -> str:
        """The first speaker invites the others; they say these lines and part. The channel's id."""
        channel = self.meet(*dict.fromkeys(delegation for delegation, _ in lines))
        for delegation, text in lines:
            self.let()
            self.head(delegation).writes(channel, text)
        self.head(lines[0][0]).leaves(channel)
        return channel

    def roll_call(
        self,
        by: DelegationId,
        package: Mapping[IssueId, OptionId],
        note: str = "",
        counters: str | None = None,
        **ballots: Ballot,
    ) -> str:
        """Table a package on which all in the room vote: yes unless said otherwise. Its id."""
        proposal = self.head(by).tables(package, note, counters)
        for delegation in self.state.setup.delegations:
            if delegation != by and delegation in self.state.present:
                self.let(0.5)
                self.head(delegation).votes(proposal, ballots.get(delegation, "accept"))
        return proposal

    def ask_capital(self, delegation: DelegationId, red_line: str, text: str) -> bool:
        """Cable home and wait for the answer. Whether leave was given."""
        cable = self.head(delegation).asks_capital(red_line, text)
        while self.state.cables[cable].status == "open":
            self.let()
        return self.state.cables[cable].status == "granted"


@dataclass(frozen=True)
class Story:
    """A story, how it must end, and what else must come to pass in it.

    Which cards fall and which breaches are seen is a matter of the seed; the first that lets the
    story happen is taken. ``beat`` is seconds.
    """

    name: str
    ending: Ending
    preset: str
    play: Callable[[Tale], None]
    shows: Callable[[Tale], bool] = lambda tale: True
    consensus: ConsensusRule = "unanimity"
    beat: float = 12
    script: Answers = field(default_factory=dict)

    def told(self, seed: int) -> Tale:
        """The story played with that seed."""
        tale = Tale(self.preset, self.consensus, seed, self.beat, self.script)
        self.play(tale)
        return tale
