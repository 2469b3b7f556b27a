"""The messages about perfect foresight, bounds and homotopy."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import tinbergen as package
from tinbergen.core.errors import catalogue

CODES = sorted(
    tomllib.loads(
        files("tinbergen.core").joinpath("messages/foresight.toml").read_text(encoding="utf-8")
    )
)
FOLDER = Path(package.__file__).parent
SOURCE = "".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.py"))


@pytest.mark.parametrize("code", CODES)
def test_message_is_whole_and_raised(code: str) -> None:
    entry = catalogue()[code]
    fields = []
    for lang in ("en", "zh"):
        assert all(entry[lang][part] for part in ("title", "cause", "fix"))
        fields.append(set(re.findall(r"{(\w+)}", "".join(entry[lang].values()))))
    assert fields[0] == fields[1]
    assert f'"{code}"' in SOURCE
