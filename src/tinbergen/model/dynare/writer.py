"""Models as text in the model language, which this program's parser and Dynare 5.3 both read.

What a file said shortly is written out: predetermined variables carry their dates, ``#`` names and
macros are in place, values are numbers in full precision. Statements keep their order; lines for
MATLAB stand as they were.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterable, Mapping

from tinbergen.core.text import Text
from tinbergen.model.auxiliary import static
from tinbergen.model.expression import Graph, Node, Variable
from tinbergen.model.library import ModelLike, model_of
from tinbergen.model.model import Equation, Model
from tinbergen.model.statements import (
    Assignment,
    Command,
    Estimated,
    EstimatedParams,
    HomotopySetup,
    Native,
    ParameterValue,
    ShockMoment,
    ShockPath,
    Shocks,
    Statement,
    Value,
    Values,
)

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_DATE = re.compile(r"\(([+-]?)(\d+)\)")
_LONGEST_NAME = 40
_HYPERBOLIC = ("sinh", "cosh", "tanh")


def write_mod(model: ModelLike) -> str:
    """The model as a ``.mod`` text, which Dynare 5.3 and :func:`parse` read.

    Auxiliary variables get names that the language allows, see :func:`safe_names`; their values at
    rest are added to what the file says of the steady state. An apostrophe in a long name or tag
    is written as ``’``, which the language's quotes can hold.

    Parameters
    ----------
    model
        A model, a fit, the name of a model of the library, or the path of a model file.

    Raises
    ------
    TinbergenError
        C010 and those of reading the model.
    """
    model = model_of(model)
    renamed = safe_names(model)
    plain = _with_names(model, renamed)
    replayed = {s.name: s.value for s in model.statements if isinstance(s, ParameterValue)}
    # Values that were set on the model itself hold in place of those the file gave.
    own = {n: v for n, v in model.values.items() if replayed.get(n) != v}
    parts = [
        _declarations(plain),
        "".join(f"{name} = {_number(value)};\n" for name, value in own.items()),
        _external_functions(model),
        _model_block(plain),
        _steady_state_block(plain, renamed.values()),
        _first_guesses(plain, renamed.values()),
        *(_statement(model.graph, s) for s in _in_force(model.statements, own)),
    ]
    return "\n".join(part for part in parts if part)


# -- names --------------------------------------------------------------------------------------
def safe_names(model: Model) -> dict[str, str]:
    """New names of variables whose own are no identifiers, such as ``k(-1)`` -> ``k_lag1``."""
    names = (*model.endogenous, *model.exogenous)
    taken = {n for n in (*names, *model.parameters) if _IDENTIFIER.fullmatch(n)}
    renamed: dict[str, str] = {}
    for name in names:
        if name in taken:
            continue
        base = made = _identifier(name)
        number = 1
        while made in taken:
            number += 1
            made = f"{base}_{number}"
        taken.add(made)
        renamed[name] = made
    return renamed


def _identifier(name: str) -> str:
    def dated(match: re.Match[str]) -> str:
        return f"_{'lag' if match[1] == '-' else 'lead'}{match[2]}"

    words = re.sub(r"[^A-Za-z0-9]+", "_", _DATE.sub(dated, name)).strip("_")
    words = words if words[:1].isalpha() else f"x_{words}"
    return words[:_LONGEST_NAME].rstrip("_")


def _with_names(model: Model, renamed: Mapping[str, str]) -> Model:
    """The same model under names that can be written."""
    if not renamed:
        return model
    graph = model.graph
    operators = {
        f"STEADY_STATE({renamed.get(x, x)})": renamed.get(x, x)
        for x in model.steady_operators.values()
    }

    def named(node: Node) -> Node | None:
        leaf = graph.leaves[node]
        if isinstance(leaf, Variable) and leaf.name in renamed:
            return graph.variable(renamed[leaf.name], leaf.lag)
        if isinstance(leaf, str) and leaf in model.steady_operators:
            meant = model.steady_operators[leaf]
            return graph.parameter(f"STEADY_STATE({renamed.get(meant, meant)})")
        return None

    equations = tuple(
        dataclasses.replace(
            e,
            name=renamed.get(e.name, e.name),
            lhs=graph.rewrite(e.lhs, named),
            rhs=graph.rewrite(e.rhs, named),
            residual=graph.rewrite(e.residual, named),
            at_rest=None if e.at_rest is None else graph.rewrite(e.at_rest, named),
        )
        for e in model.equations
    )
    return dataclasses.replace(
        model,
        endogenous=tuple(renamed.get(n, n) for n in model.endogenous),
        exogenous=tuple(renamed.get(n, n) for n in model.exogenous),
        deterministic=tuple(renamed.get(n, n) for n in model.deterministic),
        parameters=(*(p for p in model.parameters if p not in model.steady_operators), *operators),
        equations=equations,
        steady_operators=operators,
    )


# -- declarations -------------------------------------------------------------------------------
def _declarations(model: Model) -> str:
    own = [p for p in model.parameters if p not in model.steady_operators]
    declared = (
        ("var", model.endogenous),
        ("varexo", model.stochastic),
        ("varexo_det", model.deterministic),
        ("parameters", own),
    )
    return "".join(
        f"{word}\n" + "\n".join(f"    {_named(model, n)}" for n in names) + ";\n"
        for word, names in declared
        if names
    )


def _named(model: Model, name: str) -> str:
    tex = f" ${model.tex[name]}$" if name in model.tex else ""
    return f"{name}{tex}{_long_name(model.titles.get(name))}"


def _long_name(title: Text | None) -> str:
    if title is None:
        return ""
    both = title.en if title.en == title.zh else f"{title.en} | {title.zh}"
    return f" (long_name={_quoted(both)})"


def _quoted(text: str) -> str:
    return "'" + " ".join(text.replace("'", "’").split()) + "'"


def _number(value: float) -> str:
    if math.isfinite(value):
        return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return "NaN" if math.isnan(value) else ("Inf" if value > 0 else "-Inf")


# -- equations ----------------------------------------------------------------------------------
def _model_block(model: Model) -> str:
    lines = [_equation(model.graph, equation) for equation in model.equations]
    return "\n".join([f"model{'(linear)' if model.linear else ''};", *lines, "end;\n"])


def _equation(graph: Graph, equation: Equation) -> str:
    tags = dict(equation.tags)
    tags.setdefault("name", equation.name)
    shown = ", ".join(f"{k}={_quoted(v)}" if v else k for k, v in tags.items())
    # Where auxiliary variables have come in, the sides are no longer those of the residual.
    as_written = graph.sub(equation.lhs, equation.rhs) == equation.residual
    left, right = (equation.lhs, equation.rhs) if as_written else (
        equation.residual, graph.number(0.0)
    )  # fmt: skip
    written = f"[{shown}]\n{_text(graph, left)} = {_text(graph, right)};"
    return written if equation.at_rest is None else f"{written}\n{_resting(graph, equation)}"


def _resting(graph: Graph, equation: Equation) -> str:
    """The equation that stands for this one in the steady state."""
    assert equation.at_rest is not None
    return f"[static]\n{_text(graph, equation.at_rest)} = 0;"


def _text(graph: Graph, root: Node) -> str:
    """The expression in the functions that Dynare has: no hyperbolic ones."""
    image: dict[Node, Node] = {}
    for node in graph.reachable([root]):
        op, args = graph.ops[node], [image[a] for a in graph.args[node]]
        if op in _HYPERBOLIC:
            image[node] = _hyperbolic(graph, op, args[0])
        else:
            image[node] = graph.apply(op, args) if args else node
    return graph.text(image[root])


def _hyperbolic(graph: Graph, op: str, x: Node) -> Node:
    rising, falling = graph.call("exp", x), graph.call("exp", graph.neg(x))
    sinh, cosh = (graph.div(pair, graph.number(2.0)) for pair in
                  (graph.sub(rising, falling), graph.add(rising, falling)))  # fmt: skip
    return {"sinh": sinh, "cosh": cosh, "tanh": graph.div(sinh, cosh)}[op]


def _definitions(model: Model, auxiliary: Iterable[str]) -> dict[str, Node]:
    """What auxiliary variables are at rest, in an order in which each builds on earlier ones."""
    graph, wanted = model.graph, set(auxiliary)
    zero = graph.number(0.0)
    pending = {
        e.name: graph.neg(graph.rewrite(e.residual, {graph.variable(e.name): zero}.get))
        for e in static(model).equations
        if e.name in wanted
    }
    found: dict[str, Node] = {}
    while pending:
        ready = {
            name: node
            for name, node in pending.items()
            if not pending.keys() & {v.name for v in graph.variables(node)}
        } or dict(pending)
        found |= ready
        pending = {name: node for name, node in pending.items() if name not in ready}
    return found


# -- the steady state ---------------------------------------------------------------------------
def _steady_state_block(model: Model, auxiliary: Iterable[str]) -> str:
    if not model.steady_state:
        return ""
    steps = [(_outputs(model, s), _value(model.graph, s.value)) for s in model.steady_state]
    steps = [(name, value) for name, value in steps if name]
    added = _definitions(model, auxiliary).items()
    steps += [(name, _text(model.graph, node)) for name, node in added]
    return _block("steady_state_model", (f"{name} = {value};" for name, value in steps))


def _outputs(model: Model, step: Assignment) -> str:
    """What stands left of ``=``: with a function's further outputs where it has some; nothing for
    these themselves."""
    graph, node = model.graph, step.value.node
    op, args = graph.ops[node], graph.args[node]
    if "#" in op:
        return ""
    further = [
        s.name
        for s in model.steady_state
        if graph.ops[s.value.node].startswith(f"{op}#") and graph.args[s.value.node] == args
    ]
    return f"[{', '.join([step.name, *further])}]" if further else step.name


def _external_functions(model: Model) -> str:
    """They must be declared before the model block."""
    return "".join(
        f"{s.text}\n"
        for s in model.statements
        if isinstance(s, Command) and s.name == "external_function"
    )


def _first_guesses(model: Model, auxiliary: Iterable[str]) -> str:
    """Values that no initval block gives: those of auxiliary variables, or set since."""
    blocks = [s for s in model.statements if isinstance(s, Values) and s.block == "initval"]
    given = {a.name: a.value.number for block in blocks for a in block.assignments}
    known = dict(model.initial)
    guesses = {n: v for n, v in known.items() if given.get(n) != v}

    def value_of(leaf: Variable | str) -> float | None:
        name = leaf.name if isinstance(leaf, Variable) else leaf
        return known.get(name, model.values.get(name))

    for name, node in _definitions(model, auxiliary).items():
        value = model.graph.evaluate(node, value_of)
        if math.isfinite(value):
            guesses[name] = known[name] = value
    if model.steady_state or not guesses:
        return ""
    return _block("initval", (f"{n} = {_number(v)};" for n, v in guesses.items()))


# -- statements ---------------------------------------------------------------------------------
def _in_force(statements: Iterable[Statement], own: Mapping[str, float]) -> Iterable[Statement]:
    """Statements without values that no longer hold, and native lines whose value is given."""
    statements = list(statements)
    placed = {s.at for s in statements if isinstance(s, ParameterValue | Shocks)}
    for statement in statements:
        if isinstance(statement, ParameterValue):
            if statement.name in own:
                continue
        elif isinstance(statement, Native) and statement.at in placed:
            continue
        yield statement


def _statement(graph: Graph, statement: Statement) -> str:
    match statement:
        case ParameterValue():
            if statement.value is None and statement.node is not None:
                return f"{statement.name} = {_text(graph, statement.node)};"
            return f"{statement.name} = {_number(statement.value or 0.0)};"
        case Values():
            dated = statement.block == "histval"
            lines = (_assignment(graph, a, dated) for a in statement.assignments)
            return _block(f"{statement.block}{_options(statement.options)}", lines)
        case Shocks():
            moments = (_moment(graph, m) for m in statement.moments)
            paths = (_path(graph, p) for p in statement.paths)
            return _block(f"shocks{_options(statement.options)}", [*moments, *paths])
        case Command(name="external_function"):
            return ""
        case HomotopySetup():
            moved = (
                ", ".join([v.name, *(_value(graph, x) for x in (v.initial, v.final) if x)]) + ";"
                for v in statement.values
            )
            return _block(f"homotopy_setup{_options(statement.options)}", moved)
        case EstimatedParams():
            estimated = (_estimated(graph, e) for e in statement.lines)
            return _block(f"estimated_params{_options(statement.options)}", estimated)
        case Command() | Native():
            return f"{statement.text}\n"


def _options(options: Mapping[str, str]) -> str:
    """Options of a block as they are written."""
    written = ", ".join(f"{name} = {value}" if value else name for name, value in options.items())
    return f"({written})" if written else ""


def _block(head: str, lines: Iterable[str]) -> str:
    return "\n".join([f"{head};", *(f"    {line}" for line in lines), "end;\n"])


def _value(graph: Graph, value: Value) -> str:
    return _text(graph, value.node) if value.number is None else _number(value.number)


def _assignment(graph: Graph, assignment: Assignment, dated: bool) -> str:
    date = f"({assignment.lag})" if dated else ""
    return f"{assignment.name}{date} = {_value(graph, assignment.value)};"


def _estimated(graph: Graph, line: Estimated) -> str:
    start = (line.initial, line.lower, line.upper) if line.upper else (line.initial,)
    told = [_value(graph, v) if v else "" for v in start if v or line.upper]
    given = [_value(graph, v) if v else "" for v in line.arguments]
    return ", ".join([line.label, *told, *([line.prior, *given] if line.prior else [])]) + ";"


def _moment(graph: Graph, moment: ShockMoment) -> str:
    names, value = ", ".join(moment.names), _value(graph, moment.value)
    if moment.kind == "stderr":
        return f"var {names}; stderr {value};"
    return f"{'corr' if moment.kind == 'correlation' else 'var'} {names} = {value};"


def _path(graph: Graph, path: ShockPath) -> str:
    periods = " ".join(f"{a}" if a == b else f"{a}:{b}" for a, b in path.periods)
    values = " ".join(
        f"({_text(graph, v.node)})" if v.number is None else _number(v.number) for v in path.values
    )
    return f"var {path.name}; periods {periods}; values {values};"
