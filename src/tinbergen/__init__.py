"""Tinbergen: given targets, which instruments, set how?

Names are loaded when they are first used, so that ``import tinbergen`` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import Any

from tinbergen.core.faces import connect

__version__ = "0.1.0"

#: Public name -> (module, name there).
_HOME = {
    "Period": ("tinbergen.core.period", "Period"),
    "Span": ("tinbergen.core.period", "Span"),
    "Text": ("tinbergen.core.text", "Text"),
    "TinbergenError": ("tinbergen.core.errors", "TinbergenError"),
    "to_json": ("tinbergen.core.serial", "to_json"),
    "from_json": ("tinbergen.core.serial", "from_json"),
    "Dataset": ("tinbergen.data.dataset", "Dataset"),
    "Store": ("tinbergen.data.store", "Store"),
    "us_macrodata": ("tinbergen.data.sources", "us_macrodata"),
    "library_data": ("tinbergen.data.sources", "library_data"),
    "read_table": ("tinbergen.data.tabular", "read_table"),
    "Model": ("tinbergen.model.model", "Model"),
    "parse": ("tinbergen.model.dynare.parser", "parse"),
    "load_model": ("tinbergen.model.library", "load"),
    "estimate": ("tinbergen.engine.estimate.model_fit", "estimate"),
    "simulate": ("tinbergen.engine.simulate.backward", "simulate"),
    "track": ("tinbergen.engine.simulate.backward", "track"),
    "sensitivities": ("tinbergen.engine.control.sensitivity", "sensitivities"),
    "target": ("tinbergen.engine.control.targeting", "target"),
    "ensemble": ("tinbergen.engine.stochastic.ensemble", "ensemble"),
    "optimise": ("tinbergen.engine.control.sqp", "optimise"),
    "forecast_series": ("tinbergen.statistics.forecast.forecast", "forecast_series"),
    "regress": ("tinbergen.statistics.regression.regress", "regress"),
    "load_case": ("tinbergen.loop.case.case", "load"),
    "assess": ("tinbergen.loop.situation", "assess"),
    "diagnose": ("tinbergen.loop.diagnose", "diagnose"),
    "design": ("tinbergen.loop.design", "design"),
    "monitor": ("tinbergen.loop.monitor", "monitor"),
    "evaluate": ("tinbergen.loop.evaluate", "evaluate"),
    "turn": ("tinbergen.loop.cycle", "turn"),
    "write_report": ("tinbergen.report.case.report", "write"),
}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'tinbergen' has no attribute '{name}'")
    module, attribute = _HOME[name]
    return getattr(importlib.import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)


# How results are drawn, for the classes below that can't import it.
connect(lambda: importlib.import_module("tinbergen.report.faces"))
