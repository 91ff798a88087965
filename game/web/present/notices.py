"""What everybody should notice wherever they are: the chair's word, a verdict, an empty chair."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from game.engine.entries import Note
from game.web.present.joint_text import ProposalCard, proposal_card
from game.web.present.stage import Party, Stage

#: For so long (seconds) a notice is news; the style sheet takes it away after as long.
SECONDS = 20
_WALKS = ("delegation_left", "delegation_returned")


@dataclass(frozen=True)
class Notice:
    """``kind`` is "announced" (the chair's words in ``text``), "verdict" or a walk's note's kind.

    ``id`` is its own: the same notice is never shown anew. A verdict has its ``proposal``, who was
    ``against`` it and who ``abstained`` as far as all may know, and, for its author, the address
    at which what failed can be ``change``d.
    """

    id: str
    at: float
    kind: str
    text: str = ""
    party: Party | None = None
    proposal: ProposalCard | None = None
    against: tuple[Party, ...] = ()
    abstained: tuple[Party, ...] = ()
    change: str = ""


def notices(stage: Stage) -> tuple[Notice, ...]:
    """What happened in the last seconds and concerns everybody, the latest first."""
    found = (*_announced(stage), *_noted(stage))
    return tuple(sorted(found, key=lambda notice: notice.at, reverse=True))


def _announced(stage: Stage) -> Iterator[Notice]:
    for place in reversed(range(len(stage.view.statements))):
        said = stage.view.statements[place]
        if stage.now - said.at >= SECONDS:
            return
        if said.delegation is None and said.text and not said.hidden:
            yield Notice(f"said-{place}", said.at, "announced", said.text)


def _noted(stage: Stage) -> Iterator[Notice]:
    for note in reversed(stage.view.notes):
        if stage.now - note.at >= SECONDS:
            return
        if note.kind == "roll_call_closed":
            yield _verdict(stage, note)
        elif note.kind in _WALKS:
            id_ = f"{note.kind}-{note.ref}-{round(note.at)}"
            yield Notice(id_, note.at, note.kind, party=stage.party(note.ref))


def _verdict(stage: Stage, note: Note) -> Notice:
    proposal = stage.view.proposals[note.ref]
    card = proposal_card(stage, proposal, private=False)
    failed = card.mine and card.status == "failed" and stage.phase == "drafting"
    options = {f"options.{issue}": option for issue, option in proposal.package.items()}

    def voted(state: str) -> tuple[Party, ...]:
        return tuple(b.delegation for b in card.roll_call.ballots if b.state == state)

    return Notice(
        f"verdict-{note.ref}",
        note.at,
        "verdict",
        party=card.author,
        proposal=card,
        against=voted("reject"),
        abstained=voted("abstain"),
        change=f"?{urlencode({'tab': 'compose', **options})}" if failed else "",
    )
