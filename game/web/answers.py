"""What follows a command: back to the page, or the refusal in words."""

from typing import Any

from flask import Request, redirect, render_template
from flask.typing import ResponseReturnValue

from game.engine.actors import INSTRUCTOR, Actor
from game.engine.errors import Refused
from game.messages import sentence, sentence_to_chair
from game.web.forms import Malformed, read_command, status_of
from game.web.hall import hall

#: Fields in which people write: the words of one are given back with a refusal.
_TYPED = ("text", "note", "name")


def wants_json(request: Request) -> bool:
    """Whether a program asks rather than a browser's form."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def carry_out(request: Request, table_id: int, actor: Actor, back: str) -> ResponseReturnValue:
    """Submit the request's command for the actor; 303 back to the page, or JSON for a program."""
    try:
        envelope = read_command(request)
        receipt = hall().tables.submit(
            table_id,
            actor,
            envelope.command,
            command_id=envelope.command_id,
            step=envelope.step,
        )
    except Malformed:
        return refusal(request, 422, "malformed", sentence("malformed"), back)
    except Refused as refused:
        return refused_because(request, refused, back, chair=actor == INSTRUCTOR)
    if wants_json(request):
        # Numbers of the whole table would tell how much others do in secret.
        return {"accepted": True, "repeated": receipt.repeated}
    return redirect(back, 303)


def accepted(request: Request, back: str) -> ResponseReturnValue:
    """A command of which nothing but its success is worth telling."""
    return {"accepted": True} if wants_json(request) else redirect(back, 303)


def refused_because(
    request: Request, refused: Refused, back: str, *, chair: bool = False
) -> tuple[Any, int]:
    """What a rule said, in words; ``chair`` where the instructor is told."""
    tell = sentence_to_chair if chair else sentence
    text = tell(refused.reason.value, refused.details)
    return refusal(request, int(status_of(refused.reason)), refused.reason.value, text, back)


def refusal(request: Request, status: int, code: str, text: str, back: str) -> tuple[Any, int]:
    """A refusal as JSON, or as a page that gives back what had been typed."""
    if wants_json(request):
        return {"error": {"code": code, "message": text}}, status
    typed = next(filter(None, (request.form.get(name, "") for name in _TYPED)), "")
    return render_template("refused.html", message=text, typed=typed, back=back), status
