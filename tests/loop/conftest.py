"""One turn of the worked case, computed once, and ways to change it."""

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.documents import Diagnosis, Plan
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import us_macrodata
from tinbergen.data.store import Store
from tinbergen.loop import case as cases
from tinbergen.loop.case import Case
from tinbergen.loop.cycle import Run, turn
from tinbergen.loop.situation import Situation
from tinbergen.loop.sources import with_policy

GOLDEN = Path(__file__).parents[1] / "golden" / "loop"

#: Enough for shares of draws to differ, few enough to be quick.
DRAWS = 150


@pytest.fixture(scope="session")
def us() -> Case:
    """The worked case with fewer draws."""
    return dataclasses.replace(cases.load("us-2008"), draws=DRAWS)


@pytest.fixture(scope="session")
def run(us: Case) -> Run:
    return turn(us)


@pytest.fixture(scope="session")
def situation(run: Run) -> Situation:
    return run.situation


@pytest.fixture(scope="session")
def diagnosis(run: Run) -> Diagnosis:
    return run.cycle.diagnosis


@pytest.fixture(scope="session")
def plan(run: Run) -> Plan:
    return run.cycle.plan


@pytest.fixture(scope="session")
def golden() -> Callable[[str, str], None]:
    """Compare a text with the file of that name; UPDATE_GOLDEN=1 writes the file instead."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("UPDATE_GOLDEN"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def spoken() -> Callable[[Text], None]:
    """Check that words are there in both languages, with nothing left to fill in."""

    def check(*texts: Text) -> None:
        for text in texts:
            assert text.en.strip()
            assert text.zh.strip()
            assert "{" not in text.en + text.zh

    return check


@pytest.fixture(scope="session")
def write_eight(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The United States as a plain CSV of eight columns.

    ``step`` takes the mean of so many quarters, ``price`` writes P as "level" or "inflation".
    """

    def write(
        name: str = "economy.csv",
        *,
        until: str = "2009Q3",
        step: int = 1,
        monthly: bool = False,
        price: str = "level",
        scale: float = 1.0,
    ) -> Path:
        data = us_macrodata()
        columns = {n: np.array(data[n]) for n in ("GDP", "C", "I", "G_gov", "T", "r", "P", "U")}
        if price == "inflation":
            columns["P"] = np.nan_to_num(data["INFL"], nan=2.0)
        labels = data.span.labels()
        if step > 1:
            length = len(labels) // step * step
            columns = {n: v[:length].reshape(-1, step).mean(axis=1) for n, v in columns.items()}
            labels = [label[:4] for label in labels[:length:step]]
        if monthly:
            columns = {n: np.repeat(v, 3) for n, v in columns.items()}
            labels = [
                f"{label[:4]}-{3 * int(label[-1]) - 2 + k:02d}"
                for label in labels
                for k in range(3)
            ]
        for n in ("GDP", "C", "I", "G_gov", "T"):
            columns[n] = columns[n] * scale
        rows = [
            ",".join([label, *(repr(float(v[t])) for v in columns.values())])
            for t, label in enumerate(labels)
            if label <= until
        ]
        path = tmp_path_factory.mktemp("eight") / name
        path.write_text("\n".join(["date," + ",".join(columns), *rows]) + "\n")
        return path

    return write


@pytest.fixture(scope="session")
def altered(us: Case) -> Callable[[Callable[[Dataset], Dataset]], Case]:
    """The worked case on other data."""

    def make(change: Callable[[Dataset], Dataset]) -> Case:
        data = with_policy(us_macrodata(), us.pack)
        return dataclasses.replace(us, store=Store.final_values(change(data)))

    return make
