"""Whether a page can be used by everybody, as far as axe-core can tell."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: What is never let pass.
GRAVE = ("serious", "critical")


def barriers(page: Page) -> Sequence[str]:
    """The serious and critical violations of the page as it stands, a line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]
