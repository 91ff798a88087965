"""A player who does what makes sense, at random and quickly: for games by the thousand."""

import random
from collections import Counter

from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts.accords import AnswerAccord, OfferAccord
from game.engine.acts.channels import AnswerInvitation, InviteToChannel
from game.engine.acts.debrief import OpenChapter
from game.engine.acts.endings import EndTalks
from game.engine.acts.hands import LowerHand, RaiseHand
from game.engine.acts.progress import DeclareReady
from game.engine.acts.proposals import CastBallot, TableProposal
from game.engine.acts.ratification import DecideRatification
from game.engine.acts.trades import AnswerTrade, OfferTrade
from game.engine.choices import Capitals
from game.engine.command import Command
from game.engine.phases import PhaseName
from game.engine.refusals import Refused
from game.engine.state import channel_id
from game.scenario.model import ConsensusRule, Structure
from tests.builders import Game, SeededDraws
from tests.properties.sensible import (
    DEEDS,
    TALK,
    Kind,
    answering,
    asking,
    bargaining,
    chairs,
    conducting,
    drafting,
    hurrying,
    meeting,
    moving,
    signing,
    trading,
    voting,
    yielding,
)

#: What is worth trying in a phase. Now and then somebody does anything else that makes sense.
IN_PHASE: dict[PhaseName, tuple[Kind, ...]] = {
    PhaseName.BRIEFING: (hurrying,),
    PhaseName.PLENARY: (yielding, moving, hurrying),
    PhaseName.CONSULTATIONS: (meeting, trading, moving, bargaining, bargaining, answering),
    PhaseName.DRAFTING: (drafting, voting, voting, asking, bargaining, answering),
    PhaseName.RATIFICATION: (signing, signing, moving, bargaining),
    PhaseName.IMPLEMENTATION: (conducting, conducting, meeting, hurrying),
}
#: Of what is done alike by many, the first choice is the one that brings the table further.
WILLING = (CastBallot, DecideRatification)
RULES: tuple[ConsensusRule, ...] = ("minus_one", "unanimity")
CAPITALS: tuple[Capitals, ...] = ("rule", "instructor")


class Stroll:
    """One game from the lobby to the debrief, with a count of the commands that passed."""

    def __init__(self, structure: Structure, seed: int) -> None:
        self.dice = random.Random(seed)
        self.passed = Counter[str]()
        preset = self.dice.choice(structure.presets).id
        rules, capitals = self.dice.choice(RULES), self.dice.choice(CAPITALS)
        self.game = Game(structure, preset, rules, SeededDraws(seed), capitals)
        #: How likely the clock says the next word: some tables are busy, others are slow.
        self.haste = self.dice.choice((0.2, 0.4))
        #: How likely a delegation accepts, signs, and does as others do.
        self.goodwill = self.dice.choice((0.4, 0.9, 0.98))

    def play(self) -> Game:
        """Play to the end."""
        self.game.instructor.starts()
        while not self.game.state.over:
            if self.game.state.paused:
                self.game.instructor.resumes()
            elif self.dice.random() < self.haste:
                self.game.expire_next()
            elif self.dice.random() < 0.08:
                self._chair()
            else:
                self._somebody()
        self._send(INSTRUCTOR, OpenChapter(chapter="moves"))
        return self.game

    def _chair(self) -> None:
        """The instructor does something of a kind drawn first, since some kinds have many forms."""
        if self.dice.random() < 0.01:
            self._send(INSTRUCTOR, EndTalks())
            return
        choices = list(chairs(self.game))
        kind = self.dice.choice(sorted({choice.kind for choice in choices}))
        self._choose(INSTRUCTOR, [choice for choice in choices if choice.kind == kind])

    def _somebody(self) -> None:
        delegation = self.dice.choice(self.game.state.setup.delegations)
        rare = self.dice.random() < 0.1
        kind = self.dice.choice((*DEEDS, *TALK) if rare else IN_PHASE[self.game.state.name])
        role = Role.ADVISER if kind in TALK else Role.HEAD
        command = self._choose(Actor(role, delegation), list(kind(self.game, delegation)))
        if command is not None:
            self._follow(delegation, command)

    def _choose(self, actor: Actor, choices: list[Command]) -> Command | None:
        """What was sent, if it passed."""
        if not choices:
            return None
        willing = isinstance(choices[0], WILLING) and self.dice.random() < self.goodwill
        command = choices[0] if willing else self.dice.choice(choices)
        return command if self._send(actor, command) else None

    def _follow(self, leader: str, command: Command) -> None:
        """Let the others do alike, or agree to what was put to them."""
        others, state = self.game.state.setup.delegations, self.game.state
        match command:
            case RaiseHand(raised=True):
                self._send(INSTRUCTOR, LowerHand(delegation=leader))
                return
            case CastBallot() | DecideRatification() | DeclareReady():
                reply: Command = command
            case TableProposal():
                reply = CastBallot(proposal=tuple(state.proposals)[-1], ballot="accept")
            case InviteToChannel(members=members):
                others = members
                reply = AnswerInvitation(channel=channel_id(frozenset(members)), accept=True)
            case OfferTrade(channel=channel):
                others = state.channels[channel].members
                trade = state.channels[channel].trades[-1].id
                reply = AnswerTrade(channel=channel, trade=trade, accept=True)
            case OfferAccord(accord=accord):
                others = self.game.structure.accord(accord).parties
                reply = AnswerAccord(offer=tuple(state.offers)[-1], accept=True)
            case _:
                return
        for delegation in others:
            if delegation != leader and self.dice.random() < self.goodwill:
                self._send(Actor(Role.HEAD, delegation), reply)

    def _send(self, actor: Actor, command: Command) -> bool:
        try:
            self.game.send(actor, command)
        except Refused:
            return False
        self.passed[command.kind] += 1
        return True
