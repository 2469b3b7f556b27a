"""How the cost of stochastic simulation grows: CPU seconds against periods and against draws.

``python -m benchmarks.scaling [FOLDER]`` writes ``scaling_periods.svg`` and ``scaling_draws.svg``
into ``out`` or the folder named, and prints slopes of log cost on log size (1 is linear) and the
memory of 1,000 replicas of 24 quarters. Uses FRB/US where it is, else Klein's model.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.institutions import SHARED, _frbus, _laid, _span

PERIODS = range(12, 97, 12)
DRAWS = range(60, 481, 60)
#: Draws of every number of periods, periods of every number of draws.
FIXED_DRAWS, FIXED_PERIODS = 120, 24
_REPEATS = 2


def simulations() -> tuple[str, Callable[..., Any]]:
    """The model's name, and a run of so many draws over so many periods."""
    import tinbergen as tb
    from tinbergen.engine.stochastic.draws import Bootstrap, Normal
    from tinbergen.engine.stochastic.run import monte_carlo

    if (SHARED / "data" / "frbus").is_dir():
        _, model, data = _frbus()
        whole, past = _span(tb, "2040Q1", "2063Q4"), _span(tb, "1970Q1", "2023Q4")
        data = _laid(data, past, dfpdbt=0.0, dfpsrp=1.0)
        data = _laid(data, whole, dfpdbt=0.0, dfpsrp=1.0)
        names = tuple(e.name for e in model.equations if "stochastic" in e.tags)
        history = tb.track(model, data, past)
        rows = np.column_stack([history[n] for n in names])
        # Half the size of history's, so that no draw leaves the model's domain in 24 years.
        source: Any = Bootstrap(names, 0.5 * (rows - rows.mean(axis=0)))
        residuals, name = tb.track(model, data, whole), "FRB/US"
    else:
        model = tb.load_model("klein1")
        whole = _span(tb, "1921", "2016")
        last = tb.library_data("klein1").window(whole.start - 1, tb.Period.parse("1941"))
        fill = {n: np.r_[last[n], np.full(75, last[n][-1])] for n in last}
        data = tb.Dataset.of(str(whole.start - 1), fill)
        source = Normal(("consumption", "investment", "wages"), 0.01 * np.eye(3))
        residuals, name = None, "Klein"

    def run(draws: int, periods: int) -> object:
        span = whole.start.to(whole.start + periods - 1)
        return monte_carlo(
            model, data, span, source, replicas=draws, residuals=residuals,
            keep=list(model.endogenous)[:3], executor="in_line",
        )  # fmt: skip

    return name, run


def cost(work: Callable[[], object]) -> float:
    """CPU seconds, the least of a few runs."""
    found = []
    for _ in range(_REPEATS):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def slope(sizes: range, seconds: np.ndarray) -> float:
    """Of log cost on log size, by least squares."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def picture(name: str, sizes: range, seconds: np.ndarray, *, by: str, of: str, given: str) -> Any:
    from tinbergen.charts.chart import Chart
    from tinbergen.charts.layers import Line, Points
    from tinbergen.core.text import Text

    words = {"periods": "期数", "draws": "抽样次数"}
    straight = np.polyval(np.polyfit(sizes, seconds, 1), sizes)
    return Chart(
        Text(
            "{name}: cost rises with {by} to the power {slope:.2f}",
            "{name}：耗时与{by}的 {slope:.2f} 次方成正比",
        ).fill(name=name, by=Text(by, words[by]), slope=slope(sizes, seconds)),
        sizes,
        (
            Line(Text("straight line fitted", "拟合直线"), straight, style="dashed", tone="muted"),
            Points(Text("measured", "实测"), seconds, tone=1),
        ),
        unit=Text("CPU seconds beyond the fixed cost", "扣除固定耗时后的 CPU 秒"),
        note=Text("{n} {of} each", "每次 {n} {of}").fill(n=given, of=Text(of, words[of])),
        x_label=Text(by, words[by]),
        y_range=(0.0, float(seconds.max())),
    )


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name, run = simulations()
    run(FIXED_DRAWS, FIXED_PERIODS)
    # What does not depend on size, writing and laying out the model, is taken off.
    fixed = cost(lambda: run(1, 1))
    by_periods = np.array([cost(lambda p=p: run(FIXED_DRAWS, p)) for p in PERIODS]) - fixed
    by_draws = np.array([cost(lambda d=d: run(d, FIXED_PERIODS)) for d in DRAWS]) - fixed
    for by, sizes, seconds, of, given in (
        ("periods", PERIODS, by_periods, "draws", FIXED_DRAWS),
        ("draws", DRAWS, by_draws, "periods", FIXED_PERIODS),
    ):
        chart = picture(name, sizes, seconds, by=by, of=of, given=str(given))
        path = chart.save(folder / f"scaling_{by}.svg")
        listed = ", ".join(f"{n}: {s:.3f}" for n, s in zip(sizes, seconds, strict=True))
        print(f"{name}, CPU seconds by {by}: {listed}; slope {slope(sizes, seconds):.3f}; {path}")
    print(f"fixed cost, taken off: {fixed:.3f}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run(1000, FIXED_PERIODS)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{name}, 1,000 x 24: peak {after / 1024:.0f} MB ({before / 1024:.0f} MB before it)")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out"))
