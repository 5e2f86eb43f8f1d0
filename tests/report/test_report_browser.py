"""The page in a real browser, without a network: silent, accessible, narrow enough for a phone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cenotaph.report.page import build_page
from report import invented, invented_results

pytestmark = pytest.mark.browser
CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
VIEWS = [("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360)]


@pytest.fixture(scope="module")
def browser() -> Iterator:
    if CHROMIUM is None:
        if os.environ.get("CENOTAPH_REQUIRE_BROWSER") == "1":
            pytest.fail("CENOTAPH_REQUIRE_BROWSER=1 and no Chromium is installed")
        pytest.skip("no Chromium: the report was not opened in a browser (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="module")
def files(page: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("report")
    info = invented.spec().case.model_dump() | {"summary": ""}
    bare = invented.case(case=info)
    made = {"full": page, "nothing": build_page(bare, invented_results.nothing(bare))}
    for name, html in made.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.mark.parametrize(("scheme", "width"), VIEWS)
def test_opens_in_silence_and_asks_for_nothing(browser, files, scheme, width):
    context = browser.new_context(offline=True, color_scheme=scheme, viewport={"width": width, "height": 800})
    opened = context.new_page()
    complaints, asked = [], []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    for file in files.values():
        opened.goto(file.as_uri())
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert complaints == []
    assert asked == [file.as_uri() for file in files.values()]


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [
        ("nothing", "dark", 360),
        ("full", *VIEWS[0]),
        *(pytest.param("full", *view, marks=pytest.mark.slow) for view in VIEWS[1:3]),
    ],
)
def test_axe_finds_nothing(browser, files, name, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    # The page's own policy would refuse the checker's script.
    context = browser.new_context(
        offline=True, bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    opened = context.new_page()
    opened.goto(files[name].as_uri())
    opened.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found = Axe().run(opened).response["violations"]
    context.close()
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []


def test_a_figure_opens_its_popover_by_keyboard(browser, files):
    context = browser.new_context(offline=True)
    opened = context.new_page()
    opened.goto(files["full"].as_uri())
    button = opened.locator(".headline button.why").first
    button.focus()
    opened.keyboard.press("Enter")
    popover = opened.locator(f"#{button.get_attribute('popovertarget')}")
    assert popover.is_visible()
    assert "Definition" in popover.inner_text()
    opened.keyboard.press("Escape")
    assert not popover.is_visible()
    context.close()


def test_print_shows_tables_and_hides_what_paper_cannot_do(browser, files):
    context = browser.new_context(offline=True, color_scheme="dark")
    opened = context.new_page()
    opened.goto(files["full"].as_uri())
    opened.emulate_media(media="print")
    assert opened.locator("#pyramids table").first.is_visible()
    assert opened.locator("#driven .more .chart.wide").first.is_visible()
    assert not opened.locator(".why").first.is_visible()
    background = opened.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert background == "rgb(251, 250, 246)"
    assert len(opened.pdf(format="A4")) > 10_000
    context.close()
