"""Why a number moved, in words: the rules record only the id of what moved it."""

from game.engine.entries import StandingChange
from game.web.present.stage import Stage


def cause(stage: Stage, id_: str) -> str:
    """A card, a move, a meeting, an issue of the text, a duty, a dispatch or a trigger in words."""
    texts = stage.texts
    sent = next((dispatch for dispatch in stage.view.dispatches if dispatch.id == id_), None)
    if sent is not None:
        return sent.headline
    if id_ in texts.injects:
        return texts.injects[id_].headline
    if id_ in texts.moves:
        return texts.moves[id_].name
    if id_ in texts.issues:
        return stage.word("causes", "signed").format(issue=texts.issues[id_].title)
    if id_ in texts.obligations:
        return texts.obligations[id_].detected.removesuffix(".")
    met = next((access.between for access in stage.structure.access if access.id == id_), None)
    if met is not None:
        one, other = (stage.party(delegation).name for delegation in met)
        return stage.word("causes", "meeting").format(one=one, other=other)
    return stage.word("causes", id_)


def standing_cause(stage: Stage, change: StandingChange) -> str:
    """Why a delegation's standing at home moved: a red line of its own, or any other cause."""
    line = stage.structure.red_line(change.delegation, change.cause)
    if line is None:
        return cause(stage, change.cause)
    held = line.id in stage.view.mandates.get(change.delegation, ())
    told = stage.texts.red_lines[change.delegation][line.id]
    return stage.word("causes", "leave" if held else "crossed").format(line=told)
