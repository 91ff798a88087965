"""What each event is told as: a paragraph and, under it, its details."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import singledispatchmethod

from game.engine.acts.accords import AccordAnswered, AccordConcluded, AccordOffered, AccordWithdrawn
from game.engine.acts.cables import CableAnswered, CableSent
from game.engine.acts.chair import DispatchSent
from game.engine.acts.channels import (
    InvitationAnswered,
    MeetingClosed,
    MeetingOpened,
    MessageSent,
)
from game.engine.acts.clock import BellSet, DeadlineMoved, TablePaused
from game.engine.acts.debrief import ChapterOpened
from game.engine.acts.duties import ConductReported, ConductSettled, DutyArose
from game.engine.acts.effects import MoveExposed
from game.engine.acts.endings import GameEnded, TalksConcluded
from game.engine.acts.injects import (
    InjectFell,
    InjectSettled,
    WeightsShifted,
)
from game.engine.acts.moves import MoveMade
from game.engine.acts.priorities import PrioritiesSet
from game.engine.acts.proposals import (
    ClausesInitialled,
    ProposalTabled,
    RollCallClosed,
)
from game.engine.acts.ratification import (
    RatificationClosed,
    RedLineCrossed,
)
from game.engine.acts.table import TableOpened
from game.engine.acts.trades import TradeAnswered, TradeOffered
from game.engine.event import Event
from game.engine.state import TableState
from game.messages.stops import one_stop
from game.records.names import Names
from game.records.phrases import phrase
from game.scenario.model import Conduct, DelegationId


@dataclass(frozen=True)
class Told:
    """A paragraph and the lines under it."""

    text: str
    details: tuple[str, ...] = ()


class Sentences:
    """Puts events into words. ``clock`` writes a time as the chronicle does."""

    def __init__(self, names: Names, clock: Callable[[float], str]) -> None:
        self.names = names
        self.clock = clock

    def _say(self, key: str, *more: str, **details: str | int) -> Told:
        """The phrase of that key, with ``more`` after it."""
        said = one_stop(phrase("told", key, self.names.language, **details))
        return Told(" ".join([said, *(part for part in more if part)]))

    def _others(self, members: Iterable[DelegationId], but: DelegationId) -> str:
        return self.names.delegations(member for member in members if member != but)

    @singledispatchmethod
    def tell(self, event: Event, state: TableState) -> Told | None:
        """What is told of the event, after which the table is in that state; None for nothing.

        Phases, indicators and standings have a form of their own (see ``chronicle``).
        """
        return self._say(event.kind, **self._named(event)) if event.narrated else None

    def _named(self, event: Event) -> dict[str, str | int]:
        """What the event's own fields are called, for a phrase that needs no more than those."""
        called: dict[str, str | int] = {
            name: value for name, value in event if isinstance(value, str | int)
        }
        if "delegation" in called:
            called["delegation"] = self.names.delegation(str(called["delegation"]))
        quoted = {name: self.names.quoted(str(called[name])) for name in event.fields_with("words")}
        return {**called, **quoted}

    # --- the run of play ---------------------------------------------------------------------

    @tell.register
    def _(self, event: TableOpened, state: TableState) -> Told:
        presets = self.names.texts.presets
        return self._say(
            "table_opened",
            title=self.names.texts.title,
            preset=presets[event.preset].name if event.preset in presets else event.preset,
            consensus=phrase("consensus", event.consensus, self.names.language),
        )

    @tell.register
    def _(self, event: TablePaused, state: TableState) -> Told:
        if event.server_away_until is not None:
            return self._say("table_paused_away", clock=self.clock(event.server_away_until))
        return self._say("table_paused_planned" if event.planned else "table_paused")

    @tell.register
    def _(self, event: DeadlineMoved, state: TableState) -> Told:
        return self._say("deadline_moved", clock=self.clock(event.deadline))

    @tell.register
    def _(self, event: BellSet, state: TableState) -> Told:
        if event.bell is None:
            return self._say("bell_unset")
        return self._say("bell_set", clock=self.clock(event.bell))

    @tell.register
    def _(self, event: TalksConcluded, state: TableState) -> Told:
        return self._say(
            "talks_concluded_signed" if event.signatories else "talks_concluded",
            ending=self.names.word("endings", event.ending),
            delegations=self.names.delegations(event.signatories),
        )

    @tell.register
    def _(self, event: GameEnded, state: TableState) -> Told:
        return self._say(
            "game_ended",
            ending=self.names.word("endings", event.ending),
            told=self.names.word("endings_told", event.ending),
        )

    # --- talk --------------------------------------------------------------------------------

    @tell.register
    def _(self, event: PrioritiesSet, state: TableState) -> Told:
        return self._say(
            "priorities_set",
            delegation=self.names.delegation(event.delegation),
            issues=self.names.issues(event.issues),
        )

    @tell.register
    def _(self, event: InvitationAnswered, state: TableState) -> Told | None:
        if event.accepted:
            return None
        return self._say(
            "invitation_declined",
            delegation=self.names.delegation(event.delegation),
            others=self._others(event.members, event.delegation),
        )

    @tell.register
    def _(self, event: MessageSent, state: TableState) -> Told:
        return self._say(
            "message_sent" if len(event.members) > 1 else "message_sent_home",
            delegation=self.names.delegation(event.delegation),
            others=self._others(event.members, event.delegation),
            text=self.names.quoted(event.text),
        )

    @tell.register
    def _(self, event: TradeOffered, state: TableState) -> Told:
        return self._say(
            *_with_note("trade_offered", event, self.names.quoted(event.note)),
            delegation=self.names.delegation(event.delegation),
            others=self._others(event.members, event.delegation),
            gives=self.names.package(event.gives),
            asks=self.names.package(event.asks),
            note=self.names.quoted(event.note),
        )

    @tell.register
    def _(self, event: TradeAnswered, state: TableState) -> Told:
        trade = state.channels[event.channel].trades[-1]
        key = "trade_accepted" if event.accepted else "trade_declined"
        return self._say(
            *_with_note(key, event, self.names.quoted(event.note)),
            delegation=self.names.delegation(event.delegation),
            others=self._others(event.members, event.delegation),
            offering=self.names.delegation(trade.delegation),
            note=self.names.quoted(event.note),
        )

    @tell.register
    def _(self, event: MeetingOpened, state: TableState) -> Told:
        key = "meeting_opened" if event.public else "meeting_opened_discreet"
        return self._say(key, members=self.names.delegations(event.members))

    @tell.register
    def _(self, event: MeetingClosed, state: TableState) -> Told:
        return self._say("meeting_closed", members=self.names.delegations(event.members))

    # --- the joint text ----------------------------------------------------------------------

    @tell.register
    def _(self, event: ProposalTabled, state: TableState) -> Told:
        return self._say(
            "proposal_tabled_counter" if event.counters else "proposal_tabled",
            self.names.quoted(event.note),
            delegation=self.names.delegation(event.delegation),
            proposal=event.proposal,
            counters=event.counters or "",
            package=self.names.package(event.package),
        )

    def _answers(self, group: str, answers: dict[DelegationId, str]) -> str:
        return self.names.listed(
            self._say(
                "answer",
                delegation=self.names.delegation(delegation),
                answer=self.names.word(group, answer),
            ).text
            for delegation, answer in answers.items()
        )

    @tell.register
    def _(self, event: RollCallClosed, state: TableState) -> Told:
        return self._say(
            "roll_call_carried" if event.carried else "roll_call_failed",
            proposal=event.proposal,
            ballots=self._answers("ballots", {**event.ballots}),
        )

    @tell.register
    def _(self, event: ClausesInitialled, state: TableState) -> Told:
        kept = {i: option for i, option in event.package.items() if i not in event.struck}
        parts = []
        if kept:
            parts.append(self._say("initialled", package=self.names.package(kept)).text)
        if event.struck:
            parts.append(self._say("struck", issues=self.names.issues(event.struck)).text)
        return Told(" ".join(parts))

    @tell.register
    def _(self, event: RatificationClosed, state: TableState) -> Told:
        # The catalogue names both decisions as it names ballots: signing is accepting.
        decisions: dict[DelegationId, str] = {
            delegation: "accept" if decision == "sign" else "reject"
            for delegation, decision in event.decisions.items()
        }
        return self._say(
            "ratified" if event.ratified else "not_ratified",
            decisions=self._answers("decisions", decisions),
        )

    @tell.register
    def _(self, event: RedLineCrossed, state: TableState) -> Told:
        return self._say(
            "red_line_crossed",
            delegation=self.names.delegation(event.delegation),
            line=self.names.quoted(self.names.red_line(event.delegation, event.red_line)),
        )

    # --- the world outside -------------------------------------------------------------------

    @tell.register
    def _(self, event: InjectFell, state: TableState) -> Told:
        asked = self.names.delegations(event.asked)
        return self._say(
            "card_private" if event.known_to else "card",
            self._say("card_asks", delegations=asked).text if asked else "",
            headline=self.names.headline(event.inject),
            delegations=self.names.delegations(event.known_to),
        )

    @tell.register
    def _(self, event: InjectSettled, state: TableState) -> Told | None:
        answers = [
            self._say(
                "card_default" if delegation in event.defaulted else "card_answer",
                delegation=self.names.delegation(delegation),
                answer=self.names.answer(event.inject, delegation, answer),
            ).text
            for delegation, answer in event.answers.items()
        ]
        details = (*answers, *self.names.consequences(event.inject, event.consequences))
        if not details:
            return None
        headline = self.names.headline(event.inject)
        return Told(self._say("card_settled", headline=headline).text, details)

    @tell.register
    def _(self, event: WeightsShifted, state: TableState) -> Told:
        weights = self.names.listed(
            self._say(
                "weight", objective=self.names.objective(event.delegation, id_), weight=weight
            ).text
            for id_, weight in event.weights.items()
        )
        return self._say(
            "weights_shifted", capital=self.names.capital(event.delegation), weights=weights
        )

    # --- moves, cables, accords --------------------------------------------------------------

    @tell.register
    def _(self, event: MoveMade, state: TableState) -> Told:
        return self._say(
            "move_made_secret" if event.secret else "move_made",
            delegation=self.names.delegation(event.delegation),
            name=self.names.move(event.move),
            news=self.names.news(event.move, event.cases),
        )

    @tell.register
    def _(self, event: MoveExposed, state: TableState) -> Told:
        return self._say(
            "move_exposed",
            delegation=self.names.delegation(event.delegation),
            cause=self.names.cause(event.cause),
            news=self.names.news(event.move),
        )

    @tell.register
    def _(self, event: CableSent, state: TableState) -> Told:
        return self._say(
            "cable_sent",
            delegation=self.names.delegation(event.delegation),
            capital=self.names.capital(event.delegation),
            line=self.names.quoted(self.names.red_line(event.delegation, event.red_line)),
            text=self.names.quoted(event.text),
        )

    @tell.register
    def _(self, event: CableAnswered, state: TableState) -> Told:
        return self._say(
            "cable_granted" if event.granted else "cable_refused",
            self.names.quoted(event.text),
            delegation=self.names.delegation(event.delegation),
            capital=self.names.capital(event.delegation),
            reason=phrase("reasons", event.reason, self.names.language),
        )

    @tell.register
    def _(self, event: AccordOffered, state: TableState) -> Told:
        return self._say(
            "accord_offered_confidential" if event.confidential else "accord_offered",
            self.names.quoted(event.note),
            delegation=self.names.delegation(event.delegation),
            others=self._others(event.parties, event.delegation),
            name=self.names.accord(event.accord),
            package=self.names.package(event.package),
        )

    @tell.register
    def _(self, event: AccordAnswered, state: TableState) -> Told | None:
        if event.accepted:
            return None
        return self._say(
            "accord_declined",
            delegation=self.names.delegation(event.delegation),
            name=self.names.accord(state.offers[event.offer].accord),
        )

    @tell.register
    def _(self, event: AccordWithdrawn, state: TableState) -> Told:
        return self._say(
            "accord_withdrawn", name=self.names.accord(state.offers[event.offer].accord)
        )

    @tell.register
    def _(self, event: AccordConcluded, state: TableState) -> Told:
        return self._say(
            "accord_concluded_confidential" if event.confidential else "accord_concluded",
            delegations=self.names.delegations(event.parties),
            name=self.names.accord(event.accord),
            package=self.names.package(event.package),
        )

    # --- the chair ---------------------------------------------------------------------------

    @tell.register
    def _(self, event: DispatchSent, state: TableState) -> Told:
        return self._say(
            "dispatch_to_some" if event.to else "dispatch_to_all",
            event.text,
            delegations=self.names.delegations(event.to),
            headline=event.headline,
        )

    @tell.register
    def _(self, event: ChapterOpened, state: TableState) -> Told:
        return self._say(
            "chapter_opened", chapter=phrase("chapters", event.chapter, self.names.language)
        )

    # --- carrying out ------------------------------------------------------------------------

    @tell.register
    def _(self, event: DutyArose, state: TableState) -> Told:
        return self._say(
            "duty_arose_confidential" if event.known_to else "duty_arose",
            delegation=self.names.delegation(event.delegation),
            duty=self.names.duty(event.obligation),
        )

    @tell.register
    def _(self, event: ConductSettled, state: TableState) -> Told:
        details = tuple(
            self._say(
                "conduct_one",
                conduct=phrase("conduct", conduct, self.names.language),
                duty=self.names.duty(state.duties[duty].obligation),
            ).text
            for duty, conduct in event.conduct.items()
            if conduct != "honour"
        )
        said = self._say(
            "conduct_settled" if details else "conduct_kept",
            delegation=self.names.delegation(event.delegation),
        )
        return Told(said.text, details)

    @tell.register
    def _(self, event: ConductReported, state: TableState) -> Told:
        details = tuple(
            text
            for duty, conduct in event.reports.items()
            if (text := self._report(duty, conduct, state))
        )
        said = self._say(
            "reported_confidential" if event.known_to else "reported",
            delegations=self.names.delegations(event.known_to),
        )
        return Told(said.text, details or (self._say("reported_well").text,))

    def _report(self, duty: str, conduct: Conduct, state: TableState) -> str:
        owed = state.duties[duty]
        match conduct:
            case "honour":
                return ""
            case "suspend":
                return self._say(
                    "reported_suspended",
                    delegation=self.names.delegation(owed.delegation),
                    duty=self.names.duty(owed.obligation),
                ).text
            case "delay":
                return self._say("reported_late", news=self.names.breach(owed.obligation)).text
            case "break":
                return self._say("reported_broken", news=self.names.breach(owed.obligation)).text


def _with_note(key: str, event: TradeOffered | TradeAnswered, quoted: str) -> tuple[str, ...]:
    """The sentence's key, and what is quoted after it.

    The computer's note says what is traded; a person's stands beside a sentence that does.
    """
    if event.by is None and event.note:
        return (key,)
    return (f"{key}_plain", quoted)
