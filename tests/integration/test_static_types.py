"""What pages are made of comes as what it is, whatever the machine's own table of types says."""

import mimetypes
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from game.app import House, build
from game.config import Config
from game.resources import folder

#: The types without which a browser refuses to use a file, by how its name ends.
NEEDED = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
FILES = [
    file.relative_to(folder("static")).as_posix()
    for file in sorted(Path(folder("static")).rglob("*"))
    if file.suffix in NEEDED
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    where = tmp_path_factory.mktemp("types")
    house: House = build(Config(f"sqlite:///{where / 'game.db'}", "http://127.0.0.1"))
    yield house.app.test_client()
    house.close()


@pytest.fixture(params=["text/plain", "application/octet-stream", ""])
def machine(request: pytest.FixtureRequest) -> Iterator[None]:
    """A machine whose table of types is wrong about everything, or empty."""
    mimetypes.init()
    before = dict(mimetypes.types_map)
    for suffix in NEEDED:
        if request.param:
            mimetypes.add_type(request.param, suffix)
        else:
            mimetypes.types_map.pop(suffix, None)
    yield
    mimetypes.init()
    mimetypes.types_map.update(before)


@pytest.mark.usefixtures("machine")
def test_every_file_of_the_pages_has_its_type(browser: FlaskClient) -> None:
    assert {Path(file).suffix for file in FILES} >= {".js", ".css", ".svg"}
    for file in FILES:
        answer = browser.get(f"/static/{file}")
        assert answer.status_code == 200
        assert answer.mimetype == NEEDED[Path(file).suffix], file
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        again = browser.get(f"/static/{file}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def test_what_is_not_there_is_no_script(browser: FlaskClient) -> None:
    answer = browser.get("/static/js/none.js")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
