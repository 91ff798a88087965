"""What a delegation of the machine looks at when it chooses, all of it made from its own view.

Nothing is remembered between two looks: whoever takes a seat over finds it as it was left. A mind
may go on with what it would find again, no more. It notes until when that is so: whatever asks for
the time is noted here, so that nobody need look before something can have changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from math import inf

from game.bots import aspiration
from game.bots.hearing import Ear
from game.bots.levels import MISREADING, character
from game.bots.opponents import Guesses, guess, ignorance, line, misread, pliancy
from game.bots.search import Aim, Found, Search
from game.bots.stakes import Stakes
from game.bots.valuation import Case, Choice, Valuation, valuation
from game.bots.voice import Speaker, Speech, sentences
from game.engine.draws import Draws
from game.engine.entries import Proposal, Statement
from game.engine.phases import PhaseName
from game.engine.results import position_of
from game.engine.state import TableState, stage_of
from game.scenario.model import (
    DelegationId,
    IssueId,
    Level,
    MoveId,
    OptionId,
    Package,
    Personality,
    Structure,
)
from game.scenario.texts import Scenario


@dataclass(frozen=True)
class Mind:
    """A delegation's view at one moment, and what follows from it."""

    scenario: Scenario
    language: str
    view: TableState
    delegation: DelegationId
    #: When it looks, in seconds since the epoch: for habits that is ``now``.
    moment: float
    draws: Draws
    level: Level = "realistic"
    #: A character to play as it is, in place of the scenario's with what level and luck make of it.
    instead: Personality | None = None
    #: Whether it learns from what the others table, vote and say; if not, it knows itself alone.
    attentive: bool = True
    #: Whether all people at the table are ready, so that they wait for machines alone.
    awaited: bool = False
    #: Moves that it is not to make, whatever they would bring: to see what comes of their absence.
    barred_moves: frozenset[MoveId] = frozenset()

    def later(self, view: TableState, moment: float) -> "Mind":
        """The same mind at another time, with what follows from what has not changed in its view.

        ``view`` is the delegation's view at that time, the same one if nothing was heard.
        """
        own, earlier = self.__dict__, self.view.__dict__
        kept = {name: own[name] for name in LASTING if name in own}
        if view is not self.view:
            seen = view.__dict__
            for part, names in RESTING_ON.items():
                if seen[part] is not earlier[part]:
                    for name in names:
                        kept.pop(name, None)
        later = object.__new__(Mind)
        later.__dict__.update(kept, view=view, moment=moment)
        return later

    @property
    def mute(self) -> bool:
        """Whether the others talk aloud, so that a machine has no way to say anything to them."""
        return self.view.setup.rules.talk == "in_person"

    @property
    def structure(self) -> Structure:
        """The scenario's structure."""
        return self.scenario.structure

    @cached_property
    def character(self) -> Personality:
        """How we play in this game."""
        if self.instead is not None:
            return self.instead
        personality = self.structure.personality(self.delegation)
        return character(personality, self.level, self.draws, self.view.setup)

    @property
    def stage(self) -> int:
        """The round as a number that only grows."""
        return stage_of(self.view.setup, self.view.phase.step)

    @property
    def phase(self) -> PhaseName:
        """The phase's name."""
        return self.view.phase.step.phase

    @property
    def away(self) -> bool:
        """Whether we have walked out."""
        return self.delegation in self.view.away

    @property
    def others(self) -> tuple[DelegationId, ...]:
        """The other delegations, in seating order."""
        return tuple(d for d in self.view.setup.delegations if d != self.delegation)

    # --- chance and words -----------------------------------------------------------------------

    def chance(self, about: str) -> float:
        """A number in [0, 1) for that, the same whenever it is asked in this game."""
        return self.draws.fraction(f"{self.delegation} {about}")

    def say(self, speech: Speech, limit: int | None = None) -> str:
        """The words of a speech, none of its sentences said before; empty where none is left."""
        most = limit or self.structure.rules.message_limit
        return self._speaker.say(speech, self._spoken, most, self._said)

    def write_home(self, speech: Speech) -> str:
        """The words of a cable, which must have some; the capital may read them twice."""
        return self._speaker.say(speech, self._spoken, self.structure.rules.message_limit)

    @property
    def _speaker(self) -> Speaker:
        return Speaker(self.scenario, self.language, self.delegation, self.draws)

    @cached_property
    def _said(self) -> frozenset[str]:
        """Every sentence that has been said or written within our hearing."""
        view = self.view
        texts = [s.text for s in view.statements]
        for channel in view.channels.values():
            texts += [m.text for m in channel.messages]
            texts += [words for trade in channel.trades for words in (trade.note, trade.reply)]
        texts += [p.note for p in view.proposals.values()]
        texts += [o.note for o in view.offers.values()]
        return frozenset(part for text in texts for part in sentences(text))

    @property
    def _spoken(self) -> int:
        """How often we have spoken or tabled something."""
        said = [s.delegation for s in self.view.statements]
        for channel in self.view.channels.values():
            said += [m.delegation for m in channel.messages]
            said += [trade.delegation for trade in channel.trades]
        said += [p.delegation for p in self.view.proposals.values()]
        return said.count(self.delegation)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """What we have said to all."""
        return tuple([s for s in self.view.statements if s.delegation == self.delegation])

    # --- time -----------------------------------------------------------------------------------

    @property
    def settled_until(self) -> float:
        """Until when it would find what it has found so far if nothing is heard meanwhile.

        Seconds since the epoch: the earliest moment at which one of the answers that were given
        about the time becomes another.
        """
        until: float = self.__dict__.get("_settled_until", inf)
        return until

    def _note_until(self, moment: float) -> None:
        """Note that something may be otherwise from that moment on."""
        if moment < self.settled_until:
            self.__dict__["_settled_until"] = moment

    @property
    def now(self) -> float:
        """When it looks, in seconds since the epoch."""
        self._note_until(self.moment)
        return self.moment

    def waited(self, since: float, seconds: float) -> bool:
        """Whether so many seconds have passed since then."""
        if self.moment - since >= seconds:
            return True
        self._note_until(since + seconds - HAIR)
        return False

    def past(self, part: float) -> bool:
        """Whether that part of the phase has passed. Of a phase without an end, none has."""
        if self._elapsed >= part:
            return True
        phase = self.view.phase
        if phase.deadline is not None and part <= 1:
            length = phase.deadline - phase.opened_at
            self._note_until(phase.opened_at + part * length - HAIR)
        return False

    @property
    def elapsed(self) -> float:
        """Which part of the phase has passed."""
        self._note_until(self.moment)
        return self._elapsed

    @cached_property
    def _elapsed(self) -> float:
        return aspiration.elapsed(self.view, self.moment)

    @property
    def progress(self) -> float:
        """Which part of all drafting has passed."""
        if self.phase is PhaseName.DRAFTING:
            self._note_until(self.moment)
        return self._progress

    @cached_property
    def _progress(self) -> float:
        return aspiration.progress(self.view, self.moment)

    @property
    def last_round(self) -> bool:
        """Whether no other round follows."""
        return self.view.phase.step.round >= self.view.setup.rounds

    @property
    def pressed(self) -> bool:
        """Whether the last drafting is nearly over."""
        return self.phase is PhaseName.DRAFTING and self.last_round and self.past(PRESSED)

    # --- worth ----------------------------------------------------------------------------------

    @cached_property
    def own(self) -> Valuation:
        """What packages are worth to us as things stand."""
        position = position_of(self.view, self.delegation)
        agenda = self.view.setup.agenda
        return valuation(Case.of(self.scenario, agenda, self.delegation, position))

    @cached_property
    def stakes(self) -> Stakes:
        """What happenings in the world would mean to us."""
        return Stakes(
            structure=self.structure,
            delegation=self.delegation,
            world=self.own.world,
            indicators=self.view.indicators,
            standing=self.view.standing[self.delegation],
        )

    @cached_property
    def text(self) -> dict[str, str]:
        """The joint text as it stands: initialled clauses only."""
        return {issue: clause.option for issue, clause in self.view.text.items()}

    @cached_property
    def standing_choice(self) -> Choice:
        """The joint text as a full package, with silence where it says nothing."""
        return self.own.choice(self.text)

    def after(self, package: Package) -> Choice:
        """The joint text if that package were initialled."""
        return self.own.choice({**self.text, **package})

    @cached_property
    def moved(self) -> Mapping[DelegationId, float]:
        """How far each of the others that have shown a position has moved, 0–1."""
        return aspiration.movements(self.view, self.delegation)

    @cached_property
    def target(self) -> float:
        """What we hold out for now (a part: 0 is no deal, 1 the best to hope for)."""
        return aspiration.target(self.character, self.progress, self.moved.values())

    @cached_property
    def soon(self) -> float:
        """What we shall hold out for in the middle of this round's drafting."""
        ahead = 0.5 / self.view.setup.rounds
        then = min(1.0, self.progress + ahead)
        return aspiration.target(self.character, then, self.moved.values())

    @cached_property
    def promised(self) -> dict[IssueId, OptionId]:
        """The clauses of the trades that we have agreed on in this round, the earlier ones first.

        A trade that goes against an earlier one is not kept: it should not have been agreed on.
        """
        found: dict[IssueId, OptionId] = {}
        trades = [
            trade
            for channel in self.view.channels.values()
            for trade in channel.trades
            if trade.status == "accepted" and trade.round == self.stage
        ]
        for trade in sorted(trades, key=lambda trade: trade.answered_at or trade.at):
            package = trade.package
            if all(found.get(issue, option) == option for issue, option in package.items()):
                found.update(package)
        return found

    @cached_property
    def kept(self) -> dict[int, int]:
        """What we have promised, as positions of options by axis."""
        space = self.own.pool.space
        axes = {issue: axis for axis, issue in enumerate(space.agenda)}
        return {
            axes[issue]: space.options[axes[issue]].index(option)
            for issue, option in self.promised.items()
        }

    # --- the others -----------------------------------------------------------------------------

    @cached_property
    def ear(self) -> Ear:
        """What hears the clauses of this agenda in sentences."""
        return Ear(self.scenario, self.language, self.view.setup.agenda)

    @cached_property
    def guesses(self) -> Guesses:
        """What the others seem to want."""
        if self.attentive:
            found = guess(self.view, self.own.pool, self.ear, self.delegation)
        else:
            found = ignorance(self.own.pool, self.others)
        return misread(found, MISREADING[self.level], self.draws, self.delegation)

    @cached_property
    def search(self) -> Search:
        """Looks for packages."""
        return Search(self.own, self.guesses)

    @cached_property
    def regard(self) -> dict[DelegationId, float]:
        """How much each one's yes counts in what we offer: less if it seems sure anyway."""
        sure = pliancy(self.view) if self.attentive else {}
        return {
            other: self.character.regard.get(other, 1.0) * (1 - sure.get(other, 0.0))
            for other in self.others
        }

    @property
    def bar(self) -> float:
        """What we take an average delegation to hold out for now."""
        return line(self.progress)

    @cached_property
    def allowed(self) -> dict[int, tuple[int, ...]]:
        """The options of issues on which we still insist."""
        agenda = self.view.setup.agenda
        narrowed: dict[int, tuple[int, ...]] = {}
        for issue, until in self.character.holds.items():
            if issue in agenda and self.progress < until:
                axis = agenda.index(issue)
                values = self.own.stakes[axis]
                # What luck makes a matter of honour allows of no second best.
                usual = issue in self.structure.personality(self.delegation).holds
                bar = max(values) - INSISTENCE * usual * (max(values) - min(values))
                narrowed[axis] = tuple(p for p, value in enumerate(values) if value >= bar)
        return narrowed

    @property
    def _least(self) -> float:
        """What an offer must be worth: for what we have promised we hold out for less."""
        return min(self.target, self.soon) if self.promised else self.target

    @cached_property
    def tableable(self) -> dict[int, tuple[int, ...]]:
        """The options of the issues on which there is something that we never table."""
        space, never = self.own.pool.space, self.character.never
        return {
            axis: tuple(
                place
                for place, option in enumerate(space.options[axis])
                if option not in never[issue]
            )
            for axis, issue in enumerate(space.agenda)
            if issue in never
        }

    @cached_property
    def first_step(self) -> dict[int, tuple[int, ...]]:
        """The options of a first step, if we work for one, by axis of the issues that it bounds.

        Empty also where what has been initialled is no part of such a step.
        """
        space = self.own.pool.space
        steps = self.character.first_steps
        bounds = {issue: kept for step in steps for issue, kept in step.options.items()}
        if any(option not in bounds.get(issue, (option,)) for issue, option in self.text.items()):
            return {}
        return {
            axis: tuple(map(space.options[axis].index, bounds[issue]))
            for axis, issue in enumerate(space.agenda)
            if issue in bounds
        }

    @cached_property
    def offer(self) -> Found | None:
        """The package that we would offer now: likely to be taken, and worth what we hold out for.

        Where nothing does justice to what we insist on, we do not insist.
        """
        for allowed in ({**self.tableable, **self.allowed}, self.tableable):
            aim = Aim(self._least, self.regard, self.bar, fixed=self.kept, allowed=allowed)
            found = self.search.best(aim)
            if found is not None:
                return found
        return None

    # --- what is on the table -------------------------------------------------------------------

    def open_proposals(self) -> tuple[Proposal, ...]:
        """The proposals whose roll-call is going on."""
        return self.view.open_proposals()

    @property
    def quorum(self) -> bool:
        """Whether everybody is there without whom nothing is agreed."""
        return not self.view.away & frozenset(self.structure.rules.essential)


#: Answers about the time are asked for again a little early (seconds), for sums are rounded.
HAIR = 1e-3
#: In the last round, from this part of drafting on, a delegation takes what it can get.
PRESSED = 0.75
#: Whoever insists on an issue offers no option further than this part of the stake from the best.
INSISTENCE = 0.35

_WORTH = frozenset({"setup", "weights_course", "mandates", "offers"})
_HEARD = frozenset({"setup", "phase", "statements", "channels", "proposals"})
#: What follows from the view but not from the time, and from which parts of the view.
GROUNDS: Mapping[str, frozenset[str]] = {
    "character": frozenset({"setup"}),
    "statements": frozenset({"statements"}),
    "_said": frozenset({"statements", "channels", "proposals", "offers"}),
    "own": _WORTH,
    "stakes": _WORTH | {"indicators", "standing"},
    "text": frozenset({"text"}),
    "standing_choice": _WORTH | {"text"},
    "moved": frozenset({"proposals"}),
    "promised": frozenset({"setup", "phase", "channels"}),
    "kept": _WORTH | {"phase", "channels"},
    "ear": frozenset({"setup"}),
    "guesses": _WORTH | _HEARD,
    "search": _WORTH | _HEARD,
    "regard": frozenset({"setup", "proposals"}),
    "tableable": _WORTH,
    "first_step": _WORTH | {"text"},
}
#: What a mind takes along to its next look, as far as it goes on resting on the same.
LASTING = (*(field.name for field in fields(Mind)), *GROUNDS)
#: By part of a view what rests on it.
RESTING_ON: Mapping[str, tuple[str, ...]] = {
    part: tuple(name for name, grounds in GROUNDS.items() if part in grounds)
    for part in sorted(frozenset().union(*GROUNDS.values()))
}
