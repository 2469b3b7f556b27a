"""What a model file of the Dynare language says, as it was understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tinbergen.app.answer import Answer, as_advice
from tinbergen.app.model_file import ModelInputs, load
from tinbergen.app.results_dynare import (
    ModelParse,
    ParsedEquation,
    ParsedNative,
    ParsedStatement,
)
from tinbergen.model.dynare.companion import notices
from tinbergen.model.dynare.matlab.native import consequence, explanation
from tinbergen.model.model import Model
from tinbergen.model.statements import Command, Native, Shocks, Statement, Values


def parse(inputs: ModelInputs) -> Answer[ModelParse, Model]:
    """Names, values, equations, blocks and commands of a file.

    Raises
    ------
    TinbergenError
        Those of reading the model.
    """
    read = load(inputs)
    result = ModelParse(
        model=read.name,
        linear=read.linear,
        endogenous=read.endogenous,
        exogenous=read.exogenous,
        parameters=parameters(read),
        equations=tuple(
            ParsedEquation(
                e.name, f"{read.graph.text(e.lhs)} = {read.graph.text(e.rhs)}", e.at.line,
                dict(e.tags),
            )
            for e in read.equations
        ),
        statements=_statements(read),
        native=native_lines(read.statements),
    )  # fmt: skip
    return Answer(result, read, as_advice(notices(read)))


def parameters(model: Model) -> Mapping[str, float | None]:
    """Parameters with their values, None without one."""
    return {p: model.values.get(p) for p in model.parameters if p not in model.steady_operators}


def _statements(model: Model) -> tuple[ParsedStatement, ...]:
    """Blocks and commands; values of parameters stand with the parameters."""
    found = []
    if model.steady_state:
        steps = model.steady_state
        names = tuple(s.name for s in steps)
        found.append(ParsedStatement("steady_state_model", steps[0].at.line, {}, names))
    for each in model.statements:
        options: Mapping[str, str] = {}
        match each:
            case Values():
                name, names = each.block, tuple(a.name for a in each.assignments)
            case Shocks():
                name, options = "shocks", each.options
                moved = [n for m in each.moments for n in m.names] + [p.name for p in each.paths]
                names = tuple(dict.fromkeys(moved))
            case Command():
                name, options, names = each.name, each.options, each.names
            case _:
                continue
        found.append(ParsedStatement(name, each.at.line, dict(options), names))
    return tuple(sorted(found, key=lambda s: s.line or 0))


def native_lines(statements: Iterable[Statement]) -> tuple[ParsedNative, ...]:
    """Lines for MATLAB, and what may be missing without them."""
    return tuple(
        ParsedNative(s.at.line, s.text, consequence(s), explanation(s))
        for s in statements
        if isinstance(s, Native)
    )
