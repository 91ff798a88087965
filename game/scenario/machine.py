"""What the machine needs to hold a seat: a character for each delegation, and its frozen par."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from game.scenario.base import DelegationId, Entry, IssueId, MoveId, OptionId, PresetId

#: A part of one.
Part = Annotated[float, Field(ge=0, le=1)]
#: How the machine plays: milder than, like, or harder than the scenario's characters say.
Level: TypeAlias = Literal["cooperative", "realistic", "hard"]


class FirstStep(Entry):
    """A text that goes less far than a settlement: what it may say on some issues.

    ``share`` is in which part of all games a delegation works for it.
    """

    share: Part
    options: dict[IssueId, tuple[OptionId, ...]]


class Personality(Entry):
    """How the machine plays a delegation.

    It asks for ``top`` of what lies between no deal (0) and its best deal (1) and comes down to
    ``floor`` along ``1 − t^concession`` (below 1 early, above 1 late). ``reciprocity`` is how much
    of that it holds back while the others do not move, ``regard`` how much it heeds each of the
    others (1 where unsaid), ``holds`` until which part of the talks it insists on its own wish on
    an issue. From ``bridges_at`` on it tables what it thinks best for all, and in the last hour, if
    the day is one for less than a settlement, one of its ``first_steps``. It ``shuns`` meetings
    alone with some. ``temper`` is how easily it is provoked (0: never), to what stands in
    ``provocations``, the mildest first. ``faith`` is how often it keeps its word although breaking
    it would pay; ``initiative`` how often it acts on its own when that serves it.
    ``never`` are options that it does not table, whatever they would bring.
    """

    delegation: DelegationId
    concession: Annotated[float, Field(gt=0, le=10)] = 1.0
    top: Part = 1.0
    floor: Part = 0.05
    reciprocity: Part = 0.2
    regard: dict[DelegationId, Annotated[float, Field(gt=0, le=5)]] = Field(default_factory=dict)
    holds: dict[IssueId, Part] = Field(default_factory=dict)
    bridges_at: Part | None = None
    first_steps: tuple[FirstStep, ...] = ()
    shuns: tuple[DelegationId, ...] = ()
    temper: Part = 0.0
    provocations: tuple[MoveId, ...] = ()
    faith: Part = 0.85
    initiative: Part = 0.4
    never: dict[IssueId, tuple[OptionId, ...]] = Field(default_factory=dict)


class Par(Entry):
    """What skilled play by the machine gets in each seat under a preset, frozen.

    ``seats`` holds attainment in hundredths of a per cent: 4000 is 40 % of the way from no deal to
    the best deal, under whatever weights the delegation scores by in the end. It was found over
    ``deals`` accords among ``games`` games, and holds as long as ``depends`` is the hash of what
    it depends on (see ``game.bots.par``).
    """

    preset: PresetId
    games: int
    deals: int
    depends: str
    seats: dict[DelegationId, Annotated[int, Field(ge=1, le=9999)]]
