"""What was signed and must be carried out, as everybody sees it: duties, and what was seen."""

from collections import Counter
from dataclasses import dataclass

from game.web.present.stage import Party, Stage

#: Seconds for which the wall opens one signature after the other.
REVEAL = 12.0


@dataclass(frozen=True)
class Undertaking:
    """A public duty; ``seen`` has a word and its kind for each step that is over."""

    duty: str
    seen: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Obliged:
    """A delegation and its public duties."""

    delegation: Party
    undertakings: tuple[Undertaking, ...]

    @property
    def tally(self) -> tuple[tuple[str, str, int], ...]:
        """What was seen of all of them together: a word, its kind, and how often."""
        counted = Counter(seen for one in self.undertakings for seen in one.seen)
        return tuple((word, kind, times) for (word, kind), times in counted.items())

    @property
    def wanting(self) -> tuple[Undertaking, ...]:
        """Those of which something else was seen than that they were honoured."""
        return tuple(
            one for one in self.undertakings if any(kind != "honour" for _, kind in one.seen)
        )


def obliged(stage: Stage) -> tuple[Obliged, ...]:
    """Who must do what under the joint text and public accords, in seating order."""
    public = [duty for duty in stage.view.duties.values() if not duty.known_to]
    return tuple(
        Obliged(party, own)
        for party in stage.parties
        if (
            own := tuple(
                Undertaking(
                    stage.texts.obligations[duty.obligation].duty,
                    tuple((stage.word("conducts_seen", seen), seen) for seen in duty.reports),
                )
                for duty in public
                if duty.delegation == party.id
            )
        )
    )


def revealing(stage: Stage) -> bool:
    """Whether the decisions about signing have only just been opened."""
    opened = stage.view.decisions_opened_at
    return opened is not None and 0 <= stage.now - opened < REVEAL
