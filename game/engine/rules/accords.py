"""Side accords: agreements between fewer than all, on what the scenario opens to them."""

from game.engine import commands as c
from game.engine import events as e
from game.engine.errors import Reason, Refused
from game.engine.rules import talk
from game.engine.state import Offer, TableState
from game.engine.turn import Turn
from game.scenario.model import Accord, IssueId, OptionId, Structure


def offer_accord(turn: Turn, command: c.OfferAccord) -> None:
    """Offer an accord; it is concluded when every party has accepted."""
    accord = next((a for a in turn.structure.accords if a.id == command.accord), None)
    if accord is None or turn.delegation not in accord.parties:
        raise Refused(Reason.UNKNOWN_ACCORD)
    hindrance = why_not(turn.structure, turn.state, accord)
    if hindrance is not None:
        raise hindrance
    package = _package(turn, accord, command.options)
    note = command.note.strip()
    if len(note) > turn.structure.rules.note_limit:
        raise Refused(Reason.LONG_TEXT, limit=turn.structure.rules.note_limit, length=len(note))
    earlier = [offer for offer in turn.state.offers.values() if offer.accord == accord.id]
    turn.tell(
        e.AccordOffered(
            at=turn.now,
            # Counted among the parties: a count of all would tell others of it.
            offer=f"{accord.id}.{len(earlier) + 1}",
            parties=accord.parties,
            delegation=turn.delegation,
            accord=accord.id,
            by=turn.actor.participant,
            package=package,
            confidential=command.confidential,
            note=note,
        )
    )


def why_not(structure: Structure, state: TableState, accord: Accord) -> Refused | None:
    """The refusal that offering the accord now would meet, or None if its parties may."""
    if not talk.may_meet(structure, state, frozenset(accord.parties)):
        return Refused(Reason.ACCESS_SHUT)
    offers = (offer for offer in state.offers.values() if offer.accord == accord.id)
    if any(offer.status == "offered" for offer in offers):
        return Refused(Reason.OFFER_OPEN)
    return None


def _package(
    turn: Turn, accord: Accord, options: dict[IssueId, OptionId]
) -> dict[IssueId, OptionId]:
    if not options:
        raise Refused(Reason.EMPTY_PROPOSAL)
    for issue, option in options.items():
        if issue not in turn.state.setup.agenda or issue not in accord.terms:
            raise Refused(Reason.UNKNOWN_ISSUE)
        if option not in accord.terms[issue]:
            raise Refused(Reason.UNKNOWN_OPTION)
    return options


def answer_accord(turn: Turn, command: c.AnswerAccord) -> None:
    """Accept or decline; one refusal ends the offer."""
    offer = _offer(turn, command.offer)
    if turn.delegation in offer.accepted:
        raise Refused(Reason.OWN_OFFER)
    turn.tell(
        e.AccordAnswered(
            at=turn.now,
            offer=offer.id,
            parties=offer.parties,
            delegation=turn.delegation,
            accepted=command.accept,
        )
    )
    offer = turn.state.offers[offer.id]
    if offer.accepted == frozenset(offer.parties):
        turn.tell(
            e.AccordConcluded(
                at=turn.now,
                accord=offer.accord,
                parties=offer.parties,
                package=dict(offer.package),
                confidential=offer.confidential,
            )
        )


def withdraw_accord(turn: Turn, command: c.WithdrawAccord) -> None:
    """Take the own offer back."""
    offer = _offer(turn, command.offer)
    if offer.delegation != turn.delegation:
        raise Refused(Reason.NOT_YOUR_OFFER)
    _withdraw(turn, offer)


def lapse_offers(turn: Turn) -> None:
    """The talks are over: offers that not all have accepted lapse."""
    for offer in turn.state.offers.values():
        if offer.status == "offered":
            _withdraw(turn, offer)


def _withdraw(turn: Turn, offer: Offer) -> None:
    turn.tell(
        e.AccordWithdrawn(
            at=turn.now, offer=offer.id, parties=offer.parties, delegation=offer.delegation
        )
    )


def _offer(turn: Turn, id_: str) -> Offer:
    """The open offer, if the actor is a party; to others there is none of that name."""
    offer = turn.state.offers.get(id_)
    if offer is None or turn.delegation not in offer.parties:
        raise Refused(Reason.UNKNOWN_OFFER)
    if offer.status != "offered":
        raise Refused(Reason.OFFER_CLOSED)
    return offer
