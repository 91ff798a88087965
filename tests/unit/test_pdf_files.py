"""A PDF holds files of our own folder alone, on every system, whatever the address looks like."""

import warnings
from pathlib import Path, PureWindowsPath

import pytest

from game.report.export.pdf import file_asset, is_ours, path_of
from game.resources import folder


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A folder beside which there is a secret, with a link out of it."""
    found = tmp_path / "static"
    (found / "css").mkdir(parents=True)
    (found / "css" / "a b.css").write_text("")
    (tmp_path / "static-too").mkdir()
    for secret in (tmp_path / "secret", tmp_path / "static-too" / "secret"):
        secret.write_text("")
    (found / "out").symlink_to(tmp_path / "secret")
    return found


@pytest.mark.parametrize("more", ["css/a%20b.css", "css/../css/a%20b.css", "css", "./css/x.css"])
def test_what_is_in_the_folder_is_fetched(static: Path, more: str) -> None:
    assert is_ours(f"{static.as_uri()}/{more}", static)


@pytest.mark.parametrize(
    "more",
    [
        "../secret",
        "css/../../secret",
        "css/%2e%2e/%2e%2e/secret",
        "%2e%2e%2fsecret",
        "out",
        "../static-too/secret",
        "css/../../static-too/secret",
        "a%00b",
    ],
)
def test_what_is_outside_is_not_however_it_is_written(static: Path, more: str) -> None:
    assert not is_ours(f"{static.as_uri()}/{more}", static)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x.css",
        "https://example.org/x.css",
        "data:text/css,",
        "ftp://localhost/x",
        "file://elsewhere/static/x.css",
        "//elsewhere/x.css",
        "static/x.css",
        "",
    ],
)
def test_no_other_address_is_fetched(static: Path, url: str) -> None:
    assert not is_ours(url, static)


def test_what_our_pages_name_is_fetched() -> None:
    assert is_ours(file_asset("css/print.css"), folder("static"))


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("file:///C:/Program%20Files/six/static/css/print.css", True),
        ("file:///c:/program%20files/six/static/x.css", True),
        ("file:///C:/Program%20Files/six/secret", False),
        ("file:///D:/Program%20Files/six/static/x.css", False),
        ("file://server/static/x.css", False),
    ],
)
def test_an_address_of_windows_is_a_path_of_windows(url: str, inside: bool) -> None:
    with warnings.catch_warnings():
        # Newer Pythons keep this module for tests such as this one alone.
        warnings.simplefilter("ignore", DeprecationWarning)
        from nturl2path import url2pathname
    path = path_of(url, url2pathname)
    ours = PureWindowsPath("C:/Program Files/six/static")
    assert (path is not None and PureWindowsPath(path).is_relative_to(ours)) == inside
