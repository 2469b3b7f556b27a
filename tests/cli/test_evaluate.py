"""``tinbergen evaluate --method``: what it prints, and what it refuses, in both languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

Ask = Callable[..., Any]
PANEL = ("--data", "panel.csv", "--outcome", "y", "--unit", "u", "--time", "year")


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    """Eight units in twelve years; two cohorts with an effect of two."""
    rng = np.random.default_rng(0)
    first = np.array([0, 0, 0, 0, 0, 0, 2007, 2009])
    year = np.arange(2000, 2012)
    on = (first[:, None] > 0) & (year >= first[:, None])
    y = rng.normal(size=(8, 12)).cumsum(axis=1) + 10 + 2 * on
    table = {
        "u": np.repeat(list("abcdefgh"), 12), "year": np.tile(year, 8), "y": y.ravel(),
        "on": on.astype(int).ravel(), "first": np.repeat(first, 12), "x": rng.normal(size=96),
        "words": "x",
    }  # fmt: skip
    pd.DataFrame(table).to_csv(tmp_path / "panel.csv", index=False)
    series = {"year": year, "y": y[7], "x": y[0]}
    pd.DataFrame(series).to_csv(tmp_path / "series.csv", index=False)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (("synthetic-control", *PANEL, "--treated", "h", "--start", "2009"), "Placebo", "安慰剂"),
        (("synthetic-did", *PANEL, "--treated", "h", "--start", "2009"), "placebos", "安慰剂"),
        (("staggered-did", *PANEL, "--cohort", "first"), "Before treatment", "处理前"),
        (
            ("staggered-did", *PANEL, "--treated", "on", "--comparison", "not-yet",
             "--aggregation", "group"),
            "not-yet", "not-yet",
        ),
        (("sun-abraham", *PANEL, "--treated", "on"), "sun-abraham", "sun-abraham"),
        (
            ("event-study", *PANEL, "--start", "2009", "--window", "-1:1", "--controls", "x",
             "--estimation", "-8:-2"),
            "Patell", "安慰剂",
        ),
        (
            ("time-series-impact", "--data", "series.csv", "--outcome", "y", "--time", "year",
             "--start", "2009"),
            "without the event", "无事件",
        ),
    ],
)  # fmt: skip
def test_every_method_speaks_both_languages(
    ask: Ask, panel: Path, words: tuple[str, ...], en: str, zh: str
) -> None:
    shown = ask("evaluate", "--method", *words)
    assert (shown.code, shown.err) == (0, "")
    assert en in shown.out
    assert zh in ask("evaluate", "--method", *words, "--lang", "zh").out
    found = ask("evaluate", "--method", *words, "--json").json
    assert found["method"] == words[0]
    assert len(found["table"][next(iter(found["table"]))]) == len(found["index"])
    assert found["sentences"][0] in shown.out


def test_local_projections_have_the_same_door(ask: Ask, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=80)
    quarters = pd.period_range("2001Q1", periods=80, freq="Q").astype(str)
    y = np.convolve(x, [0, -1, -0.5])[:80] + 0.1 * rng.normal(size=80)
    table = pd.DataFrame({"q": quarters, "y": y, "x": x, "z": x + rng.normal(size=80)})
    table.to_csv(tmp_path / "us.csv", index=False)
    words = ("evaluate", "--method", "local-projections", "--data", "us.csv", "--outcome", "y",
             "--time", "q", "--impulse", "x", "--horizon", "3", "--lags", "2")  # fmt: skip
    found = ask(*words, "--json").json
    assert found["table"]["estimate"][1] == pytest.approx(-1, abs=0.1)
    assert "band" in ask(*words).out
    assert "effective F" in ask(*words, "--instruments", "z").out


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("U004", ()),
        ("U004", ("us-2008",)),
        ("U081", PANEL),
        ("U082", ("us-2008", "--method", "synthetic-did", *PANEL)),
        ("U008", ("--method", "synthetic", *PANEL)),
        ("U004", ("--method", "synthetic-did")),
        ("U004", ("--method", "synthetic-did", "--data", "panel.csv")),
        ("U078", ("--method", "synthetic-did", *PANEL, "--treated", "h", "--cohort", "first")),
        ("U079", ("--method", "synthetic-did", *PANEL)),
        ("U079", ("--method", "local-projections", "--data", "series.csv", "--outcome", "y",
                  "--time", "year")),
        ("U080", ("--method", "staggered-did", *PANEL)),
        ("U080", ("--method", "staggered-did", *PANEL, "--treated", "on", "--cohort", "first")),
        ("U080", ("--method", "event-study", *PANEL)),
        ("U220", ("--method", "event-study", *PANEL, "--start", "2009", "--window", "1:0")),
        ("U220", ("--method", "event-study", *PANEL, "--start", "2009", "--estimation", "x")),
        ("F220", ("--method", "event-study", *PANEL, "--start", "2009", "--window", "0:9")),
        ("U011", ("--method", "synthetic-did", *PANEL, "--treated", "h", "--level", "95")),
        ("U007", ("--method", "synthetic-did", *PANEL, "--treated", "h", "--seed", "x")),
        ("D010", ("--method", "synthetic-did", "--data", "no.csv", *PANEL[2:], "--treated", "h")),
        ("D090", ("--method", "synthetic-did", *PANEL, "--treated", "h")),
        ("D090", ("--method", "staggered-did", *PANEL, "--treated", "onn")),
        ("D095", ("--method", "synthetic-did", *PANEL, "--treated", "z", "--start", "2009")),
        ("D094", ("--method", "synthetic-did", *PANEL, "--treated", "h", "--start", "2031")),
        ("C001", ("--method", "synthetic-did", *PANEL, "--treated", "h", "--start", "then")),
        ("F152", ("--method", "synthetic-did", *PANEL, "--treated", "h", "--start", "2000")),
        ("F154", ("--method", "staggered-did", *PANEL, "--treated", "x")),
        ("F156", ("--method", "synthetic-control", *PANEL, "--treated", "on")),
        ("F168", ("--method", "staggered-did", *PANEL, "--treated", "on", "--comparison", "all")),
        ("D034", ("--method", "staggered-did", *PANEL, "--treated", "on", "--controls", "words")),
        ("F161", ("--method", "synthetic-control", *PANEL, "--treated", "h", "--start", "2009",
                  "--predictors", "y@2001:")),
    ],
)  # fmt: skip
def test_wrong_input_has_a_code(ask: Ask, panel: Path, code: str, words: tuple[str, ...]) -> None:
    for lang in ("en", "zh"):
        answer = ask("evaluate", *words, "--lang", lang)
        assert answer.code == 2
        assert f"[{code}]" in answer.err.splitlines()[0]
        assert "{" not in answer.err
        assert "Traceback" not in answer.err


def test_an_unbalanced_panel_is_told_with_its_line(ask: Ask, panel: Path) -> None:
    lines = (panel / "panel.csv").read_text().splitlines()
    (panel / "panel.csv").write_text("\n".join([*lines[:20], *lines[21:]]))
    answer = ask("evaluate", "--method", "staggered-did", *PANEL, "--treated", "on")
    assert (
        "error[D092] panel.csv:14:1: the panel is unbalanced: b has no row for 2007" in answer.err
    )
