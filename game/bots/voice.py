"""What the machine says, in role.

Sentences come from the scenario's voices, or from the plain ones here where a pack has none. They
are chosen by chance and filled in with names from the scenario alone: who speaks, about which
clause, to whom. Nothing of a delegation's worth, weights or red lines reaches this module, so two
delegations that do the same say the same.
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from game.engine.draws import Draws
from game.scenario.model import DelegationId, IssueId, OptionId
from game.scenario.texts import FILLINGS, Scenario, Voice


@cache
def plain_voice(language: str) -> Voice:
    """What a delegation says that the pack gives no voice, in that language or else in English."""
    folder = Path(__file__).parent / "phrases"
    file = folder / f"{language}.toml"
    chosen = file if file.exists() else folder / "en.toml"
    return Voice.model_validate(tomllib.loads(chosen.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Speech:
    """What is to be said: the occasion, the clauses that it names, and whom it speaks to."""

    occasion: str
    clauses: tuple[tuple[IssueId, OptionId | None], ...] = ()
    hearer: DelegationId | None = None


@dataclass(frozen=True)
class Speaker:
    """Gives a delegation's speeches their words."""

    scenario: Scenario
    language: str
    delegation: DelegationId
    draws: Draws = field(repr=False)

    def say(self, speech: Speech, turn: int, limit: int) -> str:
        """The words, no longer than the limit.

        Chance says with which of the sentences the delegation begins; ``turn`` counts on from
        there, so that it does not say the same twice running.
        """
        texts = self.scenario.text(self.language)
        voice = texts.voices.get(self.delegation) or plain_voice(self.language)
        sentences: tuple[str, ...] = getattr(voice, speech.occasion)
        chance = self.draws.fraction(f"{self.delegation} {speech.occasion}")
        place = int(chance * len(sentences)) + turn
        return sentences[place % len(sentences)].format(**self._fillings(speech))[:limit]

    def _fillings(self, speech: Speech) -> dict[str, str]:
        texts = self.scenario.text(self.language)
        filled = dict.fromkeys(FILLINGS[speech.occasion], "")
        for prefix, (issue, option) in zip(("", "other_"), speech.clauses, strict=False):
            filled[f"{prefix}issue"] = texts.issues[issue].title
            if option is not None:
                filled[f"{prefix}option"] = texts.issues[issue].options[option].label
        if speech.hearer is not None:
            # As diplomats say it; and "Washington's" needs no article in any sentence.
            filled["delegation"] = texts.delegations[speech.hearer].capital
        return filled
