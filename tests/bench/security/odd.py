"""Values, fields, headers and bodies that no page sends, drawn from a seed."""

import json
import random
from typing import Any
from urllib.parse import quote

#: Texts by kind of oddity; what is valid stands among them, so that some requests get further.
TEXTS = (
    *("", " ", "0", "1", "-1", "2", "us", "dprk", "p1", "true", "false", "on", "null", "None"),
    *("1e999", "NaN", "Infinity", "-0", "0x10", "1_0", "٣", "²", "１", "1.5", "+1", " 1 "),
    *(str(2**31), str(2**53), str(2**63), str(2**64), "9" * 30, "9" * 5_000, "-" + "9" * 30),
    *(
        "\x00",
        "a\x00b",
        "\x0b",
        "\x1b[2J",
        "\u202etxet",
        "\u200b",
        "\ufeff",
        "\uffff",
        "\U0010ffff",
    ),
    *("Z" + "\u0301" * 300, "🦊" * 50, "x" * 70, "x" * 1_000, "x" * 20_000, "Ａｄｍｉｎ"),
    *("\r\nSet-Cookie: a=b", "a\r\nb", "\n" * 500, "<script>", "{{7*7}}", "%s%n%x", "' OR 1=1 --"),
    *(
        "../../etc/passwd",
        "..\\..\\x",
        "file:///etc/passwd",
        "//evil.example",
        "javascript:alert(1)",
    ),
    *(
        "=1+1",
        "＝1+1",
        "@SUM(1)",
        "1/us",
        "us/none",
        "a/b/c",
        "[]",
        "{}",
        "[[[[",
        '{"a":',
        "\\u0000",
    ),
    *("drafting", "1.drafting", "0.briefing", "99999999999999999999.drafting", "1.\ud7ff"),
)
#: Half characters: JSON can carry them, forms and addresses as broken UTF-8.
SURROGATES = ("\ud800", "a\udfffb", "\udcff" * 10)
NAMES = (
    *("kind", "command_id", "step", "text", "note", "name", "code", "resume_code", "password"),
    *("participant", "other", "table", "delegation", "seat", "place", "door", "roster", "form_id"),
    *("options.programme", "options.", "place.programme", "place.", "conduct.x", "effects.tension"),
    *("effects.", "recipient", "to", "members", "issues", "raised", "ready", "seconds", "index"),
    *("preset", "tables", "seats_per_delegation", "rounds", "consensus", "votes", "talk", "scores"),
    *("minutes", "what", "at", "tab", "go", "all", "counters", "seconds", "hold", "next", "again"),
    *(
        "paper",
        "part",
        "ask",
        "about",
        "group",
        "who",
        "held",
        "inject",
        "proposal",
        "ballot",
        "do",
    ),
    *("setup_name", "title", "students", "observer", "expected", "level", "seed", "confirmation"),
    *("timings.drafting", "briefing", "plenary", "speaker", "names", "mode", "statements", "EIO"),
    *("transport", "sid", "j", "chapter", "place", "from", "delegations", "wish.1", "1", "scale"),
)
KINDS = (
    *(
        "raise_hand",
        "send_message",
        "table_proposal",
        "cast_ballot",
        "speak_in_plenary",
        "announce",
    ),
    *("set_priorities", "make_move", "choose_conduct", "offer_accord", "answer_cable", "expire"),
    *("move_deadline", "hide_message", "send_inject", "hold_inject", "send_dispatch", "open_table"),
    *("invite_to_channel", "ask_mandate", "declare_ready", "pause_table", "lower_hand", "unknown"),
)
TYPES = (
    *("application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x"),
    *("multipart/form-data", 'multipart/form-data; boundary="', "application/json; charset=utf-16"),
    *(
        "application/problem+json",
        "text/plain",
        "application/x-www-form-urlencoded; charset=ebcdic",
    ),
    *(
        "",
        ";;;",
        "application/json;" * 40,
        "multipart/form-data; boundary=" + "y" * 300,
        "a/b; c=\xff",
    ),
    *("application/xml", "application/octet-stream", "multipart/mixed; boundary=x", "é"),
)
HEADERS = (
    *(
        "Accept",
        "Accept-Language",
        "Accept-Encoding",
        "Accept-Charset",
        "Range",
        "If-Range",
        "Cookie",
    ),
    *("If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Match", "Expect", "Referer"),
    *("Origin", "Host", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded"),
    *(
        "X-Forwarded-Prefix",
        "X-Forwarded-Port",
        "X-HTTP-Method-Override",
        "Authorization",
        "Upgrade",
    ),
    *("Connection", "Sec-Fetch-Site", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "User-Agent"),
    *(
        "X-Script-Name",
        "X-Original-URL",
        "Content-Encoding",
        "Transfer-Encoding",
        "Via",
        "Date",
        "TE",
    ),
)
METHODS = ("GET", "POST", "GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
ODD_METHODS = ("PROPFIND", "get", "CONNECT", "BREW", "X" * 50, "GE T")


class Odd:
    """Draws odd things. Everything follows from the seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def chance(self, likely: float) -> bool:
        """True so often."""
        return self.dice.random() < likely

    def text(self) -> str:
        """An odd text, or a plain one."""
        if self.chance(0.1):
            return "".join(
                chr(self.dice.choice((self.dice.randrange(1, 128), 0x4E2D, 0xE9)))
                for _ in range(self.dice.randrange(1, 40))
            )
        return self.dice.choice(TEXTS)

    def value(self, depth: int = 0) -> Any:
        """A value of any type that JSON has, nested or not."""
        draw = self.dice.random()
        if draw < 0.45:
            return self.text()
        if draw < 0.5:
            return self.dice.choice(SURROGATES)
        if draw < 0.8 or depth > 3:
            numbers: tuple[Any, ...] = (
                *(None, True, False, 0, 1, -1, 1.5, 1e308, float("nan"), float("inf")),
                *(10**30, -(10**30), 2**63, 2**31, 10**400),
            )
            return self.dice.choice(numbers)
        if draw < 0.9:
            return [self.value(depth + 1) for _ in range(self.dice.randrange(4))]
        return {self.text(): self.value(depth + 1) for _ in range(self.dice.randrange(4))}

    def fields(self) -> list[tuple[str, str]]:
        """Fields of a form, some of them more than once."""
        found = [
            (self.dice.choice(NAMES) if self.chance(0.95) else self.text(), self.text())
            for _ in range(self.dice.randrange(1, 8))
        ]
        if self.chance(0.6):
            found += [("kind", self.dice.choice(KINDS)), ("command_id", f"{self.dice.random()}")]
        if self.chance(0.2):
            found.append(self.dice.choice(found))
        if self.chance(0.01):
            found *= 500
        return found

    def query(self) -> bytes:
        """A query, encoded rightly or wrongly."""
        if self.chance(0.15):
            return self.dice.choice(
                (
                    b"%",
                    b"%zz=%f",
                    b"a=%ff%fe",
                    b"%00=%00",
                    b"&&&==&",
                    b"a=%ed%a0%80",
                    b"?" * 100,
                    b"a=" + b"x" * 3_000,
                    b"=",
                    b"options.=%C0%AF",
                    b";a=1;b=2",
                )
            )
        pairs = [
            f"{quote(k, errors='replace')}={quote(v, errors='replace')}" for k, v in self.fields()
        ]
        return "&".join(pairs).encode()[:8_000]

    def body(self) -> tuple[str, bytes]:
        """A Content-Type and a body, which fit each other or not."""
        kind = self.dice.choice(TYPES[:3]) if self.chance(0.75) else self.dice.choice(TYPES)
        draw = self.dice.random()
        if kind == TYPES[0] and draw < 0.85:
            return kind, self.query()
        if "json" in kind and draw < 0.9:
            return kind, self.json()
        if kind.startswith("multipart") and draw < 0.9:
            return kind, self.multipart()
        return kind, self.dice.choice(
            (b"", b"\x00" * 100, b"\xff\xfe{", b"x" * 70_000, b"a=1&a=2", b"{", b"--x\r\n\r\n")
        )

    def json(self) -> bytes:
        """A JSON body: a command with odd values, anything at all, or none."""
        draw = self.dice.random()
        if draw < 0.08:
            depth = self.dice.choice((50, 900, 20_000))
            opening = self.dice.choice(("[", '{"a":'))
            return (opening * depth).encode()[:60_000]
        if draw < 0.14:
            return self.dice.choice(
                (
                    b"",
                    b"{",
                    b"[]",
                    b"null",
                    b"1",
                    b'"a"',
                    b"\xff\xfe",
                    b"{}{}",
                    b'{"a":1e999}',
                    b"[" * 30_000 + b"]" * 30_000,
                    b'{"kind":' + b"9" * 5_000 + b"}",
                    b"NaN",
                )
            )
        found: dict[str, Any] = {self.dice.choice(NAMES): self.value() for _ in range(3)}
        if self.chance(0.9):
            found["kind"] = self.dice.choice(KINDS) if self.chance(0.9) else self.value()
            found["command_id"] = f"{self.dice.random()}" if self.chance(0.9) else self.value()
        if self.chance(0.3):
            found["options"] = self.value()
        return json.dumps(found, ensure_ascii=self.chance(0.8)).encode("utf-8", "surrogatepass")

    def multipart(self) -> bytes:
        """A body in parts, whole or broken."""
        end = self.dice.choice((b"--x--\r\n", b"--x--", b"", b"--y--\r\n", b"--x"))
        parts = []
        for name, value in self.fields()[:40]:
            file = '; filename="a.csv"' if self.chance(0.2) else ""
            header = f'Content-Disposition: form-data; name="{name}"{file}'
            if self.chance(0.1):
                header = self.dice.choice(("", "Content-Disposition", ":", "X: " + "y" * 9_000))
            parts.append(f"--x\r\n{header}\r\n\r\n{value}\r\n".encode("utf-8", "replace"))
        return (b"".join(parts) + end)[:64_000]

    def headers(self) -> list[tuple[str, str]]:
        """A few odd headers: none most of the time."""
        if self.chance(0.7):
            return []
        return [
            (self.dice.choice(HEADERS), self.header_value())
            for _ in range(self.dice.randrange(1, 4))
        ]

    def header_value(self) -> str:
        """A header's value in the characters that a server passes on (Latin-1, no line ends)."""
        draw = self.dice.random()
        if draw < 0.4:
            return self.dice.choice(
                (
                    "*/*",
                    "application/json",
                    "text/html;q=x",
                    "bytes=0-",
                    "bytes=9-1,-",
                    "gzip;q=9",
                    "127.0.0.1",
                    "http://localhost",
                    "null",
                    "websocket",
                    "session=x",
                    "a=b; c=d;;;",
                    "Thu, 99 Zzz 0000 99:99:99 GMT",
                    "Basic !!!",
                    "Bearer x",
                    '"' * 9,
                    "chunked",
                )
            )
        raw = self.text().encode("utf-8", "replace").decode("latin-1")
        return "".join(ch for ch in raw if ch not in "\r\n\x00")[:2_000]

    def segment(self) -> str:
        """A part of an address, as the server's decoding would leave it."""
        return self.text().replace("?", "").replace("#", "")[:3_000]
