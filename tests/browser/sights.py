"""The pages that must be usable by everybody: what they are, and who sees them when."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

#: A class before its start; at a table with proposals before it, with a crisis to be answered, at
#: the signing, while what was signed is carried out; and when all is over.
When: TypeAlias = Literal["before", "during", "crisis", "signing", "carrying_out", "after"]
#: In whose browser: the instructor's, a delegation's head's, the press corps', or no login.
Who: TypeAlias = Literal["teacher", "student", "observer", "nobody"]


@dataclass(frozen=True)
class Sight:
    """A page. Its path may name ``{id}`` and ``{code}`` of the conference, ``{student}``,
    ``{observer}``. ``allowed`` are rules of axe that it has a reason to break.
    """

    when: When
    who: Who
    path: str
    allowed: frozenset[str] = frozenset()


#: The wall turns by itself, and has a link that makes it stay (WCAG 2.2.1).
_TURNS = frozenset({"meta-refresh"})
_CLASS = "/instructor/conference/{id}"
_TABS = ("brief", "compose", "text", "talk", "act", "news")

SIGHTS: tuple[Sight, ...] = (
    # Ways in.
    Sight("before", "nobody", "/"),
    Sight("before", "nobody", "/join/{code}"),
    Sight("before", "nobody", "/instructor/login"),
    Sight("before", "nobody", "/rules/class50"),
    Sight("before", "nobody", "/privacy"),
    # To read before and after.
    *(
        Sight("before", "nobody", f"/teaching/{name}")
        for name in ("", "glossary", "map", "timeline")
    ),
    Sight("before", "teacher", "/instructor/role-packs"),
    Sight("before", "teacher", "/instructor/role-packs/class50/us"),
    # The instructor.
    Sight("before", "teacher", "/instructor"),
    Sight("before", "teacher", _CLASS),
    Sight("before", "teacher", _CLASS + "/roster"),
    Sight("before", "teacher", _CLASS + "/table/1"),
    Sight("during", "teacher", _CLASS),
    Sight("during", "teacher", _CLASS + "/table/1"),
    Sight("during", "teacher", _CLASS + "/table/1/talk"),
    Sight("during", "teacher", _CLASS + "/table/1/timeline"),
    Sight("after", "teacher", _CLASS),
    Sight("after", "teacher", _CLASS + "/table/1"),
    Sight("after", "teacher", _CLASS + "/table/1/guide"),
    Sight("after", "teacher", _CLASS + "/table/1/guide/1"),
    Sight("after", "teacher", _CLASS + "/questionnaires"),
    Sight("after", "teacher", _CLASS + "/exports"),
    Sight("after", "teacher", _CLASS + "/delete"),
    # The debrief.
    Sight("after", "teacher", _CLASS + "/debrief"),
    Sight("after", "teacher", _CLASS + "/table/1/debrief"),
    Sight("after", "teacher", _CLASS + "/table/1/debrief/us"),
    Sight("after", "student", "/play/{student}/debrief"),
    # The projector and the press corps.
    Sight("before", "nobody", "/watch/{code}"),
    Sight("during", "nobody", "/watch/{code}/1"),
    Sight("during", "nobody", "/watch/{code}/rotation", _TURNS),
    Sight("during", "nobody", "/watch/{code}/rotation?hold=1"),
    Sight("after", "nobody", "/watch/{code}/1"),
    Sight("before", "observer", "/wait/{observer}"),
    # The students.
    Sight("before", "student", "/wait/{student}"),
    Sight("before", "student", "/play/{student}/before"),
    Sight("before", "student", "/me/{student}"),
    Sight("before", "student", "/play/{student}/brief"),
    Sight("before", "student", "/play/{student}/rules"),
    *(Sight("during", "student", f"/play/{{student}}?tab={tab}") for tab in _TABS),
    Sight("crisis", "student", "/play/{student}"),
    Sight("crisis", "teacher", _CLASS + "/table/1"),
    Sight("crisis", "nobody", "/watch/{code}/1"),
    Sight("signing", "student", "/play/{student}?tab=text"),
    Sight("signing", "teacher", _CLASS + "/table/1"),
    Sight("signing", "nobody", "/watch/{code}/1"),
    Sight("carrying_out", "student", "/play/{student}?tab=text"),
    Sight("carrying_out", "teacher", _CLASS + "/table/1"),
    Sight("carrying_out", "nobody", "/watch/{code}/1"),
    Sight("during", "student", "/play/{student}/rules"),
    *(Sight("after", "student", f"/play/{{student}}?tab={tab}") for tab in _TABS),
    Sight("after", "student", "/play/{student}/score"),
    Sight("after", "student", "/play/{student}/after"),
    Sight("after", "student", "/me/{student}"),
)
