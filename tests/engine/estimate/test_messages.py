"""The messages of the estimation layer."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import tinbergen
from tinbergen.core.errors import catalogue

CODES = sorted(
    tomllib.loads(
        files("tinbergen.core").joinpath("messages/estimate.toml").read_text(encoding="utf-8")
    )
)
HOME = Path(tinbergen.__file__).parent
SOURCE = "".join(
    path.read_text(encoding="utf-8")
    for folder in ("engine/estimate", "statistics/regression")
    for path in (HOME / folder).glob("*.py")
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
    assert set(re.findall(r'"(S0[0-2]\d)"', SOURCE)) == set(CODES)
