"""What a policy did, measured on a file of data: methods by name, and what each of them takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

from tinbergen.app.answer import Answer
from tinbergen.app.results_statistics import Measurement
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.data.panel import read_panel
from tinbergen.statistics.evaluation.event_study import event_study
from tinbergen.statistics.evaluation.local_projections import local_projections
from tinbergen.statistics.evaluation.measured import Measured
from tinbergen.statistics.evaluation.staggered_did import staggered_did, sun_abraham
from tinbergen.statistics.evaluation.synthetic_control import synthetic_control
from tinbergen.statistics.evaluation.synthetic_did import synthetic_did
from tinbergen.statistics.evaluation.time_series_impact import time_series_impact

_READ = Text("Read {file}", "读取 {file}")


@dataclass(frozen=True, slots=True)
class MeasureInputs:
    """A method, a file, and what the method takes; None is not given.

    ``method`` is one of :data:`METHODS`; names and meanings of the rest are those of the methods'
    own arguments.
    """

    method: str
    data: Path
    outcome: str
    unit: str | None = None
    time: str | None = None
    treated: str | None = None
    start: str | None = None
    cohort: str | None = None
    predictors: tuple[str, ...] | None = None
    controls: tuple[str, ...] | None = None
    comparison: str | None = None
    aggregation: str | None = None
    impulse: str | None = None
    instruments: tuple[str, ...] | None = None
    horizon: int | None = None
    lags: int | None = None
    window: tuple[int, int] | None = None
    estimation: tuple[int, int] | None = None
    level: float | None = None
    seed: int | None = None
    lang: Language = "en"


Run = Callable[[MeasureInputs, Mapping[str, Any], Progress], Measured]


class Method(NamedTuple):
    """What a method needs and what else it takes; ``either`` are two of which it needs one."""

    run: Run
    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()
    either: tuple[str, str] | None = None


def measure(inputs: MeasureInputs, progress: Progress | None = None) -> Answer[Measurement, Any]:
    """What the policy did, with what it rests on.

    Raises
    ------
    TinbergenError
        U078 for an option that it does not take, U079 for one that it
        lacks, U080 for two that exclude each other; those of the methods.
    """
    tell = progress or Progress()
    tell(_READ.fill(file=inputs.data))
    method = METHODS[inputs.method]
    given = _given(inputs, method)
    found = method.run(inputs, given, tell)
    return Answer(_measurement(inputs, found), found)


def _given(inputs: MeasureInputs, method: Method) -> dict[str, Any]:
    """The options that were given, checked against what the method takes."""
    said = {
        field.name: value
        for field in fields(inputs)
        if field.name not in ("method", "data", "outcome", "lang")
        and (value := getattr(inputs, field.name)) is not None
    }
    known = (*method.needs, *(method.either or ()), *method.takes)
    facts: dict[str, Any] = {
        "method": inputs.method,
        "known": ", ".join(f"--{name}" for name in known),
    }
    for name in said:
        if name not in known:
            raise TinbergenError("U078", option=f"--{name}", **facts)
    for name in method.needs:
        if name not in said:
            raise TinbergenError("U079", option=f"--{name}", **facts)
    if method.either:
        count = sum(name in said for name in method.either)
        first, second = (f"--{name}" for name in method.either)
        if count != 1:
            raise TinbergenError("U080", method=inputs.method, first=first, second=second)
    return said


def _on_panel(
    door: Callable[..., Measured], controls: str | None = None, *, told: bool = True
) -> Run:
    """A method whose arguments are the options, ``--controls`` under its own name for them."""

    def run(inputs: MeasureInputs, given: Mapping[str, Any], tell: Progress) -> Measured:
        said = dict(given)
        if controls and "controls" in said:
            said[controls] = said.pop("controls")
        told_to = {"progress": tell} if told else {}
        return door(inputs.data, inputs.outcome, **said, **told_to)

    return run


def _projections(inputs: MeasureInputs, given: Mapping[str, Any], tell: Progress) -> Measured:
    """Local projections; lags of outcome, impulse and controls are controlled for."""
    said = dict(given)
    time, impulse, horizon = said.pop("time"), said.pop("impulse"), said.pop("horizon", 8)
    controls, instruments = said.pop("controls", ()), said.pop("instruments", ())
    names = dict.fromkeys((inputs.outcome, impulse, *controls, *instruments))
    panel = read_panel(inputs.data, None, time, tuple(names))
    tell.check()
    series = {name: panel.values[name][0] for name in names}
    lagged = tuple(dict.fromkeys((inputs.outcome, impulse, *controls)))
    return local_projections(
        series, inputs.outcome, impulse, horizon, instruments=instruments, lagged=lagged, **said
    )


_STAGGERED = ("treated", "cohort")
METHODS: dict[str, Method] = {
    "synthetic-control": Method(
        _on_panel(synthetic_control), ("unit", "time", "treated"), ("start", "predictors", "seed")
    ),
    "synthetic-did": Method(
        _on_panel(synthetic_did), ("unit", "time", "treated"), ("start", "level", "seed")
    ),
    "staggered-did": Method(
        _on_panel(staggered_did, "covariates"), ("unit", "time"),
        ("controls", "comparison", "aggregation", "level", "seed"), _STAGGERED,
    ),
    "sun-abraham": Method(
        _on_panel(sun_abraham, told=False), ("unit", "time"), ("level", "seed"), _STAGGERED
    ),
    "event-study": Method(
        _on_panel(event_study), (),
        ("unit", "time", "controls", "window", "estimation", "level"), ("start", "cohort"),
    ),
    "time-series-impact": Method(
        _on_panel(time_series_impact), ("start",),
        ("time", "controls", "level", "seed"),
    ),
    "local-projections": Method(
        _projections, ("time", "impulse"), ("instruments", "controls", "lags", "horizon", "level")
    ),
}  # fmt: skip


def _measurement(inputs: MeasureInputs, found: Measured) -> Measurement:
    frame = found.to_frame()
    top = found.headline()
    return Measurement(
        method=inputs.method, outcome=inputs.outcome, estimate=top.value, se=top.se,
        lower=top.lower, upper=top.upper, level=top.level, p=getattr(found, "p_value", None),
        index=tuple(map(str, frame.index)),
        table={str(name): tuple(frame[name].tolist()) for name in frame},
        weights=getattr(found, "mixture", dict)(),
        sentences=tuple(sentence(inputs.lang) for sentence in found.sentences()),
    )  # fmt: skip
