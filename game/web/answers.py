"""What follows a command: back to the page, or the refusal in words."""

from typing import Any

from flask import Request, redirect, render_template
from flask.typing import ResponseReturnValue

from game.engine.actors import INSTRUCTOR, Actor
from game.engine.errors import Reason, Refused
from game.messages import sentence, sentence_to_chair
from game.scenario.texts import Texts
from game.service.problems import Problem, StoreProblem
from game.web.forms import Malformed, read_command, status_of
from game.web.hall import hall
from game.web.status import problem_status

#: Seconds after which to try again where the database could not be used.
RETRY_AFTER = 2

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
        told = with_reason(refused, hall().tables.scenario_of(table_id).text("en"))
        return refused_because(request, told, back, chair=actor == INSTRUCTOR)
    except (Problem, StoreProblem) as problem:
        return problem_told(request, problem, back)
    if wants_json(request):
        # Numbers of the whole table would tell how much others do in secret.
        return {"accepted": True}
    return redirect(back, 303)


def with_reason(refused: Refused, texts: Texts) -> Refused:
    """The refusal with the scenario's own words for it, where the scenario has set the rule."""
    if refused.reason is not Reason.CONTRADICTION:
        return refused
    return Refused(refused.reason, why=texts.conflicts[str(refused.details["conflict"])])


def accepted(request: Request, back: str) -> ResponseReturnValue:
    """A command of which nothing but its success is worth telling."""
    return {"accepted": True} if wants_json(request) else redirect(back, 303)


def problem_told(
    request: Request, problem: Problem | StoreProblem, back: str
) -> ResponseReturnValue:
    """What the service says, in words; what had been typed is given back."""
    text = sentence(problem.code, problem.details)
    told = refusal(request, problem_status(problem.code), problem.code, text, back)
    return (*told, waiting(problem))


def waiting(problem: Problem | StoreProblem) -> dict[str, str]:
    """The headers that tell a program when to come back, where the problem knows."""
    again = RETRY_AFTER if isinstance(problem, StoreProblem) else None
    seconds = problem.details.get("seconds", again)
    return {} if seconds is None else {"Retry-After": str(seconds)}


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
