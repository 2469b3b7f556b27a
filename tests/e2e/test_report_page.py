"""The report's page in a browser: nothing cut on a phone, twelve printed pages at most."""

import re
import shutil
import subprocess

import pytest

from tinbergen.core.period import Period
from tinbergen.loop.case.cases import load
from tinbergen.loop.cycle import turn
from tinbergen.report.case.report import write
from tinbergen.report.compare.report import write as write_comparison

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (
        found := shutil.which(name))), None
)  # fmt: skip
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser")

#: What stands out of the page though no box of its own scrolls, and the widths of page and window.
MEASURE = """<script>
addEventListener("load", () => {
  const wide = document.documentElement.clientWidth, out = [];
  for (const e of document.querySelectorAll("body *")) {
    const box = e.getBoundingClientRect();
    if (box.width && box.right > wide + 1 && !e.closest(".scroll,svg")) out.push(e.tagName);
  }
  const seen = e => e.getBoundingClientRect().width > 0;
  const drawn = [...document.querySelectorAll("figure.picture svg")].filter(seen);
  const small = drawn.flatMap(e => {
    const scale = e.getBoundingClientRect().width / e.viewBox.baseVal.width;
    return [...e.querySelectorAll("text")].filter(t => t.getAttribute("font-size") * scale < 9);
  });
  const first = document.querySelector(".first").getBoundingClientRect();
  document.body.innerHTML = "<p>measured " + document.documentElement.scrollWidth + " " + wide +
    " " + out.length + " " + small.length + " " + Math.round(first.top) + "</p>";
});
</script>"""


def browse(*arguments):
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    done = subprocess.run(
        [*command, *arguments], capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout


@pytest.fixture(scope="module", params=["us-2008", "us-now", "compared"])
def page(request, tmp_path_factory):
    if request.param == "compared":
        dates = [turn(load("us-2008").at(Period.parse(p))).cycle for p in ("2007Q4", "2008Q3")]
        found = dates[1] - dates[0]
        return write_comparison(found, "", tmp_path_factory.mktemp("compared"))["report"]
    return write(turn(load(request.param)), tmp_path_factory.mktemp(request.param))["report"]


def test_nothing_is_cut_on_a_phone(page, tmp_path):
    """A frame as wide as a phone: the browser's own window is never narrower than 500 px."""
    inner = tmp_path / "inner.html"
    inner.write_text(page.read_text(encoding="utf-8") + MEASURE, encoding="utf-8")
    outer = tmp_path / "outer.html"
    outer.write_text(
        f'<iframe id=f src="{inner.name}" style="width:390px;height:800px;border:0"></iframe>'
        "<script>onload = () => setTimeout(() => document.body.append("
        "f.contentDocument.body.textContent), 500)</script>",
        encoding="utf-8",
    )
    shown = browse(
        "--allow-file-access-from-files", "--virtual-time-budget=5000", "--dump-dom",
        f"file://{outer}",
    )  # fmt: skip
    found = re.search(r"measured (\d+) (\d+) (\d+) (\d+) (\d+)", shown)
    assert found, shown[-300:]
    whole, window, outside, small, first = map(int, found.groups())
    assert window == 390
    assert whole <= window
    assert outside == 0
    assert small == 0
    # The recommendation stands on the first screen, before contents and sources.
    assert first < 250


def test_it_prints_on_twelve_pages(page, tmp_path):
    printed = tmp_path / "report.pdf"
    browse("--no-pdf-header-footer", f"--print-to-pdf={printed}", f"file://{page}")
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", printed.read_bytes())
    assert 0 < len(pages) <= 12
