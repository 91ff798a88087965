"""The machine's choice: of all its habits, the first that wants to do something."""

from collections.abc import Callable

from game.bots.habits import diplomacy, drafting, endings, meetings, talk, world
from game.bots.mind import Mind
from game.engine.command import Command

#: Changes whenever bots would play differently; frozen pars depend on it.
STRATEGY_VERSION = 5

Habit = Callable[[Mind], Command | None]

#: In the order in which they are asked: what others wait for comes first.
HABITS: tuple[Habit, ...] = (
    world.answer_crisis,
    talk.use_floor,
    endings.sign,
    drafting.vote,
    meetings.answer_invitation,
    meetings.answer_trade,
    diplomacy.answer_offer,
    endings.rank_issues,
    endings.choose_conduct,
    diplomacy.ask_capital,
    world.move,
    drafting.propose,
    meetings.converse,
    talk.remark,
    meetings.invite,
    diplomacy.offer_accord,
    endings.be_ready,
)

#: When people wait for machines alone: what others asked of it, and no new business.
CLOSING: tuple[Habit, ...] = (
    world.answer_crisis,
    endings.sign,
    drafting.vote,
    meetings.answer_invitation,
    meetings.answer_trade,
    diplomacy.answer_offer,
    endings.rank_issues,
    endings.choose_conduct,
    endings.be_ready,
)

#: Habits that find nothing to do for as long as nothing is heard, once they have found nothing.
TIMELESS = frozenset(
    {
        world.answer_crisis,
        talk.use_floor,
        endings.sign,
        drafting.vote,
        meetings.answer_invitation,
        meetings.answer_trade,
        diplomacy.answer_offer,
        endings.rank_issues,
        endings.choose_conduct,
        diplomacy.ask_capital,
    }
)
TIMELY = tuple(habit for habit in HABITS if habit not in TIMELESS)


def next_command(mind: Mind) -> Command | None:
    """What the delegation does now, or None if it waits."""
    if mind.view.paused_at is not None or mind.view.ending is not None:
        return None
    habits = CLOSING if mind.awaited else TIMELY if mind.idle else HABITS
    return next((command for habit in habits if (command := habit(mind)) is not None), None)
