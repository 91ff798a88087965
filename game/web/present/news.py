"""The public timeline: what happened at the table and what moved the world."""

from dataclasses import dataclass

from game.engine.state import IndicatorChange, Note
from game.web.present.crises import CrisisCard, crisis_card
from game.web.present.joint_text import ProposalCard, proposal_card
from game.web.present.stage import Party, Stage


@dataclass(frozen=True)
class Move:
    """How far an indicator moved at one moment, and its value afterwards."""

    name: str
    by: int
    after: int
    worse: bool


@dataclass(frozen=True)
class Item:
    """A line of the news.

    ``kind`` is the note's kind ("phase_opened", "meeting_opened", "proposal_tabled",
    "proposal_withdrawn", "roll_call_closed", "inject_fell", "inject_settled", "game_ended"),
    "announced" (the chair's words in ``text``) or "moved" (``text`` says why, ``moves`` what).
    """

    at: float
    time: str
    kind: str
    text: str = ""
    round: int = 0
    parties: tuple[Party, ...] = ()
    proposal: ProposalCard | None = None
    crisis: CrisisCard | None = None
    moves: tuple[Move, ...] = ()


def news(stage: Stage) -> tuple[Item, ...]:
    """Everything public that happened, newest first."""
    items: list[Item] = [_noted(stage, note) for note in stage.view.notes]
    items += [
        Item(said.at, stage.time(said.at), "announced", said.text)
        for said in stage.view.statements
        if said.delegation is None
    ]
    items += _moved(stage)
    # Of what happened in one moment, what followed stands above what it followed from.
    return tuple(sorted(items, key=lambda item: item.at))[::-1]


def _noted(stage: Stage, note: Note) -> Item:
    at, time, kind = note.at, stage.time(note.at), note.kind
    match kind:
        case "phase_opened":
            round_, phase = note.ref.split(".")
            return Item(at, time, kind, stage.word("phases", phase), round=int(round_))
        case "meeting_opened":
            members = set(note.ref.split("+"))
            met = tuple(party for party in stage.parties if party.id in members)
            return Item(at, time, kind, parties=met)
        case "proposal_tabled" | "proposal_withdrawn" | "roll_call_closed":
            found = next(p for p in stage.view.proposals if p.id == note.ref)
            return Item(at, time, kind, proposal=proposal_card(stage, found, private=False))
        case "inject_fell" | "inject_settled":
            crisis = next(c for c in stage.view.crises if c.inject == note.ref)
            return Item(at, time, kind, crisis=crisis_card(stage, crisis))
        case "game_ended":
            signed = tuple(p for p in stage.parties if p.id in stage.view.signatories)
            return Item(at, time, kind, stage.word("endings_told", note.ref), parties=signed)
        case _:
            return Item(at, time, kind, note.ref)


def _moved(stage: Stage) -> list[Item]:
    """The indicators' moves, those of one moment and one cause together."""
    together: dict[tuple[float, str], list[IndicatorChange]] = {}
    for change in stage.view.course:
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


def cause(stage: Stage, id_: str) -> str:
    """Why a number moved: a card's headline or a trigger in words."""
    card = stage.texts.injects.get(id_)
    return stage.word("causes", id_) if card is None else card.headline
