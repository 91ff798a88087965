"""Letters for which no font is there are named: on a machine with DejaVu Sans and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from game.report.export import glyphs
from game.report.export.pdf import available

#: By what is asked, the letters that DejaVu Sans lacks, in the order of their numbers.
ASKED = {
    "Ann, 12 §": "",
    "Zoë Łukasz Ørsted": "",
    "Привет Ωμέγα": "",
    "김민준": "김민준",
    "田中 Ann": "中田",
    "🦊🦊": "🦊",
    "สมชาย": "ชมยสา",
    "Ann\u200d\u202e\ue000": "",
    "": "",
}
#: Where Debian keeps it, which comes with fontconfig.
DEJAVU_SANS = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
_PROGRAM = """
import json, sys
from game.report.export.glyphs import letters_without_font
print(json.dumps([letters_without_font(text) for text in json.load(sys.stdin)]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="fontconfig chooses the fonts")
def test_letters_that_no_font_has_are_named_each_once_and_no_others(tmp_path: Path) -> None:
    if not available():
        pytest.skip("there is no Pango here")
    if not DEJAVU_SANS.exists():
        pytest.skip("there is no DejaVu Sans here")
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(DEJAVU_SANS, alone)
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(
        f"<fontconfig><dir>{alone}</dir><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>"
    )
    found = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        input=json.dumps(list(ASKED)),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
    )
    assert json.loads(found.stdout) == list(ASKED.values())


def test_without_pango_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "_NAMES", dict.fromkeys(glyphs._NAMES, ("no-such-library",)))
    glyphs._without_font.cache_clear()
    assert glyphs.letters_without_font("김민준") == ""
    glyphs._without_font.cache_clear()
