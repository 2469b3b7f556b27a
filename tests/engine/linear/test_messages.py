"""The messages of rational-expectations models."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import tinbergen.engine.linear as package
from tinbergen.core.errors import catalogue

CODES = sorted(
    tomllib.loads(
        files("tinbergen.core").joinpath("messages/expectations.toml").read_text(encoding="utf-8")
    )
)
SOURCE = "".join(
    path.read_text(encoding="utf-8") for path in Path(package.__file__).parent.glob("*.py")
)


@pytest.mark.parametrize("code", CODES)
def test_message_is_whole_and_raised(code) -> None:
    entry = catalogue()[code]
    for part in ("title", "cause", "fix"):
        assert entry["en"][part]
        assert entry["zh"][part]
    fields = [set(re.findall(r"{(\w+)}", "".join(entry[lang].values()))) for lang in ("en", "zh")]
    assert fields[0] == fields[1]
    assert f'"{code}"' in SOURCE


def test_no_unknown_code_is_raised() -> None:
    assert set(re.findall(r'"(E0[34]\d)"', SOURCE)) == set(CODES)
