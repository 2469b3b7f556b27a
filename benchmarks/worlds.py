"""A plan over five worlds: two that look back, two that look ahead, and a table of effects.

Twelve quarters, three instruments, 1,000 draws of each world. What is timed is the design of a
situation that stands: the outlooks are drawn, the plan found and compared, its fans drawn.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

Work = Callable[[], object]

_NAMES = ("g", "tau", "i")
_BACK = """
var y pi i; varexo g tau;
model;
[name='output'] y = .8*y(-1) - {slope}*(i(-1) - pi(-1)) + {spent}*g - .3*tau;
[name='prices'] pi = .7*pi(-1) + .2*y(-1);
[name='rule'] i = .6*i(-1) + .6*pi + .2*y;
end;
"""
_AHEAD = """
var y pi i; varexo g tau ey epi ei;
model(linear);
[name='output'] y = .4*y(+1) + .5*y(-1) - {slope}*(i - pi(+1)) + {spent}*g - .3*tau + ey;
[name='prices'] pi = .5*pi(+1) + .45*pi(-1) + .1*y + epi;
[name='rule'] i = .6*i(-1) + .7*pi + .2*y + ei;
end;
initval; y = 0; pi = 0; i = 0; end;
shocks; var ey; stderr .5; var epi; stderr .3; var ei; stderr .2; end;
"""
_HORIZON = 12


def design(objective: str) -> Callable[[], Work]:
    def prepare() -> Work:
        import tinbergen as tb
        from tinbergen.loop.plan import make_plan

        folder = Path(tempfile.mkdtemp())
        (folder / "case.yaml").write_text(json.dumps(_case(folder, objective)))
        case = tb.load_case(str(folder / "case.yaml"))
        make_plan(tb.assess(case))

        def work() -> object:
            plan = make_plan(tb.assess(case))
            assert plan.robustness is not None
            assert len(plan.robustness.worlds) == 5
            return plan

        return work

    return prepare


def _case(folder: Path, objective: str) -> dict[str, object]:
    """Writes models and tables beside the case that this is."""
    import numpy as np

    rng = np.random.default_rng(1)
    rows = 0.5 * rng.standard_normal((60, 5)).cumsum(axis=0) * 0.3
    lines = ["date,y,pi,i,g,tau"]
    for t, row in enumerate(rows.tolist()):
        row[3:] = [0.0, 0.0]
        lines.append(",".join([f"{2000 + t // 4}Q{t % 4 + 1}", *(f"{v:.6f}" for v in row)]))
    (folder / "data.csv").write_text("\n".join(lines) + "\n")
    constant = {n: {"rule": "constant", "value": 0} for n in ("g", "tau")}
    worlds: list[dict[str, object]] = []
    for k, (text, slope, spent) in enumerate(
        [(_BACK, 0.25, 0.5), (_BACK, 0.1, 0.9), (_AHEAD, 0.2, 0.4), (_AHEAD, 0.4, 0.7)]
    ):
        name = f"world{k}"
        (folder / f"{name}.mod").write_text(text.format(slope=slope, spent=spent))
        world: dict[str, object] = {"name": name, "title": _words(name), "model": f"{name}.mod",
                                    "policy": {"i": "rule"}}  # fmt: skip
        if text is _BACK:
            spread = {"disturbances": {"output": 0.5, "prices": 0.3, "rule": 0.2}}
            world |= {"exogenous": constant, "uncertainty": spread}
        else:
            world |= {"observed": {"y": 0.1, "pi": 0.1, "i": 0.0}}
        worlds.append(world)
    (folder / "effects.csv").write_text(_effects())
    worlds.append({"name": "table", "title": _words("table"), "effects": "effects.csv"})

    return {
        "name": "five-worlds", "title": _words("Five worlds"),
        "data": {"source": "data.csv", "columns": "own"}, "as_of": "2014Q4",
        "horizon": _HORIZON, "draws": 1000, "objective": objective, "worlds": worlds,
        "diagnosis": [], "alternatives": [],
        "instruments": [
            {"name": n, "title": _words(n), "unit": _words("percent"), "cost": 0.1,
             "smoothness": 0.2, "lower": -5 if n != "i" else -20, "upper": 5, "max_step": 1}
            for n in _NAMES
        ],
        "targets": [
            {"variable": "y", "title": _words("y"), "unit": _words("percent"), "desired": 1,
             "sense": "at_least"},
            {"variable": "pi", "title": _words("pi"), "unit": _words("percent"), "desired": 0.5},
        ],
        "trip_wires": {"variables": ["y", "pi"]},
    }  # fmt: skip


def _words(name: str) -> dict[str, str]:
    return {"en": name, "zh": name}


def _effects() -> str:
    """What a point of each instrument does in the quarters after, with standard errors."""
    sizes = {("g", "y"): 0.8, ("g", "pi"): 0.1, ("tau", "y"): -0.4, ("tau", "pi"): -0.05,
             ("i", "y"): -0.3, ("i", "pi"): -0.1}  # fmt: skip
    lines = ["instrument,indicator,horizon,effect,error"]
    for (instrument, indicator), size in sizes.items():
        lines += [
            f"{instrument},{indicator},{h},{size * 0.7**h:.6f},{abs(size) * 0.3 * 0.7**h:.6f}"
            for h in range(_HORIZON)
        ]
    return "\n".join(lines) + "\n"
