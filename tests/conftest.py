"""Fixtures for every test: a real browser where one is installed."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

pytest.register_assert_rewrite("tests.builders", "tests.slips")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

# No sandbox, since continuous integration often runs as root; the rest keeps Chromium from
# calling home.
CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

HOW_TO_GET_CHROMIUM = (
    "no Chromium found: install one (on Debian: apt-get install chromium) "
    "or set SIXPARTY_CHROMIUM to the path of its program"
)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The program of an installed Chromium.

    Without one the test is skipped; but where CI is set it fails, lest nobody notice that the
    browser tests no longer run.
    """
    candidates = (os.environ.get("SIXPARTY_CHROMIUM", ""), *CHROMIUM_NAMES)
    found = next((path for name in candidates if name and (path := shutil.which(name))), None)
    if found is not None:
        return found
    if os.environ.get("CI"):
        pytest.fail(HOW_TO_GET_CHROMIUM)
    pytest.skip(HOW_TO_GET_CHROMIUM)


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One running Chromium for all tests; each test opens contexts of its own and closes them."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path, args=list(CHROMIUM_ARGS)
        )
        yield chromium
        chromium.close()
