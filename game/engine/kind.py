"""How commands and events are named where they are stored and sent: by their class's name."""

import re
from inspect import get_annotations
from typing import Any, Literal, cast

from pydantic import BaseModel


def declare_kind(model: type[BaseModel]) -> None:
    """Make ``kind`` the first of the class's own fields: ``RaiseHand`` gets "raise_hand".

    To be called while the class is being made (``__init_subclass__``), before its fields are read.
    """
    kind = re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()
    own = get_annotations(model)
    model.__annotations__ = {"kind": cast(Any, Literal)[kind], **own}
    type.__setattr__(model, "kind", kind)
