"""What follows a command: back to the page, or the refusal in words."""

from typing import Any

from flask import Request, redirect, render_template
from flask.typing import ResponseReturnValue

from game.engine.actors import INSTRUCTOR, Actor
from game.engine.acts.proposals import CONTRADICTION
from game.engine.refusals import Refused
from game.messages import sentence, sentence_to_chair
from game.refusals import Refusal
from game.scenario.texts import Texts
from game.web.forms import Malformed, read_command
from game.web.hall import hall

#: Fields in which people write: the words of one are given back with a refusal.
_TYPED = ("text", "note", "name")


def wants_json(request: Request) -> bool:
    """Whether a program asks rather than a browser's form."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def carry_out(
    request: Request, table_id: int, actor: Actor, back: str, sender: str | None = None
) -> ResponseReturnValue:
    """Submit the request's command for the actor; 303 back to the page, or JSON for a program.

    ``sender`` is whose command ids these are, where the actor does not tell.
    """
    try:
        envelope = read_command(request)
        if actor.participant is not None:
            hall().pace.check("command", actor.participant)
        hall().tables.submit(
            table_id,
            actor,
            envelope.command,
            command_id=envelope.command_id,
            sender=sender,
            step=envelope.step,
        )
    except Malformed:
        return refusal(request, 422, "malformed", sentence("malformed"), back)
    except Refused as refused:
        in_full = with_reason(refused, hall().tables.scenario_of(table_id).text("en"))
        return told(request, in_full, back, chair=actor == INSTRUCTOR)
    except Refusal as refused:
        return told(request, refused, back)
    if wants_json(request):
        # Numbers of the whole table would tell how much others do in secret.
        return {"accepted": True}
    return redirect(back, 303)


def with_reason(refused: Refused, texts: Texts) -> Refused:
    """The refusal with the scenario's own words for it, where the scenario has set the rule."""
    if refused.reason is not CONTRADICTION:
        return refused
    return Refused(refused.reason, why=texts.conflicts[str(refused.details["conflict"])])


def accepted(request: Request, back: str) -> ResponseReturnValue:
    """A command of which nothing but its success is worth telling."""
    return {"accepted": True} if wants_json(request) else redirect(back, 303)


def told(
    request: Request, refused: Refusal, back: str, *, chair: bool = False
) -> tuple[Any, int, dict[str, str]]:
    """What was refused, in words (``chair``: in the instructor's); what was typed is given back."""
    tell = sentence_to_chair if chair else sentence
    text = tell(refused.code, refused.details)
    return (*refusal(request, refused.status, refused.code, text, back), retry_headers(refused))


def retry_headers(refused: Refusal) -> dict[str, str]:
    """The headers that tell a program when to come back, where waiting helps."""
    seconds = refused.retry_after
    return {} if seconds is None else {"Retry-After": str(seconds)}


def refusal(request: Request, status: int, code: str, text: str, back: str) -> tuple[Any, int]:
    """A refusal as JSON, or as a page that gives back what had been typed."""
    if wants_json(request):
        return {"error": {"code": code, "message": text}}, status
    typed = next(filter(None, (request.form.get(name, "") for name in _TYPED)), "")
    return render_template("refused.html", message=text, typed=typed, back=back), status
