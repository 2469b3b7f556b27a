"""An economy of tables: one forecast, and worlds that differ over what purchases do to output."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from tinbergen.loop.case import cases
from tinbergen.loop.case.case import Case

#: Periods of the horizon and of the tail, and how an effect fades.
T, TAIL, FADE = 4, 2, 0.6
COST = 0.1


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh": text + "。"}


def series(columns: Mapping[str, np.ndarray]) -> str:
    """A CSV of quarters from 2000Q1 on."""
    rows = [",".join(["date", *columns])]
    for t in range(len(next(iter(columns.values())))):
        values = (repr(float(v[t])) for v in columns.values())
        rows.append(",".join([f"{2000 + t // 4}Q{t % 4 + 1}", *values]))
    return "\n".join(rows) + "\n"


@pytest.fixture
def outturn() -> np.ndarray:
    """Output in 60 quarters."""
    return np.random.default_rng(3).normal(-1.0, 0.5, 60)


@pytest.fixture
def write(tmp_path: Path, outturn: np.ndarray) -> Callable[..., Path]:
    """A case file; ``sizes`` are what purchases do at once, by world, ``late`` those set from 2006."""

    def made(sizes: Mapping[str, float], late: float = 0.0, **changes: Any) -> Path:
        purchases = np.where(np.arange(len(outturn)) >= 24, late, 0.0)
        data = series({"y": outturn, "g": purchases})
        (tmp_path / "data.csv").write_text(data, encoding="utf-8")
        flat = np.full(100, -1.0)
        text = series({"y": flat, "y_sd": np.full(100, 0.5)})
        (tmp_path / "forecast.csv").write_text(text, encoding="utf-8")
        worlds = [{"name": "ministry", "title": words("Ministry"), "forecast": "forecast.csv"}]
        for name, size in sizes.items():
            rows = [f"g,y,{h},{size * FADE**h!r},0.0" for h in range(T + TAIL)]
            table = "\n".join(["instrument,indicator,horizon,effect,error", *rows]) + "\n"
            (tmp_path / f"{name}.csv").write_text(table, encoding="utf-8")
            worlds.append({"name": name, "title": words(name), "effects": f"{name}.csv"})
        document = {
            "name": "tables", "title": words("Tables"), "as_of": "2012Q4",
            "data": {"source": "data.csv", "columns": "own"},
            "horizon": T, "tail": TAIL, "draws": 200, "seed": 7, "worlds": worlds,
            "diagnosis": [], "alternatives": [],
            "instruments": [{"name": "g", "title": words("g"), "unit": words("percent"),
                             "cost": COST}],
            "targets": [{"variable": "y", "title": words("y"), "unit": words("percent"),
                         "desired": 0.0, "after": True}],
            "trip_wires": {"variables": ["y"], "periods": T},
            **changes,
        }  # fmt: skip
        path = tmp_path / "case.yaml"
        path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        return path

    return made


@pytest.fixture
def economy(write: Callable[..., Path]) -> Callable[..., Case]:
    return lambda *sizes, **changes: cases.load(write(*sizes, **changes))
