"""A real server's socket: odd requests, broken HTTP, and odd frames on live connections."""

import base64
import json
import os
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.bench.security.odd import Odd
from tests.bench.security.report import Part
from tests.house import Classroom, ServerProcess

#: Seconds after which an answer counts as none: the server gives up half a request after 10.
PATIENCE = 15.0
#: The longest that the health page may take while odd things arrive (seconds).
LIVELY = 5.0
SECRET = "Wordsof-thesecret-delegation"
_STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3})", re.MULTILINE)


class Target:
    """A running server with a class at its briefing, a student's cookie, and a secret."""

    def __init__(self, folder: Path) -> None:
        self.server = ServerProcess(folder)
        self.room = Classroom(self.server, self.server.start())
        self.conference = self.room.open(tables="1", seats_per_delegation="1")
        for number in range(6):
            self.room.join(self.conference, f"Student {number}")
        base = f"/instructor/conference/{self.conference.id}"
        assert self.room.teacher.post(f"{base}/auto_seat", {}).status == 200
        assert self.room.teacher.post(f"{base}/start", {}).status == 200
        first = self.room.ids["Student 0"]
        for own in ("us", "dprk", "rok", "japan", "china", "russia"):
            said = self.room.students["Student 0"].command(
                f"/play/{first}/command", kind="send_message", channel=own, text=SECRET
            )
            if said.status == 200:
                break
        #: Another's page and cookie: who sends odd things may not know the secret.
        self.id = self.room.ids["Student 1"]
        self.cookie = "; ".join(
            f"{one.name}={one.value}" for one in self.room.students["Student 1"].cookies
        )
        self.stored = self.server.stored_bodies().count(SECRET)

    def close(self) -> None:
        """End the server."""
        self.server.kill()

    def connect(self) -> socket.socket:
        """A connection to the server."""
        return socket.create_connection(("127.0.0.1", self.server.port), timeout=PATIENCE)

    def names(self) -> tuple[str, ...]:
        """Names of pages: own, others', and of the instructor."""
        return (
            f"play:{self.id}",
            f"wait:{self.id}",
            f"play:{self.room.ids['Student 0']}",
            f"watch:{self.conference.code}",
            f"watch:{self.conference.code}:1",
            f"instructor:{self.conference.id}",
            f"instructor:{self.conference.id}:1",
        )

    def health(self) -> float:
        """Seconds until the server says how it is."""
        began = time.monotonic()
        said = self.room.teacher.get("/healthz")
        assert said.status in (200, 503)
        return time.monotonic() - began

    def check(self, part: Part) -> None:
        """Nothing failed in the server's log, and it still serves."""
        took = self.health()
        part.expect(took < LIVELY, f"the server takes {took:.1f} s to say how it is")
        text = "".join(self.server.said)
        part.expect("Traceback" not in text, f"the log has a traceback: {text[-600:]!r}")
        page = self.room.students["Student 1"].get(f"/play/{self.id}")
        part.expect(page.status == 200, f"a student's page answers {page.status}")


@contextmanager
def target(folder: Path) -> Iterator[Target]:
    """A server to send odd things to."""
    found = Target(folder)
    try:
        yield found
    finally:
        found.close()


# --- requests ---


def requests(place: Target, odd: Odd, count: int, until: float) -> Part:
    """Requests as bytes: whole and odd ones, and such as are no HTTP."""
    part = Part("Odd bytes at a real server's socket", ("answers", "connections"))
    statuses: Counter[str] = Counter()
    for number in range(count):
        if time.monotonic() > until:
            break
        sent = _request(place, odd)
        began = time.monotonic()
        got = _exchange(place, sent)
        took = time.monotonic() - began
        found = _STATUS.findall(got)
        for status in found or [b"closed"]:
            statuses[status.decode()[:1] + "xx" if status.isdigit() else "closed"] += 1
        part.expect(not any(s.startswith(b"5") for s in found), f"{sent[:200]!r}: {found}")
        part.expect(took < PATIENCE, f"no end after {took:.0f} s of {sent[:200]!r}")
        part.expect(SECRET.encode() not in got, f"a secret in the answer to {sent[:200]!r}")
        part.expect(b"Traceback" not in got, f"a traceback in the answer to {sent[:200]!r}")
        if number % 500 == 0:
            place.check(part)
    place.check(part)
    part.rows = [*sorted(statuses.items()), ("all", sum(statuses.values()))]
    part.expect(bool(statuses), "nothing was sent")
    return part


def _exchange(place: Target, sent: bytes) -> bytes:
    """All that is answered until the connection ends."""
    got = b""
    with closing(place.connect()) as connection:
        try:
            connection.sendall(sent)
            # Nothing more comes: what the server still waits for it need not wait for.
            connection.shutdown(socket.SHUT_WR)
            while more := connection.recv(65_536):
                got += more
        except OSError:
            pass
    return got


def _request(place: Target, odd: Odd) -> bytes:
    dice = odd.dice
    addresses = (
        *("/", "/join", "/resume", "/practice", "/instructor/login", "/static/css/base.css"),
        *(f"/play/{place.id}", f"/play/{place.id}/command", f"/wait/{place.id}/wishes"),
        *(f"/play/{place.id}?tab=talk", f"/watch/{place.conference.code}/1", f"/me/{place.id}"),
        *("/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=9&transport=x&sid=x"),
        *(
            "/" + quote(odd.segment(), errors="replace"),
            "*",
            "http://evil.example/",
            "//",
            "/%",
            "",
        ),
    )
    method = dice.choice(
        ("GET", "POST", "GET", "POST", "HEAD", "PUT", "OPTIONS", "TRACE", "CONNECT")
    )
    version = (
        "HTTP/1.1" if odd.chance(0.95) else dice.choice(("HTTP/1.0", "HTTP/9.9", "", "HTTP/2.0"))
    )
    kind, body = odd.body()
    host = f"127.0.0.1:{place.server.port}" if odd.chance(0.95) else odd.header_value()
    headers = [("Host", host), ("Cookie", place.cookie), ("Connection", "close")]
    headers += [(n, v) for n, v in odd.headers() if n not in ("Upgrade", "Expect")]
    if method in ("POST", "PUT"):
        headers += [("Content-Type", kind), ("Content-Length", str(len(body)))]
    else:
        body = b""
    head = f"{method} {dice.choice(addresses)} {version}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers)
    whole = head.encode("latin-1", "replace") + b"\r\n" + body
    if odd.chance(0.8):
        return whole
    return _broken(whole, odd)


def _broken(whole: bytes, odd: Odd) -> bytes:
    """The request with something in it that is no HTTP."""
    dice = odd.dice
    at = dice.randrange(1, max(2, min(len(whole), 400)))
    match dice.randrange(9):
        case 0:
            return whole[:at]
        case 1:
            return (
                whole[:at]
                + bytes(dice.randrange(256) for _ in range(dice.randrange(1, 30)))
                + whole[at:]
            )
        case 2:
            return whole.replace(b"\r\n", b"\n")
        case 3:
            return whole.replace(b"\r\n", b"\r\nTransfer-Encoding: chunked\r\n", 1)
        case 4:
            return whole.replace(b"\r\n\r\n", b"\r\nContent-Length: 5\r\n\r\n", 1)
        case 5:
            return whole.replace(b"\r\n\r\n", b"\r\n" + b"X-A: b\r\n" * 300 + b"\r\n", 1)
        case 6:
            return whole.replace(b" ", b"  ", 2)
        case 7:
            return os.urandom(0) + bytes(dice.randrange(256) for _ in range(200)) + b"\r\n\r\n"
        case _:
            chunks = dice.choice(
                (b"zz\r\nabc\r\n0\r\n\r\n", b"-5\r\nabc\r\n", b"5\r\nabc", b"f" * 30)
            )
            head = whole.split(b"\r\n\r\n")[0]
            kept = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
            return b"\r\n".join([*kept, b"Transfer-Encoding: chunked", b"", b""]) + chunks


# --- frames ---


class Live:
    """One WebSocket, by hand: frames may be broken."""

    def __init__(self, place: Target, odd: Odd) -> None:
        self._odd = odd
        self.socket = place.connect()
        self.socket.sendall(
            (
                "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                f"Host: 127.0.0.1:{place.server.port}\r\n"
                f"Cookie: {place.cookie}\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {base64.b64encode(b'0123456789abcdef').decode()}\r\n"
                "Sec-WebSocket-Version: 13\r\n\r\n"
            ).encode()
        )
        self.heard = b""
        self.open = b" 101 " in self._receive(PATIENCE)

    def _receive(self, seconds: float) -> bytes:
        self.socket.settimeout(seconds)
        try:
            got = self.socket.recv(65_536)
        except TimeoutError:
            return b""
        except OSError:
            got = b""
        if not got:
            self.open = False
        self.heard += got
        return got

    def send(self, frame: bytes) -> None:
        """Send it and take whatever has come meanwhile."""
        try:
            self.socket.sendall(frame)
        except OSError:
            self.open = False
            return
        self._receive(0.0005)

    def end(self) -> bytes:
        """All that came until now."""
        self._receive(0.05)
        self.socket.close()
        return self.heard


def frame(payload: bytes, opcode: int = 1, *, mask: bool = True, first: int = 0x80) -> bytes:
    """A WebSocket frame from a client."""
    length = len(payload)
    head = bytes([first | opcode])
    bit = 0x80 if mask else 0
    if length < 126:
        head += bytes([bit | length])
    elif length < 65_536:
        head += bytes([bit | 126]) + length.to_bytes(2, "big")
    else:
        head += bytes([bit | 127]) + length.to_bytes(8, "big")
    # A mask of zeros leaves the payload as it is.
    return head + (b"\0\0\0\0" if mask else b"") + payload


def frames(place: Target, odd: Odd, count: int, until: float) -> Part:
    """Frames on WebSockets, and messages by polling."""
    part = Part("Odd frames on live connections", ("kind", "frames"))
    kinds: Counter[str] = Counter()
    live: Live | None = None
    connections = 0
    while sum(kinds.values()) < count and time.monotonic() < until:
        if live is None or not live.open:
            if live is not None:
                part.expect(SECRET.encode() not in live.end(), "a secret on a live connection")
            live = Live(place, odd)
            connections += 1
            part.expect(live.open, "no WebSocket opens")
            if odd.chance(0.7):
                live.send(frame(_hello(place, odd)))
                kinds["names of pages"] += 1
        kind, raw = _frame(place, odd)
        live.send(raw)
        kinds[kind] += 1
        if sum(kinds.values()) % 25 == 0:
            _poll(place, odd, part, kinds)
        if sum(kinds.values()) % 1_000 == 0:
            place.check(part)
    if live is not None:
        part.expect(SECRET.encode() not in live.end(), "a secret on a live connection")
    place.check(part)
    part.rows = [*sorted(kinds.items()), ("all", sum(kinds.values()))]
    part.expect(bool(kinds), "nothing was sent")
    part.notes.append(f"{connections} connections, since what is no frame ends its connection.")
    return part


def _hello(place: Target, odd: Odd) -> bytes:
    name = odd.dice.choice(place.names()) if odd.chance(0.7) else odd.value()
    auth = {"live": name} if odd.chance(0.8) else odd.value()
    return b"40" + json.dumps(auth).encode()[:60_000]


def _packet(place: Target, odd: Odd) -> bytes:
    """An Engine.IO or Socket.IO packet, whole or not."""
    dice = odd.dice
    draw = dice.random()
    if draw < 0.2:
        return _hello(place, odd)
    if draw < 0.45:
        event = [dice.choice(("connect", "disconnect", "panels", "x", "message")), odd.value()]
        return b"42" + dice.choice((b"", b"7", b"/other,", b"9" * 400)) + json.dumps(event).encode()
    if draw < 0.6:
        return dice.choice(
            (
                b"",
                b"2",
                b"3",
                b"1",
                b"5",
                b"6",
                b"2probe",
                b"4",
                b"41",
                b"43[]",
                b"44{}",
                b"40{",
                b"42[",
                b"42[null]",
                b"421",
                b"4-1",
                b"40/other,",
                b'451-[{"_placeholder":true,"num":0}]',
                b"459999999999-[]",
                b"bAAAA",
                b"b!!!!",
                b"\x1e",
                b"4" + b"[" * 30_000,
            )
        )
    if draw < 0.8:
        return b"4" + str(dice.randrange(8)).encode() + json.dumps(odd.value()).encode()[:60_000]
    return odd.text().encode("utf-8", "surrogatepass")[:60_000]


def _frame(place: Target, odd: Odd) -> tuple[str, bytes]:
    dice = odd.dice
    draw = dice.random()
    if draw < 0.8:
        return "text", frame(_packet(place, odd))
    if draw < 0.88:
        return "binary", frame(bytes(dice.randrange(256) for _ in range(dice.randrange(40))), 2)
    if draw < 0.92:
        return "control", frame(b"x" * dice.randrange(126), dice.choice((9, 10, 9, 10, 8)))
    if draw < 0.95:
        parts: Sequence[bytes] = (frame(b"42[", 1, first=0), frame(b'"a"]', 0))
        return "fragmented", b"".join(parts[: dice.randrange(1, 3)])
    broken = (
        frame(b"2", mask=False),
        frame(b"2", 11),
        frame(b"2", first=0xF0),
        frame(b"\xff\xfe\xed\xa0\x80"),
        b"\x81\xff" + b"\x7f" + b"\xff" * 7 + b"\0\0\0\0x",
        b"\x89\xfe\x01\x00\0\0\0\0" + b"x" * 256,
        b"GET / HTTP/1.1\r\n\r\n",
        bytes(dice.randrange(256) for _ in range(60)),
    )
    return "broken", dice.choice(broken)


def _poll(place: Target, odd: Odd, part: Part, kinds: Counter[str]) -> None:
    """A connection by polling, and one message on it."""
    address = "/socket.io/?EIO=4&transport=polling"
    visitor = place.room.students["Student 1"]
    opened = visitor.get(address)
    if opened.status == 429:
        return
    sid = json.loads(opened.body.split("\x1e")[0][1:])["sid"]
    sent = b"\x1e".join(_packet(place, odd) for _ in range(odd.dice.randrange(1, 4)))[:60_000]
    answer = visitor.send(f"{address}&sid={sid}", sent, "text/plain;charset=UTF-8")
    kinds["by polling"] += 1
    part.expect(answer.status in (200, 400), f"{sent[:200]!r}: {answer.status}")
    part.expect(SECRET not in answer.body, f"a secret in the answer to {sent[:200]!r}")
