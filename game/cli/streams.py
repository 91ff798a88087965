"""What a terminal or a file can take: text beyond its encoding, and output that was closed."""

import codecs
import os
import sys
from typing import TextIO

#: How punctuation is written where there are no letters for it.
_PLAIN = str.maketrans("“”‘’–—−×•", "\"\"''---x*")
_HANDLER = "sixparty.plain"


def _plainly(error: UnicodeError) -> tuple[str | bytes, int]:
    """For `codecs`: what stands for letters that cannot be written."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    plain = letters.translate(_PLAIN).replace("…", "...")
    return plain.encode("ascii", "replace").decode("ascii"), error.end


def show_what_can_be_shown() -> None:
    """Let no letter that the streams cannot write end a command: it is shown in another way."""
    codecs.register_error(_HANDLER, _plainly)
    for stream in (sys.stdout, sys.stderr):
        # None without a terminal on Windows; tests put others in their place.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_HANDLER)


def can_show(text: str, stream: TextIO | None) -> bool:
    """Whether the stream can write these letters as they are."""
    try:
        text.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def closed_for_good() -> None:
    """Somebody has closed the output: let the interpreter's end not complain of it once more."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):
        # No stream of the system's: then nothing complains either.
        return
