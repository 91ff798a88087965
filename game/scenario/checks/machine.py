"""Checks of ``personalities.toml``, ``par.toml`` and of what the machine says.

That is ``voices.toml``, and ``spoken.toml`` with the spoken forms of issues and options.
"""

from collections.abc import Iterator, Mapping
from string import Formatter

from game.scenario.base import IssueId, OptionId
from game.scenario.checks.check import (
    Check,
    covers,
    matching,
    problem,
    repeated,
    unknown,
    unknown_keys,
)
from game.scenario.problems import Problem, Steps
from game.scenario.reading import PAR_FILE, PERSONALITIES_FILE, Pack, Table
from game.scenario.voices import FILLINGS


def _personalities(pack: Pack) -> Iterator[Problem]:
    names = [personality.delegation for personality in pack.personalities]
    yield from repeated(PERSONALITIES_FILE, ("personalities",), names, after=("delegation",))
    for index, one in enumerate(pack.personalities):
        base: Steps = ("personalities", index)
        named = [("delegation", one.delegation)]
        known = pack.delegation_ids
        yield from unknown(PERSONALITIES_FILE, base, named, known, "a delegation")
        others = [other for other in known if other != one.delegation]
        what = "another delegation"
        yield from unknown_keys(PERSONALITIES_FILE, (*base, "regard"), one.regard, others, what)
        shunned = enumerate(one.shuns)
        yield from unknown(PERSONALITIES_FILE, (*base, "shuns"), shunned, others, what)
        if one.floor >= one.top:
            yield problem(PERSONALITIES_FILE, (*base, "floor"), "Must be below the top.")


def _held_issues(pack: Pack) -> Iterator[Problem]:
    for index, one in enumerate(pack.personalities):
        steps: Steps = ("personalities", index, "holds")
        yield from unknown_keys(PERSONALITIES_FILE, steps, one.holds, pack.option_ids, "an issue")


def _named_options(pack: Pack) -> Iterator[Problem]:
    """What is never tabled and what a first step may say are options that there are."""
    for index, one in enumerate(pack.personalities):
        tables: list[tuple[Steps, dict[IssueId, tuple[OptionId, ...]]]] = [
            (("first_steps", number, "options"), step.options)
            for number, step in enumerate(one.first_steps)
        ]
        if one.never:
            tables.append((("never",), one.never))
        for steps, table in tables:
            base: Steps = ("personalities", index, *steps)
            yield from matching(PERSONALITIES_FILE, base, table, pack.option_ids)
        if sum(step.share for step in one.first_steps) > 1:
            base = ("personalities", index, "first_steps")
            yield problem(PERSONALITIES_FILE, base, "Has shares of more than 1 together.")


def _provocations(pack: Pack) -> Iterator[Problem]:
    for index, one in enumerate(pack.personalities):
        own = {move.id for move in pack.moves.values() if move.delegation == one.delegation}
        steps: Steps = ("personalities", index, "provocations")
        what = "a move of this delegation"
        yield from unknown(PERSONALITIES_FILE, steps, enumerate(one.provocations), own, what)


def _pars(pack: Pack) -> Iterator[Problem]:
    names = [par.preset for par in pack.pars]
    presets = [preset.id for preset in pack.presets]
    yield from repeated(PAR_FILE, ("pars",), names, after=("preset",))
    for index, par in enumerate(pack.pars):
        base: Steps = ("pars", index)
        yield from unknown(PAR_FILE, base, [("preset", par.preset)], presets, "a preset")
        seats: Steps = (*base, "seats")
        yield from covers(PAR_FILE, seats, par.seats, pack.delegation_ids, "a delegation")


def _voices(pack: Pack) -> Iterator[Problem]:
    for language, tables in pack.raw_texts.items():
        file = f"texts/{language}/voices.toml"
        voices = tables.get(file)
        if isinstance(voices, Mapping):
            yield from covers(file, (), voices, pack.delegation_ids, "a delegation")
            for steps, sentence, occasion in _sentences(voices):
                yield from _fillings(file, steps, sentence, occasion)
            for delegation, voice in voices.items():
                reasons = voice.get("reasons") if isinstance(voice, Mapping) else None
                if isinstance(reasons, Mapping):
                    steps = (delegation, "reasons")
                    yield from unknown_keys(file, steps, reasons, pack.option_ids, "an issue")


def _sentences(voices: Table) -> Iterator[tuple[Steps, str, str]]:
    for delegation, voice in voices.items():
        occasions = voice.items() if isinstance(voice, Mapping) else ()
        for occasion, sentences in occasions:
            listed = sentences if isinstance(sentences, list) else ()
            for index, sentence in enumerate(listed):
                if isinstance(sentence, str):
                    yield (delegation, occasion, index), sentence, occasion


def _fillings(file: str, steps: Steps, sentence: str, occasion: str) -> Iterator[Problem]:
    try:
        named = [field for _, field, _, _ in Formatter().parse(sentence) if field is not None]
    except ValueError:
        yield problem(file, steps, "Has a brace that is not closed.")
        return
    allowed = FILLINGS.get(occasion, frozenset())
    for field in named:
        if field not in allowed:
            yield problem(file, steps, f"Cannot fill in '{field}' here.")


def _spoken(pack: Pack) -> Iterator[Problem]:
    """Spoken forms are of issues and options that there are; what has none is said by its label."""
    options = {issue.id: issue.option_ids for issue in pack.issues}
    for language, tables in pack.raw_texts.items():
        file = f"texts/{language}/spoken.toml"
        spoken = tables.get(file)
        if not isinstance(spoken, Mapping):
            continue
        yield from unknown_keys(file, (), spoken, options, "an issue")
        for issue in options.keys() & spoken.keys():
            named = spoken[issue].get("options") if isinstance(spoken[issue], Mapping) else None
            if isinstance(named, Mapping):
                steps: Steps = (issue, "options")
                yield from unknown_keys(file, steps, named, options[issue], "an option")


CHECKS = (
    Check(_personalities, needs=("frame",)),
    Check(_held_issues, needs=("issues",)),
    Check(_named_options, needs=("issues",)),
    Check(_provocations, needs=("moves",)),
    Check(_pars, needs=("frame", "presets")),
    Check(_voices, needs=("frame", "issues")),
    Check(_spoken, needs=("issues",)),
)
