"""The composition root: the one place where the parts of the house are put together."""

import secrets
import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask, Response, abort, render_template, request
from flask_socketio import SocketIO
from werkzeug.exceptions import HTTPException

from game.config import Config
from game.messages import sentence
from game.realtime.live import Live, init_realtime
from game.realtime.lookout import Lookout
from game.report import work
from game.resources import folder
from game.service.accounts import Accounts
from game.service.conferences import Conferences
from game.service.erasure import Erasure
from game.service.handouts import Source
from game.service.office import Office
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

#: The largest request: a long message with room to spare.
BODY_LIMIT = 64 * 1024
LOGIN_SECONDS = 60 * 60 * 24 * 120
POLICY = "default-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'"


@dataclass
class House:
    """A house that is ready to open."""

    app: Flask
    socketio: SocketIO
    hall: Hall
    ticker: Ticker
    lookout: Lookout
    database: Database
    reports: Reports
    worker: Worker

    def close(self) -> None:
        """End the worker's process and give back the database's connections."""
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
    hall = Hall(
        tables,
        conferences,
        reports,
        live.presence,
        config.public_url.rstrip("/"),
        accounts=Accounts(directory, tables.clock),
        setups=Setups(directory, tables.clock),
        questionnaires=Questionnaires(answers, tables, tables.clock),
        office=Office(worker, Source.of(database), config.database),
        erasure=Erasure(database, tables, conferences, worker),
    )
    app = _pages(config, hall, directory.setting("secret_key", secrets.token_hex(32)))
    socketio, lookout = init_realtime(app, live, hall, config.async_mode)
    ticker = Ticker(tables, conferences, StandIns(tables, conferences))
    return House(app, socketio, hall, ticker, lookout, database, reports, worker)


def create_app(config: Config) -> Flask:
    """The Flask application of a house built on those settings."""
    return build(config).app


def _pages(config: Config, hall: Hall, secret_key: str) -> Flask:
    from game.web import asking, debrief, instructor, lobby, play, rules, watch

    app = Flask(
        "game", template_folder=str(folder("templates")), static_folder=str(folder("static"))
    )
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
    app.extensions["sixparty"] = hall
    pages = (lobby.bp, play.bp, rules.bp, asking.bp, instructor.bp, watch.bp, debrief.bp)
    for blueprint in pages:
        app.register_blueprint(blueprint)
    app.before_request(_same_origin)
    app.after_request(_guard)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Problem, _problem)
    return app


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
