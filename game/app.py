"""The composition root: the one place where the parts of the house are put together."""

import secrets
import uuid
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from flask import Flask, Response, abort, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from game.config import Config
from game.messages import sentence
from game.realtime.live import Live, Realtime, init_realtime
from game.report import work
from game.resources import folder
from game.service.accounts import Accounts
from game.service.conferences import Conferences
from game.service.erasure import Erasure
from game.service.handouts import Source
from game.service.office import Office
from game.service.practice import Practices
from game.service.problems import Problem
from game.service.questionnaires import Questionnaires
from game.service.reports import Maker, Reports
from game.service.setups import Setups
from game.service.stand_ins import StandIns
from game.service.tables import Tables
from game.service.ticker import Ticker
from game.service.worker import Worker
from game.store.answers import Answers
from game.store.database import Database
from game.store.directory import Directory
from game.store.log import EventLog
from game.store.reports import ReportStore
from game.web.answers import wants_json
from game.web.hall import Hall
from game.web.status import problem_status
from game.web.typed import TypedRequest, clean_address

#: The largest request: a long message with room to spare.
BODY_LIMIT = 64 * 1024
#: Seconds that pages have to hear what was stored before the house closed.
LAST_WORDS = 2.0
LOGIN_SECONDS = 60 * 60 * 24 * 120
POLICY = "default-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'"


@dataclass
class House:
    """A house that is ready to open."""

    app: Flask
    realtime: Realtime
    hall: Hall
    ticker: Ticker
    database: Database
    reports: Reports
    worker: Worker

    def close(self) -> None:
        """Push what is under way, end the worker's process, give back the connections."""
        self.realtime.outbox.wait_until_empty(LAST_WORDS)
        self.worker.close()
        self.database.close()


def build(config: Config) -> House:
    """Connect the store, migrate it, and build service, pages and live updates on it."""
    database = Database(config.database)
    database.migrate()
    directory = Directory(database)
    log, answers, worker = EventLog(database), Answers(database), Worker()
    tables = Tables(log, directory)
    conferences = Conferences(directory, tables)
    maker = Maker(partial(worker.convert, work.make), work.VERSION)
    reports = Reports(ReportStore(database), log, tables, conferences, maker)
    live = Live()
    erasure = Erasure(database, tables, conferences, worker)
    secret_key = directory.setting("secret_key", secrets.token_hex(32))
    practices = Practices(
        directory, tables, conferences, erasure, most=config.practices, key=secret_key
    )
    hall = Hall(
        tables,
        conferences,
        reports,
        live.presence,
        config.public_url.rstrip("/"),
        accounts=Accounts(directory, tables.clock),
        setups=Setups(directory, tables.clock),
        questionnaires=Questionnaires(answers, tables, tables.clock),
        office=Office(worker, Source.of(database), config.database, tables.state),
        erasure=erasure,
        practices=practices,
    )
    app = _pages(config, hall, secret_key)
    realtime = init_realtime(app, live, hall, config.async_mode)
    stand_ins = StandIns(tables, conferences)

    def beside_the_clock(table_id: int) -> None:
        practices.look(table_id)
        stand_ins(table_id)

    ticker = Ticker(tables, conferences, beside_the_clock, chores=practices.sweep)
    return House(app, realtime, hall, ticker, database, reports, worker)


def create_app(config: Config) -> Flask:
    """The Flask application of a house built on those settings."""
    return build(config).app


def _pages(config: Config, hall: Hall, secret_key: str) -> Flask:
    from game.web import asking, debrief, hints, instructor, lobby, play, practice, rules, watch

    app = Flask(
        "game", template_folder=str(folder("templates")), static_folder=str(folder("static"))
    )
    app.request_class = TypedRequest
    app.config.update(
        SECRET_KEY=secret_key,
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        SESSION_COOKIE_NAME="sixparty_login",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        PERMANENT_SESSION_LIFETIME=LOGIN_SECONDS,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["new_command_id"] = lambda: uuid.uuid4().hex
    app.jinja_env.globals["flag_address"] = lambda code: _flag_address(request.script_root, code)
    app.extensions["sixparty"] = hall
    for blueprint in (
        lobby.bp,
        practice.bp,
        play.bp,
        hints.bp,
        rules.bp,
        asking.bp,
        instructor.bp,
        watch.bp,
        debrief.bp,
    ):
        app.register_blueprint(blueprint)
    app.url_value_preprocessor(clean_address)
    app.before_request(_same_origin)
    app.after_request(_guard)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Problem, _problem)
    return app


@lru_cache(maxsize=256)
def _flag_address(_script_root: str, code: str) -> str:
    """Where a flag's picture is. Kept: a page has hundreds of them, and to build one takes long."""
    return url_for("static", filename=f"vendor/flag-icons/{code}.svg")


def _same_origin() -> None:
    """Refuse forms that another site's page sends with our cookie."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") in (
        "cross-site",
        "same-site",
    ):
        abort(403)


def _guard(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _answer(status: int, code: str, text: str) -> tuple[Any, int]:
    if wants_json(request):
        return {"error": {"code": code, "message": text}}, status
    return render_template("error.html", status=status, message=text), status


def _http_error(error: HTTPException) -> tuple[Any, int] | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    return _answer(status, f"http_{status}", sentence(f"http_{status}"))


def _problem(problem: Problem) -> tuple[Any, int]:
    text = sentence(problem.code, problem.details)
    return _answer(problem_status(problem.code), problem.code, text)
