"""What every part of a scenario is made of: names, bounded numbers, and the frozen entry."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

DelegationId: TypeAlias = str
IssueId: TypeAlias = str
OptionId: TypeAlias = str
IndicatorId: TypeAlias = str
ObjectiveId: TypeAlias = str
RedLineId: TypeAlias = str
InjectId: TypeAlias = str
MoveId: TypeAlias = str
AccordId: TypeAlias = str
AccessId: TypeAlias = str
ObligationId: TypeAlias = str
PresetId: TypeAlias = str
SourceId: TypeAlias = str

#: A choice of one option for each of several issues.
Package: TypeAlias = Mapping[IssueId, OptionId]

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Percent = Annotated[int, Field(ge=0, le=100)]
Ending: TypeAlias = Literal[
    "full_accord", "partial_accord", "no_agreement", "walk_out", "breakdown"
]
ConsensusRule: TypeAlias = Literal["unanimity", "minus_one"]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


#: One name or a list of names, any of which fits.
AnyOf: TypeAlias = Annotated[tuple[Identifier, ...], BeforeValidator(_listed)]


class Entry(BaseModel):
    """A frozen piece of a scenario that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)
