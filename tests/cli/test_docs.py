"""docs/cli.md tells of every command and every option."""

from pathlib import Path
from typing import Any

import typer

from tinbergen.cli.app import build
from tinbergen.cli.arguments import COMMON

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")


def test_every_command_and_option_is_described() -> None:
    root: Any = typer.main.get_command(build())
    groups = {"": root, "model": root.commands["model"]}
    options = {*COMMON}
    headings = " ".join(line for line in PAGE.splitlines() if line.startswith("#"))
    for group, commands in groups.items():
        for name, command in commands.commands.items():
            if name not in groups:
                assert f"{group} {name}".strip() in headings
                options |= {p.opts[0] for p in command.params if p.opts[0].startswith("--")}
    assert {option for option in options if option not in PAGE} == set()


def test_exit_codes_are_described() -> None:
    from tinbergen.cli import app

    for code in (app.INTERNAL, app.MENDABLE, app.INTERRUPTED, app.BROKEN_PIPE):
        assert f"\n| {code} |" in PAGE
