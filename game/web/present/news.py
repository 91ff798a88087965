"""The public timeline: what happened at the table and what moved the world."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from game.engine.acts import EVENT_KINDS, kind_of
from game.engine.entries import IndicatorChange, MadeMove, Note, Offer
from game.engine.phases import PhaseName
from game.finding import first
from game.web.present.accords import OfferCard, offer_card
from game.web.present.causes import cause
from game.web.present.crises import CrisisCard, crisis_card
from game.web.present.joint_text import ProposalCard, proposal_card
from game.web.present.stage import Party, Stage

_BREACHES = ("delay", "break", "suspend")
#: How many steps of indicators one cause brings at most, or nearly so.
_AT_ONCE = 6


@dataclass(frozen=True)
class Move:
    """How far an indicator moved at one moment, and its value afterwards."""

    name: str
    by: int
    after: int
    worse: bool


@dataclass(frozen=True)
class Report:
    """A duty that was seen not to be honoured in a step of implementation."""

    party: Party
    text: str
    word: str


@dataclass(frozen=True)
class Item:
    """A line of the news.

    ``kind`` is the note's kind ("phase_opened", "meeting_opened", "proposal_tabled",
    "proposal_withdrawn", "roll_call_closed", "inject_fell", "inject_settled", "move_made",
    "move_exposed", "delegation_left", "delegation_returned", "accord_concluded", "talks_concluded",
    "conduct_reported", "game_ended"), "dispatch_sent" (headline in ``text``, the rest in ``more``),
    "announced" (the chair's words in ``text``) or "moved" (``text`` says why, ``moves`` what).
    Any other kind is told as it stands: ``parties`` did what ``title`` says, in the words of
    ``text``. Else ``title`` is a move's name, or what is counted (rounds, steps); ``why`` says what
    exposed it, ``told`` what else is said of it.
    """

    at: float
    time: str
    kind: str
    text: str = ""
    more: str = ""
    round: int = 0
    parties: tuple[Party, ...] = ()
    proposal: ProposalCard | None = None
    crisis: CrisisCard | None = None
    moves: tuple[Move, ...] = ()
    title: str = ""
    why: str = ""
    told: tuple[str, ...] = ()
    accord: OfferCard | None = None
    reports: tuple[Report, ...] = ()


def news(stage: Stage, limit: int | None = None) -> tuple[Item, ...]:
    """Everything public that happened, newest first; with a limit no more work than for so many."""
    notes = stage.view.notes if limit is None else stage.view.notes[-limit:]
    items = [_noted(stage, note) for note in notes if not _told_by_walk(stage, note)]
    items += [
        Item(said.at, stage.time(said.at), "announced", said.text)
        for said in (stage.view.statements if limit is None else stage.view.statements[-limit:])
        if said.delegation is None and not (said.hidden and not said.text)
    ]
    # One moment moves a few indicators, so the last steps of their courses hold enough moments.
    course = stage.view.course if limit is None else stage.view.course[-limit * _AT_ONCE :]
    items += _moved(stage, course)
    # Of what happened in one moment, what followed stands above what it followed from.
    return tuple(sorted(items, key=lambda item: item.at))[::-1][:limit]


def _noted(stage: Stage, note: Note) -> Item:
    """What a note says; one of a kind without a form of its own is told as it stands."""
    return _SAID.get(note.kind, _as_it_stands)(stage, note)


def _as_it_stands(stage: Stage, note: Note) -> Item:
    """Who did what, in their own words."""
    return Item(
        note.at,
        stage.time(note.at),
        note.kind,
        note.text or "",
        parties=(stage.party(note.delegation),) if note.delegation else (),
        title=stage.word("events", note.ref),
    )


def _phase(stage: Stage, note: Note) -> Item:
    round_, phase = note.ref.split(".")
    unit = stage.word("units", "step" if phase == PhaseName.IMPLEMENTATION else "round")
    word = stage.word("phases", phase)
    return Item(note.at, stage.time(note.at), note.kind, word, round=int(round_), title=unit)


def _meeting(stage: Stage, note: Note) -> Item:
    members = set(note.ref.split("+"))
    met = tuple(party for party in stage.parties if party.id in members)
    return Item(note.at, stage.time(note.at), note.kind, parties=met)


def _proposal(stage: Stage, note: Note) -> Item:
    found = stage.view.proposals[note.ref]
    card = proposal_card(stage, found, private=False)
    return Item(note.at, stage.time(note.at), note.kind, proposal=card)


def _crisis(stage: Stage, note: Note) -> Item:
    found = stage.view.crises[note.ref]
    return Item(note.at, stage.time(note.at), note.kind, crisis=crisis_card(stage, found))


def _accord(stage: Stage, note: Note) -> Item:
    offer = first((o for o in stage.view.offers.values() if _is_announced(o, note)), note)
    return Item(note.at, stage.time(note.at), note.kind, accord=offer_card(stage, offer))


def _is_announced(offer: Offer, note: Note) -> bool:
    """Whether the note tells of that accord: one of a name may be replaced by another later."""
    announced = offer.status in ("concluded", "replaced") and not offer.confidential
    return announced and (offer.accord, offer.at) == (note.ref, note.at)


def _step(stage: Stage, note: Note) -> Item:
    reports = _reports(stage, note)
    return Item(note.at, stage.time(note.at), note.kind, round=int(note.ref), reports=reports)


def _dispatch(stage: Stage, note: Note) -> Item:
    sent = first((d for d in stage.view.dispatches if d.id == note.ref), note)
    return Item(note.at, stage.time(note.at), note.kind, sent.headline, sent.text)


def _ending(stage: Stage, note: Note) -> Item:
    signed = tuple(p for p in stage.parties if p.id in stage.view.signatories)
    told = stage.word("endings_told", note.ref)
    return Item(note.at, stage.time(note.at), note.kind, told, parties=signed)


def _act(stage: Stage, note: Note) -> Item:
    """A move that was made in public, or a secret one that came to light."""
    exposed = note.kind == "move_exposed"
    made = first((m for m in stage.view.moves if _is_of(m, note, exposed=exposed)), note)
    text = stage.texts.moves[made.move]
    return Item(
        note.at,
        stage.time(note.at),
        note.kind,
        text.news,
        parties=(stage.party(made.delegation),),
        title=text.name,
        why=cause(stage, made.cause) if made.cause else "",
        told=tuple(text.cases[case] for case in made.cases if case in text.cases and not exposed),
    )


def _told_by_walk(stage: Stage, note: Note) -> bool:
    """Whether the note is of a move that walks out or back, of which there is a note of its own."""
    return note.kind == "move_made" and stage.structure.move(note.ref).walks is not None


def _walk(stage: Stage, note: Note) -> Item:
    """A delegation that left or came back, in the words of the move by which it did."""
    made = first(
        (
            one
            for one in stage.view.moves
            if (one.delegation, one.at) == (note.ref, note.at)
            and stage.structure.move(one.move).walks is not None
        ),
        note,
    )
    text = stage.texts.moves[made.move]
    return Item(
        note.at,
        stage.time(note.at),
        note.kind,
        text.news,
        parties=(stage.party(note.ref),),
        told=tuple(text.cases[case] for case in made.cases if case in text.cases),
    )


def _is_of(made: MadeMove, note: Note, *, exposed: bool) -> bool:
    return made.move == note.ref and (made.cause is not None if exposed else made.at == note.at)


def _reports(stage: Stage, note: Note) -> tuple[Report, ...]:
    """What all could see in that step of duties that were not honoured."""
    step = int(note.ref)
    return tuple(
        Report(
            stage.party(duty.delegation),
            stage.texts.obligations[duty.obligation].detected,
            stage.word("conducts_seen", seen),
        )
        for duty in stage.view.duties.values()
        if not duty.known_to and len(duty.reports) >= step
        for seen in (duty.reports[step - 1],)
        if seen in _BREACHES
    )


def _moved(stage: Stage, course: Sequence[IndicatorChange]) -> list[Item]:
    """The indicators' moves, those of one moment and one cause together."""
    together: dict[tuple[float, str], list[IndicatorChange]] = {}
    for change in course:
        together.setdefault((change.at, change.cause), []).append(change)
    return [
        Item(at, stage.time(at), "moved", cause(stage, why), moves=moves)
        for (at, why), changes in together.items()
        if (moves := _moves(stage, changes))
    ]


def _moves(stage: Stage, changes: list[IndicatorChange]) -> tuple[Move, ...]:
    """The net move of each indicator."""
    first = {change.indicator: change.before for change in reversed(changes)}
    last = {change.indicator: change.after for change in changes}
    return tuple(
        Move(
            name=stage.texts.indicators[indicator].name,
            by=after - first[indicator],
            after=after,
            worse=(after > first[indicator]) == stage.structure.indicator(indicator).high_is_bad,
        )
        for indicator, after in last.items()
        if after != first[indicator]
    )


#: What puts each kind of note into words.
_SAID: Mapping[str, Callable[[Stage, Note], Item]] = {
    "phase_opened": _phase,
    "meeting_opened": _meeting,
    "proposal_tabled": _proposal,
    "proposal_withdrawn": _proposal,
    "roll_call_closed": _proposal,
    "inject_fell": _crisis,
    "inject_settled": _crisis,
    "move_made": _act,
    "move_exposed": _act,
    "delegation_left": _walk,
    "delegation_returned": _walk,
    "accord_concluded": _accord,
    "conduct_reported": _step,
    "dispatch_sent": _dispatch,
    "game_ended": _ending,
    "talks_concluded": _ending,
}

#: Every kind of item.
KINDS = frozenset(
    {*_SAID, "announced", "moved", *(kind_of(event) for event in EVENT_KINDS if event.is_news)}
)
