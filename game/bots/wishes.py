"""What a delegation asks for in words, and whether it wants more or less on an issue."""

from game.bots.mind import Mind
from game.bots.valuation import Choice
from game.bots.voice import Speech
from game.scenario.model import DelegationId, IssueId, OptionId, Package
from game.scenario.voices import Leaning

#: Until this part of the talks we say what we want, afterwards what we would take.
CANDID = 0.6

Clause = tuple[IssueId, OptionId]


def wishes(mind: Mind) -> tuple[Clause, ...]:
    """The clauses that we ask for, those first that matter most.

    Early it is what we want most on an issue, later what we would offer on it. Neither what has
    been initialled nor silence is asked for.
    """
    agenda = mind.view.setup.agenda
    return tuple(
        (agenda[axis], wished)
        for axis in mind.own.by_stake
        if (wished := wish_on(mind, axis)) is not None
    )


def wish_on(mind: Mind, axis: int) -> OptionId | None:
    """What we ask for on an issue; None where the text as it stands serves us best."""
    values = mind.own.stakes[axis]
    place = values.index(max(values))
    if mind.progress >= CANDID and mind.offer is not None:
        place = mind.offer.choice[axis]
    option = mind.own.pool.space.options[axis][place]
    silent = mind.structure.issue(mind.view.setup.agenda[axis]).silent
    return None if place == mind.standing_choice[axis] or option == silent else option


def spoken(mind: Mind, axis: int, occasion: str, hearer: DelegationId | None) -> Speech:
    """What we have to say on an issue: what we ask for, or that we would rather say little."""
    issue = mind.view.setup.agenda[axis]
    option = wish_on(mind, axis)
    if option is None:
        way: Leaning | None = "less" if issue not in mind.text else None
        return Speech("limit", ((issue, None),), hearer, way)
    clause = issue, option
    return Speech(occasion, (clause,), hearer, leaning(mind, clause))


def leaning(mind: Mind, clause: Clause) -> Leaning | None:
    """Whether that clause goes further than the text as it stands, or less far.

    None where it would not serve us better than what stands there, so that no reason is true.
    """
    axis = mind.view.setup.agenda.index(clause[0])
    place = mind.own.pool.space.options[axis].index(clause[1])
    here, values = mind.standing_choice[axis], mind.own.stakes[axis]
    if values[place] <= values[here]:
        return None
    return "more" if place > here else "less"


def difficulty(mind: Mind, package: Package) -> tuple[IssueId, Leaning | None]:
    """The clause of a package whose change would help us most, and which way we would change it.

    By our own valuation of the text with that package; the way is None where no change would help.
    """
    after = mind.after(package)
    agenda = mind.view.setup.agenda
    found = [
        (gain, -axis, place)
        for axis, issue in enumerate(agenda)
        if issue in package
        for place, gain in _gains(mind, after, axis)
    ]
    gain, minus_axis, place = max(found)
    issue = agenda[-minus_axis]
    if gain <= 0:
        return issue, None
    return issue, "more" if place > after[-minus_axis] else "less"


def way_from(mind: Mind, issue: IssueId, before: OptionId, after: OptionId) -> Leaning:
    """Whether an option goes further than another or less far."""
    options = mind.structure.issue(issue).option_ids
    return "more" if options.index(after) > options.index(before) else "less"


def _gains(mind: Mind, after: Choice, axis: int) -> list[tuple[int, int]]:
    """What each other option on an issue would bring us, by its place."""
    worth = mind.own.points(after)
    return [
        (place, mind.own.points((*after[:axis], place, *after[axis + 1 :])) - worth)
        for place in range(mind.own.pool.space.shape[axis])
        if place != after[axis]
    ]
