"""What a check has found, in words."""

from collections.abc import Iterator

from game.engine.state import RULES_VERSION
from game.engine.viewers import INSTRUCTOR_LISTENER, PUBLIC_LISTENER
from game.messages import words
from game.records.format import BadRecord, Record
from game.records.names import Names
from game.records.outcome import Difference, same_facts, same_numbers, same_rules
from game.records.phrases import phrase
from game.scenario.texts import Scenario


def why_bad(bad: BadRecord, language: str = "en") -> str:
    """The sentence for a file that cannot be read."""
    return phrase("bad", bad.code, language, **bad.details)


def remarks(recorded: Record, scenario: Scenario) -> Iterator[str]:
    """What to know before reading on: another scenario, other rules."""
    language = recorded.header.language
    if not same_numbers(recorded, scenario):
        yield phrase("check", "other_numbers", language)
    if not same_rules(recorded):
        found = recorded.header.rules_version
        yield phrase("check", "other_rules", language, found=found, ours=RULES_VERSION)


def uncompared(recorded: Record) -> Iterator[str]:
    """What a check must leave out, since the file was recorded by another version."""
    if not same_facts(recorded):
        yield phrase("check", "other_facts", recorded.header.language)


def passed(recorded: Record, scenario: Scenario) -> str:
    """The sentence for a game that replays as recorded."""
    language, ending = recorded.header.language, recorded.outcome.ending
    whole = same_numbers(recorded, scenario) and same_facts(recorded)
    return phrase(
        "check",
        "as_recorded" if whole else "as_recorded_partly",
        language,
        events=recorded.outcome.events,
        ending=words("endings", language)[ending]
        if ending
        else phrase("frame", "still_running", language),
    )


def differs(difference: Difference, recorded: Record, scenario: Scenario) -> str:
    """The sentence for something that is not as recorded."""
    language = recorded.header.language
    details = dict(difference.details)
    if "viewer" in details:
        details["viewer"] = _viewer(str(details["viewer"]), language, scenario)
    for side in ("told", "found"):
        if side in details:
            details[side] = words("endings", language).get(str(details[side]), details[side])
    return phrase("check", difference.code, language, **details)


def _viewer(listener: str, language: str, scenario: Scenario) -> str:
    match listener:
        case _ if listener == PUBLIC_LISTENER:
            return phrase("viewers", "public", language)
        case _ if listener == INSTRUCTOR_LISTENER:
            return phrase("viewers", "instructor", language)
        case _:
            return Names(scenario.text(language), language).delegation(listener)
