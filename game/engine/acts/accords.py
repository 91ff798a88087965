"""Side accords: agreements between fewer than all, on what the scenario opens to them."""

from game.engine.acts import channels
from game.engine.acts.channels import ACCESS_SHUT
from game.engine.changes import note, put, replace, without
from game.engine.command import HEADS, Command, Text, act
from game.engine.entries import Offer
from game.engine.event import (
    PUBLIC,
    Audience,
    Event,
    KnownTo,
    Person,
    Story,
    Words,
    only,
    private_to,
    shown_in,
)
from game.engine.phases import BARGAINING
from game.engine.refusals import EMPTY_PROPOSAL, UNKNOWN_ISSUE, UNKNOWN_OPTION, Refused, least
from game.engine.state import TableState
from game.engine.turn import Turn
from game.finding import first
from game.refusals import Reason
from game.scenario.model import Accord, AccordId, DelegationId, IssueId, OptionId, Structure

UNKNOWN_ACCORD = Reason("unknown_accord", 404)
UNKNOWN_OFFER = Reason("unknown_offer", 404)
OFFER_OPEN = Reason("offer_open")
OFFER_CLOSED = Reason("offer_closed")
OWN_OFFER = Reason("own_offer")
NOT_YOUR_OFFER = Reason("not_your_offer")


@act(by=HEADS, phases=BARGAINING)
class OfferAccord(Command):
    """Offer a side accord to the others whom the scenario lets conclude it with us."""

    accord: AccordId
    options: dict[IssueId, OptionId]
    confidential: bool = False
    note: Text = ""

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        fitting = [
            accord
            for accord in structure.accords
            if own in accord.parties and set(accord.terms) & set(known.setup.agenda)
        ]
        found = [why_not(structure, known, accord) for accord in fitting]
        return least(found, UNKNOWN_ACCORD)

    def decide(self, turn: Turn) -> None:
        """Offer an accord; it is concluded when every party has accepted."""
        accord = next((a for a in turn.structure.accords if a.id == self.accord), None)
        if accord is None or turn.delegation not in accord.parties:
            raise Refused(UNKNOWN_ACCORD)
        turn.refuse(why_not(turn.structure, turn.state, accord))
        package = _package(turn, accord, self.options)
        note = turn.note(self.note)
        earlier = [offer for offer in turn.state.offers.values() if offer.accord == accord.id]
        turn.tell(
            AccordOffered(
                at=turn.now,
                # Counted among the parties: a count of all would tell others of it.
                offer=f"{accord.id}.{len(earlier) + 1}",
                parties=accord.parties,
                delegation=turn.delegation,
                accord=accord.id,
                by=turn.actor.participant,
                package=package,
                confidential=self.confidential,
                note=note,
            )
        )


@act(by=HEADS, phases=BARGAINING)
class AnswerAccord(Command):
    """Accept or decline a side accord that was offered to us."""

    offer: str
    accept: bool

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        offered = (offer for offer in known.offers.values() if offer.status == "offered")
        asked = any(own in offer.parties and own not in offer.accepted for offer in offered)
        return None if asked else Refused(UNKNOWN_OFFER)

    def decide(self, turn: Turn) -> None:
        """Accept or decline; one refusal ends the offer."""
        offer = _offer(turn, self.offer)
        if turn.delegation in offer.accepted:
            raise Refused(OWN_OFFER)
        turn.tell(
            AccordAnswered(
                at=turn.now,
                offer=offer.id,
                parties=offer.parties,
                delegation=turn.delegation,
                accepted=self.accept,
            )
        )
        offer = turn.state.offers[offer.id]
        if offer.accepted == frozenset(offer.parties):
            turn.tell(
                AccordConcluded(
                    at=turn.now,
                    accord=offer.accord,
                    parties=offer.parties,
                    package=dict(offer.package),
                    confidential=offer.confidential,
                )
            )


@act(by=HEADS, phases=BARGAINING)
class WithdrawAccord(Command):
    """Take back our own offer of a side accord."""

    offer: str

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        offered = (offer for offer in known.offers.values() if offer.status == "offered")
        mine = any(offer.delegation == own for offer in offered)
        return None if mine else Refused(UNKNOWN_OFFER)

    def decide(self, turn: Turn) -> None:
        """Take the own offer back."""
        offer = _offer(turn, self.offer)
        if offer.delegation != turn.delegation:
            raise Refused(NOT_YOUR_OFFER)
        _withdraw(turn, offer)


def why_not(structure: Structure, state: TableState, accord: Accord) -> Refused | None:
    """The refusal that offering the accord now would meet, or None if its parties may."""
    if not channels.may_meet(structure, state, frozenset(accord.parties)):
        return Refused(ACCESS_SHUT)
    offers = (offer for offer in state.offers.values() if offer.accord == accord.id)
    if any(offer.status == "offered" for offer in offers):
        return Refused(OFFER_OPEN)
    return None


def _package(
    turn: Turn, accord: Accord, options: dict[IssueId, OptionId]
) -> dict[IssueId, OptionId]:
    if not options:
        raise Refused(EMPTY_PROPOSAL)
    for issue, option in options.items():
        if issue not in turn.state.setup.agenda or issue not in accord.terms:
            raise Refused(UNKNOWN_ISSUE)
        if option not in accord.terms[issue]:
            raise Refused(UNKNOWN_OPTION)
    return options


def lapse_offers(turn: Turn) -> None:
    """The talks are over: offers that not all have accepted lapse."""
    for offer in turn.state.offers.values():
        if offer.status == "offered":
            _withdraw(turn, offer)


def _withdraw(turn: Turn, offer: Offer) -> None:
    turn.tell(
        AccordWithdrawn(
            at=turn.now, offer=offer.id, parties=offer.parties, delegation=offer.delegation
        )
    )


def _offer(turn: Turn, id_: str) -> Offer:
    """The open offer, if the actor is a party; to others there is none of that name."""
    offer = turn.state.offers.get(id_)
    if offer is None or turn.delegation not in offer.parties:
        raise Refused(UNKNOWN_OFFER)
    if offer.status != "offered":
        raise Refused(OFFER_CLOSED)
    return offer


class OfferEvent(Event, abstract=True):
    """Something about an offer of a side accord, known to its parties alone."""

    audience = only("parties", "The parties.")

    offer: str
    parties: tuple[DelegationId, ...]
    delegation: DelegationId


class AccordOffered(OfferEvent):
    """A delegation offered a side accord."""

    group = "diplomacy"
    panels = shown_in("status", "act")
    story = Story("accord", "accords")
    is_activity = True

    accord: AccordId
    by: Person
    package: dict[IssueId, OptionId]
    confidential: bool
    note: Words

    def apply(self, state: TableState) -> TableState:
        offer = Offer(
            id=self.offer,
            accord=self.accord,
            parties=self.parties,
            delegation=self.delegation,
            by=self.by,
            at=self.at,
            round=state.stage,
            package=self.package,
            confidential=self.confidential,
            note=self.note,
            accepted=frozenset({self.delegation}),
        )
        return replace(state, offers=put(state.offers, offer.id, offer))


class AccordAnswered(OfferEvent):
    """A party accepted or declined."""

    group = "diplomacy"
    panels = shown_in("status", "act")
    story = Story("accord", "accords")
    is_activity = True

    accepted: bool

    def apply(self, state: TableState) -> TableState:
        offer = state.offers[self.offer]
        answered = (
            replace(offer, accepted=offer.accepted | {self.delegation})
            if self.accepted
            else replace(offer, status="declined")
        )
        return replace(state, offers=put(state.offers, offer.id, answered))


class AccordWithdrawn(OfferEvent):
    """The offer was taken back, or lapsed with the end of the talks."""

    group = "diplomacy"
    panels = shown_in("status", "act")
    story = Story("accord", "accords")
    is_activity = True

    def apply(self, state: TableState) -> TableState:
        withdrawn = replace(state.offers[self.offer], status="withdrawn")
        return replace(state, offers=put(state.offers, self.offer, withdrawn))


class AccordConcluded(Event):
    """All parties accepted the accord that was on offer: it is in force.

    It stands in place of an earlier one of its kind; but what is public is not undone in
    confidence, nor the reverse. The offer is not named: its id counts those that came to nothing.
    """

    group = "diplomacy"
    panels = shown_in("status", "act", "brief", "text", "compose", "news", "talk")
    story = Story("accord", "accords")

    accord: AccordId
    parties: tuple[DelegationId, ...]
    package: dict[IssueId, OptionId]
    confidential: bool

    @KnownTo
    def audience(self) -> Audience:
        """Everybody, or the parties."""
        return private_to(*self.parties) if self.confidential else PUBLIC

    def apply(self, state: TableState) -> TableState:
        offer = first(
            (
                one
                for one in state.offers.values()
                if one.accord == self.accord and one.status == "offered"
            ),
            self.accord,
        )
        kind = (offer.accord, offer.confidential)
        concluded = replace(offer, status="concluded", at=self.at, round=state.stage)
        others = {
            key: replace(one, status="replaced")
            if (one.accord, one.confidential, one.status) == (*kind, "concluded")
            else one
            for key, one in without(state.offers, offer.id).items()
        }
        notes = state.notes if self.confidential else note(state, self, self.accord)
        # Last in line: the order of accords must not tell which was offered first.
        return replace(state, offers=put(others, offer.id, concluded), notes=notes)
