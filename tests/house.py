"""A real server in a process of its own, and visitors who talk to it over HTTP."""

import http.cookiejar
import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from game.engine.acts import EVENTS
from game.engine.acts.table import replay
from game.engine.state import TableState
from game.store.database import Database
from game.store.directory import Conference, Directory
from game.store.log import EventLog

#: Seconds that a server may take to open.
PATIENCE = 40


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServerEnded(Exception):
    """The server ended instead of opening; its words."""


class ServerProcess:
    """``sixparty serve`` on 127.0.0.1, on a database file that outlives it.

    ``options`` are further ones of the command; ``said`` is everything that it printed or logged.
    """

    def __init__(self, folder: Path, *options: str) -> None:
        self.options = options
        self.said: list[str] = []
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database_file = folder / "game.db"
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def start(self, *options: str, environment: Mapping[str, str] | None = None) -> str:
        """Open the house; returns the path of the instructor's one-time link.

        ``options`` are more of ``serve``. ``ServerEnded`` if it ends instead of opening.
        """
        lines = self._open(options, environment)
        said = ""
        while (found := re.search(r"(/instructor/enter/\S+)", said)) is None:
            line = lines.get(timeout=PATIENCE)
            if not line:
                raise ServerEnded(said)
            said += line
        self._wait_until_open()
        return found.group(1)

    def open_process(self, *options: str) -> "subprocess.Popen[str]":
        """Begin to open the server, and do not wait until it has."""
        self._open(options, None)
        assert self._process is not None
        return self._process

    def _open(
        self, options: Sequence[str], environment: Mapping[str, str] | None
    ) -> "queue.Queue[str]":
        """Begin; its words, line by line, and an empty one at its end."""
        command = [sys.executable, "-u", "-m", "game", "serve", "--no-browser"]
        command += ["--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--database", str(self.database_file)]
        command += [*self.options, *options]
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **(environment or {})},
        )
        self.said = []
        lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(lines,), daemon=True)
        self._reader.start()
        return lines

    @property
    def pid(self) -> int:
        """The process that serves."""
        assert self._process is not None
        return self._process.pid

    def signal(self, number: int) -> None:
        """Send the process a signal."""
        os.kill(self.pid, number)

    def wait(self, seconds: float = PATIENCE) -> int:
        """Wait for its end; its exit code."""
        assert self._process is not None
        code = self._process.wait(seconds)
        if self._reader is not None:
            self._reader.join(timeout=PATIENCE)
        self._process, self._reader = None, None
        return code

    def _read(self, lines: "queue.Queue[str]") -> None:
        process = self._process
        assert process is not None
        assert process.stdout is not None
        # The reader closes what it reads: closed by another it would fail in the middle of a line.
        with process.stdout as said:
            for line in said:
                self.said.append(line)
                lines.put(line)
        lines.put("")

    def _wait_until_open(self) -> None:
        for _ in range(PATIENCE * 10):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            threading.Event().wait(0.1)
        raise TimeoutError("the server did not open")

    def kill(self) -> None:
        """Kill it without warning."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
        if self._reader is not None:
            # The server's worker holds the other end a moment longer than the server.
            self._reader.join(timeout=PATIENCE)
            self._reader = None

    def database(self) -> Database:
        """The same database, for looking into what is stored."""
        return Database(f"sqlite:///{self.database_file}")

    def newest_conference(self) -> Conference:
        """The conference that was created last."""
        database = self.database()
        try:
            return Directory(database).conferences_of(1)[0]
        finally:
            database.close()

    def stored_state(self) -> TableState:
        """What the first table's stored log replays to."""
        database = self.database()
        try:
            table = Directory(database).all_tables()[0]
            rows = EventLog(database).read(table.id)
            return replay(EVENTS.validate_json(row.body) for row in rows)
        finally:
            database.close()

    def stored_bodies(self) -> str:
        """Every stored event of every table, as text."""
        database = self.database()
        try:
            log = EventLog(database)
            tables = Directory(database).all_tables()
            return "\n".join(row.body for table in tables for row in log.read(table.id))
        finally:
            database.close()


@dataclass(frozen=True)
class Answer:
    """What the server answered, after redirects."""

    status: int
    url: str
    body: str

    @property
    def path(self) -> str:
        """The path of the page that answered."""
        return urllib.parse.urlsplit(self.url).path


class Visitor:
    """A browser without JavaScript: keeps cookies, follows redirects."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._open(urllib.request.Request(self.url + path))  # noqa: S310 - http of ours

    def post(
        self,
        path: str,
        fields: Mapping[str, str | Sequence[str]],
        accept: str = "text/html",
    ) -> Answer:
        """Send a form."""
        data = urllib.parse.urlencode(fields, doseq=True).encode()
        return self.send(path, data, "application/x-www-form-urlencoded", accept)

    def send(self, path: str, data: bytes, kind: str, accept: str = "text/html") -> Answer:
        """Send any body."""
        headers = {"Content-Type": kind, "Accept": accept}
        return self._open(
            urllib.request.Request(self.url + path, data=data, headers=headers)  # noqa: S310
        )

    def command(self, path: str, **fields: str | Sequence[str]) -> Answer:
        """Send a command as a program would."""
        filled = {"command_id": uuid.uuid4().hex, **fields}
        return self.post(path, filled, accept="application/json")

    def _open(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=20) as response:
                return Answer(response.status, response.url, response.read().decode())
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, refusal.url or "", refusal.read().decode())


def error_code(answer: Answer) -> str:
    """The code of a refusal that was answered as JSON."""
    return str(json.loads(answer.body)["error"]["code"])


class Classroom:
    """An instructor and students who have joined a conference on a running server."""

    def __init__(self, server: ServerProcess, link: str) -> None:
        self.server = server
        self.teacher = Visitor(server.url)
        assert self.teacher.post(link, {}).path == "/instructor"
        self.students: dict[str, Visitor] = {}
        self.ids: dict[str, str] = {}

    def open(self, **choices: str) -> Conference:
        """Create a conference."""
        fields = {
            "title": "Class",
            "preset": "demo",
            "tables": "1",
            "consensus": "unanimity",
            "seats_per_delegation": "1",
            "same_fate": "true",
            **choices,
        }
        assert self.teacher.post("/instructor/conferences", fields).status == 200
        return self.server.newest_conference()

    def join(self, conference: Conference, name: str) -> str:
        """Let a student join; returns the participant's id."""
        visitor = Visitor(self.server.url)
        answer = visitor.post("/join", {"code": conference.code, "name": name})
        assert answer.status == 200
        self.students[name] = visitor
        self.ids[name] = answer.path.rsplit("/", 1)[1]
        return self.ids[name]
