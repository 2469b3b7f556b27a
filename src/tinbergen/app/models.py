"""Models of the library and of files: their list, anatomy and estimates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tinbergen.app.answer import Answer, notes
from tinbergen.app.model_data import data_for, shipped_extent
from tinbergen.app.results_model import (
    CheckedBlock,
    CheckedEquation,
    ModelCheck,
    ModelEntry,
    ModelEstimate,
    ModelList,
)
from tinbergen.core.errors import Language
from tinbergen.core.period import Span
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.model import library
from tinbergen.model.blocks import blocks
from tinbergen.model.model import Model

if TYPE_CHECKING:
    from tinbergen.engine.estimate.model_fit import ModelFit

READ = Text("Read model and data", "读取模型与数据")
_ESTIMATE = Text("Estimate", "估计")


@dataclass(frozen=True, slots=True)
class EstimationInputs:
    """A model of the library or a file; its data (those that come with it by default).

    Without ``method`` each equation's own; without ``sample`` the longest possible.
    """

    model: str
    method: str | None = None
    sample: Span | None = None
    data: Path | None = None
    lang: Language = "en"


def list_models() -> ModelList:
    """The models of the library."""
    return ModelList(tuple(_entry(name) for name in library.names()))


def _entry(name: str) -> ModelEntry:
    model, extent = library.load(name), shipped_extent(name)
    return ModelEntry(
        name=name,
        equations=len(model.equations),
        behavioural=sum(e.behavioural for e in model.equations),
        endogenous=len(model.endogenous),
        exogenous=len(model.exogenous),
        parameters=len(model.parameters),
        first=str(extent.start) if extent else None,
        last=str(extent.end) if extent else None,
    )


def check_model(name: str) -> Answer[ModelCheck, Model]:
    """A model's anatomy: variables, equations, the order in which blocks are solved.

    Raises
    ------
    TinbergenError
        Those of reading a model that is not valid; E251 when its simultaneous equations determine
        nothing at the parameters' values.
    """
    read = library.load(name)
    names = [e.name for e in read.equations]
    used = read.graph.parameters(*(e.residual for e in read.equations))
    lags, leads = read.lags
    order = blocks(read)
    if any(len(block.equations) > 1 for block in order) and not read.lags[1]:
        from tinbergen.engine.compile.program import compile_model
        from tinbergen.engine.simulate.determined import require_independent

        require_independent(read, compile_model(read))
    result = ModelCheck(
        model=read.name,
        endogenous=read.endogenous,
        exogenous=read.exogenous,
        parameters=read.parameters,
        unvalued=tuple(p for p in read.parameters if p in used and p not in read.values),
        equations=tuple(CheckedEquation(e.name, e.at.line, e.behavioural) for e in read.equations),
        blocks=tuple(
            CheckedBlock(
                tuple(names[i] for i in block.equations),
                tuple(read.endogenous[i] for i in block.variables),
            )
            for block in order
        ),
        lags=lags,
        leads=leads,
        ignored=read.commands,
    )
    return Answer(result, read)


def estimate_model(
    inputs: EstimationInputs, progress: Progress | None = None
) -> Answer[ModelEstimate, ModelFit]:
    """A model's equations estimated.

    Raises
    ------
    TinbergenError
        U014 when there are no data; those of reading and of estimating.
    """
    tell = progress or Progress()
    tell(READ)
    read = library.load(inputs.model)
    known, advice = data_for(read, inputs.model, inputs.data)
    tell(_ESTIMATE)
    from tinbergen.engine.estimate.model_fit import estimate

    fit = estimate(read, known, method=inputs.method, sample=inputs.sample)
    result = ModelEstimate(model=read.name, **fit.to_dict(), advice=notes(advice, inputs.lang))
    return Answer(result, fit, tuple(advice))
