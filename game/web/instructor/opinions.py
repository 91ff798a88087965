"""The questionnaires' answers beside the results."""

from flask import render_template
from flask.typing import ResponseReturnValue

from game.messages import words
from game.report import asking
from game.report.phrases import group
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned
from game.web.present import opinions as part


@bp.get("/conference/<int:id_>/questionnaires")
def opinions(id_: int) -> ResponseReturnValue:
    """Expectations, satisfaction in four dimensions beside attainment, and open answers."""
    found = owned(id_)
    material = hall().office.material(found, "names")
    return render_template(
        "instructor_opinions.html",
        conference=found,
        names=material.texts.delegations,
        dimensions=group("asking.dimensions", found.language),
        expectations=part.expectations(material),
        rows=part.rows(material),
        foreseen=part.foreseen(material),
        endings=words("endings", found.language),
        open_items=[
            (asking.text(item, found.language), part.in_words(material, item.form, item.id))
            for item in asking.ITEMS
            if item.open
        ],
        few=asking.FEW,
    )
