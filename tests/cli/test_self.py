"""Help, schemas, the doctor and the version."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer

from tinbergen import __version__
from tinbergen.app import doctor as examination
from tinbergen.app import results
from tinbergen.app.schemas import DESCRIBED
from tinbergen.cli.app import build
from tinbergen.cli.show_help import halves
from tinbergen.core import serial

Ask = Callable[..., Any]


def commands() -> Iterator[tuple[str, Any]]:
    """Every command under its full name."""
    root: Any = typer.main.get_command(build())
    for name, command in root.commands.items():
        for inner, leaf in getattr(command, "commands", {"": command}).items():
            yield f"{name} {inner}".strip(), leaf


def test_everything_is_explained_in_both_languages() -> None:
    for name, command in commands():
        for words in (command.help, *(p.help for p in command.params if p.name != "help")):
            en, zh = halves(words)
            assert en != zh, (name, words)
            assert any("一" <= sign <= "鿿" for sign in zh), (name, words)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help_pages(ask: Ask, golden: Callable[[str, str], None], lang: str) -> None:
    pages = [ask("--help", "--lang", lang)]
    pages += [ask(*name.split(), "--help", "--lang", lang) for name, _ in commands()]
    assert {page.code for page in pages} == {0}
    text = "".join(page.out for page in pages)
    golden(f"help.{lang}.txt", "\n".join(line.rstrip() for line in text.splitlines()) + "\n")


def test_no_words_are_a_plea_for_help(ask: Ask) -> None:
    assert ask().out == ask("--help").out
    assert ask("model").out == ask("model", "--help").out == ask("model", "-h").out


def test_every_name_has_a_schema(ask: Ask) -> None:
    whole = ask("schema", "--json").json
    assert list(whole) == list(DESCRIBED)
    for name, schema in whole.items():
        assert schema["$schema"].endswith("2020-12/schema")
        assert schema["title"] == name
        assert schema["type"] == "object"
    # What a command returns may differ by option; a service answers over the network.
    told = {name.partition(" --")[0] for name in whole}
    assert {name for name, _ in commands()} - {"schema", "text serve"} <= told


def test_one_schema_is_json_either_way(ask: Ask) -> None:
    assert json.loads(ask("schema", "plan").out) == ask("schema", "plan", "--json").json
    assert ask("schema", "model", "list").out == ask("schema", "model list").out
    assert "instruments" in ask("schema", "plan").json["properties"]


def test_doctor_finds_this_computer_well(ask: Ask) -> None:
    answer = ask("doctor", "--json")
    found = serial.from_dict(results.Doctor, answer.json)
    failing = [check.name for check in found.checks if not check.ok]
    assert (failing, found.ok, answer.code) == ([], True, 0)
    assert {"python", "numpy", "llvm", "data", "folder"} <= {check.name for check in found.checks}


def test_doctor_says_how_to_mend(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination, "requirements", lambda: [("numpy", "99"), ("nopackage", "1")])
    answer = ask("doctor", "--lang", "zh")
    assert answer.code == 2
    assert "未安装" in answer.out
    assert "python -m pip install 'numpy>=99'" in answer.out
    assert "python -m pip install 'nopackage>=1'" in answer.out


def test_version(ask: Ask) -> None:
    assert ask("version").out == f"tinbergen {__version__}\n"
    assert ask("--version").out == ask("version").out
    found = serial.from_dict(results.Version, ask("version", "--json").json)
    assert found.tinbergen == __version__
