"""docs/cli.md and its Chinese page tell of every command and every option."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from tinbergen.cli.app import build
from tinbergen.cli.arguments import COMMON

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {name: (DOCS / name).read_text(encoding="utf-8") for name in ("cli.md", "cli.zh.md")}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_command_and_option_is_described(page: str) -> None:
    root: Any = typer.main.get_command(build())
    groups = {"": root, "model": root.commands["model"], "text": root.commands["text"]}
    options = {*COMMON}
    headings = " ".join(line for line in page.splitlines() if line.startswith("#"))
    for group, commands in groups.items():
        for name, command in commands.commands.items():
            if name not in groups:
                assert f"{group} {name}".strip() in headings
                options |= {p.opts[0] for p in command.params if p.opts[0].startswith("--")}
    assert {option for option in options if option not in page} == set()


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_exit_codes_are_described(page: str) -> None:
    from tinbergen.cli import app

    for code in (app.INTERNAL, app.MENDABLE, app.INTERRUPTED, app.BROKEN_PIPE):
        assert f"\n| {code} |" in page


def test_both_pages_have_the_same_headings() -> None:
    """Commands are headings of the third level, in the same order."""
    own, other = (
        [line for line in page.splitlines() if line.startswith("### ")] for page in PAGES.values()
    )
    assert own == other


def test_the_chinese_readme_leads_to_chinese_pages() -> None:
    """What is in English alone says so."""
    text = (DOCS.parent / "README.zh.md").read_text(encoding="utf-8")
    for title, page in re.findall(r"\[([^\]]+)\]\((docs/[^)#]+\.md|[A-Z]+\.md)\)", text):
        assert page.endswith(".zh.md") or "英文" in title or page == "README.md", page
