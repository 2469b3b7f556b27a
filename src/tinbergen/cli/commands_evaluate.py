"""What the policy did: of a case's plan, or measured on data by a method."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from tinbergen.cli.arguments import (
    CASE,
    Force,
    ScenarioName,
    Unsealed,
    argument,
    choice,
    names,
    option,
    real,
    whole,
)
from tinbergen.cli.arguments import window as a_window
from tinbergen.cli.commands_verbs import PLAN, DocumentFile, give
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working
from tinbergen.cli.show_help import halves
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text

_METHOD = (
    "Measure on data instead: synthetic-control, synthetic-did, staggered-did, sun-abraham, "
    "event-study, time-series-impact, local-projections | 改用数据测算：synthetic-control、"
    "synthetic-did、staggered-did、sun-abraham、event-study、time-series-impact、local-projections"
)
_TREATED = (
    "Treated unit or column of zeros and ones; for staggered methods the column | "
    "受处理单位或 0/1 列；交错方法须为列"
)
_DATA = (
    "CSV or Parquet file, a row for each unit in each period | CSV 或 Parquet 文件，每单位每期一行"
)
_OUTCOME = "Column that is measured | 结果列"
_PREDICTORS = "What the mixture shares: beer@1984:1988,cigsale@1975 | 用于匹配的预测变量"

_COHORT = "Column of first treated periods, 0 where never | 首个处理时期列，从未者为 0"
_CONTROLS = "Covariates or regressors that the policy leaves alone | 不受政策影响的协变量或回归变量"
_COMPARISON = "Compare with units treated never, or not yet | 与从未或尚未受处理者比较"
_AGGREGATION = "How effects are averaged | 效应的汇总方式"
_AVERAGES = "dynamic|simple|group|calendar"
_IMPULSE = "Column of the impulse | 冲击列"
_INSTRUMENTS = "What moves the impulse alone | 只影响冲击的工具变量"
_WINDOW = "Periods of event time that are added up | 累计的事件时间窗口"
_ESTIMATION = "Those in which the expected is estimated | 估计预期值的窗口"
_SEED = "Of simulations and searches | 模拟与搜索的种子"

Given = TypeVar("Given", str, Path)
Name = str | None
Names = list[str] | None


def evaluate(
    ctx: typer.Context,
    case: Annotated[Name, argument("CASE", CASE)] = None,
    plan: Annotated[Path | None, option("--plan", PLAN, "plan.json")] = None,
    scenario: ScenarioName = None,
    unsealed: Unsealed = False,
    document: DocumentFile = None,
    force: Force = False,
    method: Annotated[Name, option("--method", _METHOD, "NAME")] = None,
    data: Annotated[Path | None, option("--data", _DATA, "FILE")] = None,
    outcome: Annotated[Name, option("--outcome", _OUTCOME, "COLUMN")] = None,
    unit: Annotated[Name, option("--unit", "Column of units | 单位列", "COLUMN")] = None,
    time: Annotated[Name, option("--time", "Column of periods | 时期列", "COLUMN")] = None,
    treated: Annotated[Name, option("--treated", _TREATED, "UNIT|COLUMN")] = None,
    start: Annotated[Name, option("--start", "First treated period | 首个处理期", "PERIOD")] = None,
    cohort: Annotated[Name, option("--cohort", _COHORT, "COLUMN")] = None,
    predictors: Annotated[Names, option("--predictors", _PREDICTORS, "A,B")] = None,
    controls: Annotated[Names, option("--controls", _CONTROLS, "A,B")] = None,
    comparison: Annotated[Name, option("--comparison", _COMPARISON, "never|not-yet")] = None,
    aggregation: Annotated[Name, option("--aggregation", _AGGREGATION, _AVERAGES)] = None,
    impulse: Annotated[Name, option("--impulse", _IMPULSE, "COLUMN")] = None,
    instruments: Annotated[Names, option("--instruments", _INSTRUMENTS, "A,B")] = None,
    horizon: Annotated[Name, option("--horizon", "Periods after it | 冲击后期数", "N")] = None,
    lags: Annotated[Name, option("--lags", "Lags controlled for | 滞后阶数", "N")] = None,
    window: Annotated[Name, option("--window", _WINDOW, "-1:1")] = None,
    estimation: Annotated[Name, option("--estimation", _ESTIMATION, "-120:-2")] = None,
    level: Annotated[Name, option("--level", "Probability of intervals | 置信水平", "P")] = None,
    seed: Annotated[Name, option("--seed", _SEED, "N")] = None,
) -> None:  # fmt: skip
    out: Output = ctx.obj
    if method is None:
        measuring = {
            "data": data, "outcome": outcome, "unit": unit, "time": time, "treated": treated,
            "start": start, "cohort": cohort, "predictors": predictors, "controls": controls,
            "comparison": comparison, "aggregation": aggregation, "impulse": impulse,
            "instruments": instruments, "horizon": horizon, "lags": lags, "window": window,
            "estimation": estimation, "level": level, "seed": seed,
        }  # fmt: skip
        _refuse("U081", {name: value for name, value in measuring.items() if value is not None})
        _of_case(out, case, plan, scenario, document, unsealed=unsealed, force=force)
        return
    said = {
        "CASE": case, "plan": plan, "scenario": scenario, "out": document,
        "unsealed": unsealed or None, "force": force or None,
    }  # fmt: skip
    _refuse("U082", {name: value for name, value in said.items() if value is not None})
    with working(out) as progress:
        from tinbergen.app.measure import METHODS, MeasureInputs, measure

        inputs = MeasureInputs(
            choice("--method", method, METHODS),
            _needed("--data", data, _DATA),
            _needed("--outcome", outcome, _OUTCOME),
            unit, time, treated, start, cohort,
            tuple(names("--predictors", predictors)) if predictors else None,
            tuple(names("--controls", controls)) if controls else None,
            comparison, aggregation, impulse,
            tuple(names("--instruments", instruments)) if instruments else None,
            None if horizon is None else whole("--horizon", horizon, 0, 400),
            None if lags is None else whole("--lags", lags, 0, 100),
            None if window is None else a_window("--window", window),
            None if estimation is None else a_window("--estimation", estimation),
            None if level is None else real("--level", level, 0, 1),
            None if seed is None else whole("--seed", seed, 0, 2**31 - 1),
            out.lang,
        )  # fmt: skip
        answer = measure(inputs, progress)
    from tinbergen.cli.show_model import show_plain

    out.give(answer, lambda screen, lang: show_plain(screen, answer.basis.summary(lang)))


def _of_case(
    out: Output, case: str | None, plan: Path | None, scenario: str | None,
    document: Path | None, *, unsealed: bool, force: bool,
) -> None:  # fmt: skip
    """Replay what came under another choice."""
    named, adopted = _needed("CASE", case, CASE), _needed("--plan", plan, PLAN)
    with working(out) as progress:
        from tinbergen.app import case as cases
        from tinbergen.app import verbs

        known = cases.CaseInputs(named, scenario=scenario)
        asked = verbs.ReviewInputs(known, adopted, document, unsealed=unsealed, force=force)
        answer = verbs.evaluate(asked, progress)
    give(out, answer)


def _needed(name: str, value: Given | None, help: str) -> Given:
    """An argument that only one of the two kinds needs; U004 without it."""
    if value is None:
        raise TinbergenError(
            "U004", name=name, program="tinbergen evaluate", help=Text(*halves(help))
        )
    return value


def _refuse(code: str, said: dict[str, object]) -> None:
    """Options of the other kind of evaluation."""
    if said:
        shown = ", ".join(name if name.isupper() else f"--{name}" for name in said)
        raise TinbergenError(code, options=shown)


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "evaluate": (
        evaluate,
        "What the policy did, replayed or measured on data | 政策成效：重演或用数据测算",
    ),
}
