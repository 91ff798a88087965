"""Hints for a person: the machine's own way of reading the table, put at their service.

Everything here is made of one delegation's view, its own file and the scenario's public parts, by
the model of the others that machines play by (``game.bots.opponents``), without the errors of
judgement that theirs is given. Nobody else's file is looked into.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, prod
from typing import Literal, TypeAlias

from game.bots.aspiration import progress
from game.bots.habits.drafting import DEAL
from game.bots.habits.world import expected
from game.bots.hearing import Ear
from game.bots.mind import Mind
from game.bots.opponents import Guesses, guess, line
from game.bots.search import Aim, Search
from game.bots.valuation import Choice
from game.engine.entries import Proposal
from game.engine.state import TableState
from game.scenario.model import DelegationId, InjectId, IssueId, MoveId, OptionId
from game.scenario.texts import Scenario

Sureness: TypeAlias = Literal["guess", "likely", "clear"]
Reply: TypeAlias = Literal["yes", "perhaps", "no"]

#: How many clauses a delegation is said to care for at most.
MOST = 3
#: From how much evidence on a wish is likely, and clear: tabling it counts twice.
LIKELY, CLEAR = 2, 4
#: Words are cheap: so many count, and no more.
WORDS = 2
#: How likely somebody accepts what lies so far (as a part of what is at stake) above what it seems
#: to hold out for: one half at ``EVEN``, the more surely the smaller ``BLUR``. Fitted to votes of
#: the computer's delegations; ``tests.bench.bench_hints`` measures how well it holds.
EVEN, BLUR = 0.07, 0.17
#: From which chance on a yes is likely, and below which a no.
SURE, UNSURE = 0.8, 0.3
#: From which chance on it is called likely that all accept.
ALL = 2 / 3
#: How likely all accept a text that all others have accepted before, and how likely another one of
#: which each one's yes is guessed to be sure. The second is low: a guess that is wrong about a text
#: is mostly wrong about whoever has most to lose by it. Both are shares of hints that were tried.
AGREED, UNTRIED = 0.75, 0.25
#: How much our own worth counts beside the others' likely answers: we ask what all might accept.
TASTE = 0.2


@dataclass(frozen=True)
class Evidence:
    """What speaks for a delegation's wanting an option, counted, and what speaks against it."""

    tabled: int = 0
    accepted: int = 0
    rejected_without: int = 0
    said: int = 0
    tabled_otherwise: int = 0
    accepted_otherwise: int = 0

    @property
    def any(self) -> bool:
        """Whether anything speaks for it."""
        return bool(self.tabled or self.accepted or self.said)

    @property
    def sureness(self) -> Sureness:
        """How sure one can be of it."""
        pro = 2 * self.tabled + self.accepted + self.rejected_without + min(WORDS, self.said)
        net = pro - 2 * self.tabled_otherwise - self.accepted_otherwise
        return "clear" if net >= CLEAR else "likely" if net >= LIKELY else "guess"


@dataclass(frozen=True)
class Wish:
    """An option that a delegation seems to want on an issue, and why one may think so."""

    issue: IssueId
    option: OptionId
    evidence: Evidence


@dataclass(frozen=True)
class Wants:
    """What a delegation seems to care for most, and the moves of its that are known."""

    delegation: DelegationId
    wishes: tuple[Wish, ...]
    moves: tuple[MoveId, ...]


@dataclass(frozen=True)
class Bridge:
    """A package that all might accept, and what each of the others may say to it now.

    ``part`` is what it is worth to ourselves: 0 is no deal, 1 the best to hope for. ``blind`` are
    those of whom nothing is known yet, so that their answer is anybody's guess; ``untold`` are the
    issues of which none of the others has shown anything: the clause there is our own wish.
    ``chance`` is how likely it seems that all of them accept.
    """

    package: Mapping[IssueId, OptionId]
    part: float
    replies: Mapping[DelegationId, Reply]
    blind: tuple[DelegationId, ...]
    untold: frozenset[IssueId]
    chance: float

    @property
    def likely(self) -> bool:
        """Whether it is likely that all accept, two times in three."""
        return self.chance >= ALL


@dataclass(frozen=True)
class Advice:
    """The answers to a crisis, best first, with what each brings us (hundredths of a point).

    That is by our own file alone, if the others answer as delegations usually do.
    """

    inject: InjectId
    answers: tuple[tuple[str, float], ...]


class _Even:
    """Chance that is never asked: hints do without."""

    def fraction(self, label: str) -> float:
        return 0.5


@dataclass(frozen=True)
class Hints:
    """Answers questions about a table from one delegation's view."""

    scenario: Scenario
    language: str
    view: TableState
    delegation: DelegationId
    now: float

    @cached_property
    def _mind(self) -> Mind:
        return Mind(
            self.scenario, self.language, self.view, self.delegation, self.now, draws=_Even()
        )

    @cached_property
    def _ear(self) -> Ear:
        return Ear(self.scenario, self.language, self.view.setup.agenda)

    @cached_property
    def _guesses(self) -> Guesses:
        return guess(self.view, self._mind.own.pool, self._ear, self.delegation)

    # --- what does somebody want ---

    def wants(self, delegation: DelegationId) -> Wants:
        """What that delegation seems to want; nothing where there is nothing to go by."""
        pool, worth = self._mind.own.pool, self._guesses.of(delegation)
        found = []
        for axis, issue in enumerate(self.view.setup.agenda):
            start, options = pool.starts[axis], pool.space.options[axis]
            values = worth[start : start + len(options)].tolist()
            shown = [
                (value, Wish(issue, option, evidence))
                for value, option in zip(values, options, strict=True)
                if (evidence := self._evidence(delegation, issue, option)).any
            ]
            if shown:
                value, wish = max(shown, key=lambda pair: pair[0])
                found.append((value - min(values), wish))
        found.sort(key=lambda pair: -pair[0])
        moves = [m.move for m in self.view.moves if m.known and m.delegation == delegation]
        return Wants(delegation, tuple(wish for _, wish in found[:MOST]), tuple(moves))

    def _evidence(self, delegation: DelegationId, issue: IssueId, option: OptionId) -> Evidence:
        own, others = self._proposals(delegation, issue)
        tabled = sum(p.package[issue] == option for p in own)
        yes = [p for p in others if p.ballots.get(delegation) == "accept"]
        no = [p for p in others if p.ballots.get(delegation) == "reject"]
        accepted = sum(p.package[issue] == option for p in yes)
        axis = self.view.setup.agenda.index(issue)
        place = self._mind.own.pool.space.options[axis].index(option)
        return Evidence(
            tabled=tabled,
            accepted=accepted,
            rejected_without=sum(p.package[issue] != option for p in no),
            said=self._heard[delegation][axis, place],
            tabled_otherwise=len(own) - tabled,
            accepted_otherwise=len(yes) - accepted,
        )

    def _proposals(
        self, delegation: DelegationId, issue: IssueId
    ) -> tuple[Sequence[Proposal], Sequence[Proposal]]:
        """The proposals that speak of the issue: the delegation's, and the others'."""
        speaking = [p for p in self.view.proposals.values() if issue in p.package]
        own = [p for p in speaking if p.delegation == delegation]
        return own, [p for p in speaking if p.delegation != delegation]

    @cached_property
    def _heard(self) -> Mapping[DelegationId, Counter[tuple[int, int]]]:
        """How often each delegation has spoken of each clause within our hearing."""
        heard: dict[DelegationId, Counter[tuple[int, int]]] = {
            d: Counter() for d in self.view.setup.delegations
        }
        for delegation, text in self._said():
            heard[delegation].update(set(self._ear.hear(text)))
        return heard

    def _said(self) -> Iterator[tuple[DelegationId, str]]:
        for said in self.view.statements:
            if said.delegation is not None:
                yield said.delegation, said.text
        for channel in self.view.channels.values():
            for message in channel.messages:
                yield message.delegation, message.text
            for trade in channel.trades:
                yield trade.delegation, trade.note

    # --- what might all accept ---

    def bridge(self) -> Bridge | None:
        """The package no worse for us than no deal that the others would most likely take."""
        mind = self._mind
        bar = line(progress(self.view, self.now))
        aim = Aim(0.0, dict.fromkeys(mind.others, 1.0), bar + EVEN, taste=TASTE)
        search = Search(mind.own, self._guesses)
        accepted = self._accepted
        found = search.best(aim) if accepted is None else search.judge(accepted, aim)
        if found is None:
            return None
        standing = search.judge(mind.standing_choice, aim).guessed if self._deal else {}
        chances = {
            # A text that stands is given up only for a better one.
            d: _chance(worth - max(bar, standing.get(d, bar)))
            for d, worth in found.guessed.items()
        }
        replies: dict[DelegationId, Reply] = {d: _reply(one) for d, one in chances.items()}
        chance = UNTRIED * prod(chances.values())
        if accepted is not None:
            replies, chance = dict.fromkeys(mind.others, "yes"), AGREED
        blind = tuple(d for d in mind.others if not self._known(d))
        untold = frozenset(i for i in self.view.setup.agenda if not self._shown(i))
        package = mind.own.package(found.choice)
        return Bridge(package, found.part, replies, blind, untold, chance)

    @cached_property
    def _accepted(self) -> Choice | None:
        """The text best for us that failed by our vote alone, if it is no worse than no deal.

        All others have accepted it as it would stand now: nothing has been initialled since.
        """
        mind, tabled = self._mind, self.view.proposals.values()
        since = max((p.at for p in tabled if p.status == "carried"), default=0.0)
        texts = [
            mind.after(p.package)
            for p in tabled
            if p.status == "failed"
            and p.at > since
            and all(d == p.delegation or p.ballots.get(d) == "accept" for d in mind.others)
        ]
        best = max(texts, key=mind.own.part, default=None)
        # A text that stands is given up only for a better one.
        if self._deal:
            return None
        return best if best is not None and mind.own.part(best) >= 0 else None

    @property
    def _deal(self) -> bool:
        """Whether most of the agenda has been initialled."""
        return len(self.view.text) >= DEAL * len(self.view.setup.agenda)

    def _shown(self, issue: IssueId) -> bool:
        """Whether any of the others has shown what it wants there: by a text, a vote or a word."""
        axis = self.view.setup.agenda.index(issue)
        spoken = any(axis == at for other in self._mind.others for at, _ in self._heard[other])
        return spoken or any(
            p.delegation != self.delegation or p.ballots.keys() - {self.delegation}
            for p in self.view.proposals.values()
            if issue in p.package
        )

    def _known(self, delegation: DelegationId) -> bool:
        """Whether it has shown anything of what it wants: tabled, voted, or named a clause."""
        return bool(self._heard[delegation]) or any(
            p.delegation == delegation or delegation in p.ballots
            for p in self.view.proposals.values()
        )

    # --- what would a skilled player do about a crisis ---

    def advice(self) -> tuple[Advice, ...]:
        """For every crisis that waits for our answer, the answers by what they bring us."""
        return tuple(self._advice())

    def _advice(self) -> Iterator[Advice]:
        for crisis in self.view.crises.values():
            card = self.scenario.structure.inject(crisis.inject)
            decision = next((d for d in card.decisions if d.delegation == self.delegation), None)
            if decision is None or crisis.settled:
                continue
            worth = [(answer, expected(self._mind, card, answer)) for answer in decision.answers]
            yield Advice(card.id, tuple(sorted(worth, key=lambda pair: -pair[1])))


def _chance(above: float) -> float:
    """How likely somebody accepts what lies so far above what it seems to hold out for."""
    return 1 / (1 + exp((EVEN - above) / BLUR))


def _reply(chance: float) -> Reply:
    return "yes" if chance >= SURE else "no" if chance < UNSURE else "perhaps"
