"""What the computer says, in role.

Sentences come from the scenario's voices, or from the plain ones here where a pack has none. They
are filled in with spoken forms and reasons from the scenario alone: who speaks, about which
clause, to whom, and whether it wants more or less there. Nothing else of a delegation's worth,
weights or red lines reaches this module, so two delegations that do the same say the same.
"""

import re
import tomllib
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter

from game.engine.draws import Draws
from game.scenario.model import DelegationId, IssueId, OptionId
from game.scenario.texts import Scenario, Texts
from game.scenario.voices import Leaning, Voice

#: Where one sentence ends and the next begins.
_END = re.compile(r"(?<=[.!?])[”’)]?\s+")


@cache
def plain_voice(language: str) -> Voice:
    """What a delegation says that the pack gives no voice, in that language or else in English."""
    folder = Path(__file__).parent / "phrases"
    file = folder / f"{language}.toml"
    chosen = file if file.exists() else folder / "en.toml"
    return Voice.model_validate(tomllib.loads(chosen.read_text(encoding="utf-8")))


@lru_cache(maxsize=4_096)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, in order."""
    return tuple(part for part in _END.split(text) if part)


@dataclass(frozen=True)
class Speech:
    """What is to be said: the occasion, the clauses that it names, and whom it speaks to.

    ``leaning`` is whether the speaker wants more or less on the first clause's issue.
    """

    occasion: str
    clauses: tuple[tuple[IssueId, OptionId | None], ...] = ()
    hearer: DelegationId | None = None
    leaning: Leaning | None = None


@dataclass(frozen=True)
class Speaker:
    """Gives a delegation's speeches their words."""

    scenario: Scenario
    language: str
    delegation: DelegationId
    draws: Draws = field(repr=False)

    def say(self, speech: Speech, turn: int, limit: int, said: Set[str] = frozenset()) -> str:
        """Words for the speech, no longer than the limit and with no sentence that was said.

        Empty where nothing is left to say. Chance says with which of the sentences the delegation
        begins; ``turn`` counts on from there.
        """
        fresh = (
            text
            for text in self._versions(speech, turn)
            if len(text) <= limit and said.isdisjoint(sentences(text))
        )
        return next(fresh, "")

    def _versions(self, speech: Speech, turn: int) -> Iterator[str]:
        """Every way to say it: each sentence in each form of what it fills in."""
        texts = self.scenario.text(self.language)
        voice = texts.voices.get(self.delegation) or plain_voice(self.language)
        templates: tuple[str, ...] = getattr(voice, speech.occasion)
        forms = self._forms(texts, voice, speech)
        first = self._start(speech.occasion, len(templates))
        most = max((len(words) for words in forms.values()), default=1)
        for shift in range(most):
            filled = {
                name: words[(turn + shift + self._start(name, len(words))) % len(words)]
                for name, words in forms.items()
            }
            for place in range(len(templates)):
                template = templates[(first + turn + place) % len(templates)]
                if fields_of(template) <= filled.keys():
                    yield _capitalised(template.format(**filled))

    def _start(self, what: str, count: int) -> int:
        """With which of so many the delegation begins in this game."""
        return int(self.draws.fraction(f"{self.delegation} begins {what}") * count)

    def _forms(self, texts: Texts, voice: Voice, speech: Speech) -> dict[str, tuple[str, ...]]:
        """What can be filled in, each in its several forms."""
        forms: dict[str, tuple[str, ...]] = {}
        for prefix, (issue, option) in zip(("", "other_"), speech.clauses, strict=False):
            forms[f"{prefix}topic"] = texts.topics(issue)
            if option is not None:
                forms[f"{prefix}option"] = texts.spoken_forms(issue, option)
        if speech.hearer is not None:
            # As diplomats say it; and "Washington's" needs no article in any sentence.
            forms["delegation"] = (texts.delegations[speech.hearer].capital,)
        if speech.leaning is not None and speech.clauses:
            forms["reason"] = voice.why(speech.clauses[0][0], speech.leaning)
        return {name: words for name, words in forms.items() if words}


@lru_cache(maxsize=4_096)
def fields_of(template: str) -> frozenset[str]:
    """The names of what a sentence fills in."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


def _capitalised(text: str) -> str:
    """The text with a capital letter at the beginning of each sentence."""
    return " ".join(part[:1].upper() + part[1:] for part in sentences(text))
