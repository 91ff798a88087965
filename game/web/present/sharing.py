"""Whose conference it is, and who runs it too."""

from dataclasses import dataclass

from game.service.conferences import Conference, Instructor
from game.web.hall import Hall


@dataclass(frozen=True)
class Sharing:
    """The owner's name, the others, and the reader: by id, and whether they are the owner."""

    owner: str
    others: tuple[Instructor, ...]
    own: bool
    reader: int


def sharing(hall: Hall, conference: Conference, reader: Instructor) -> Sharing:
    """With whom the conference is shared, as that instructor sees it."""
    owner = hall.conferences.instructor(conference.instructor_id)
    return Sharing(
        owner=owner.name if owner else "",
        others=hall.conferences.co_instructors(conference.id),
        own=conference.instructor_id == reader.id,
        reader=reader.id,
    )
