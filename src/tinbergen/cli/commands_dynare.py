"""``tinbergen model``: parse, solve and run models of the Dynare language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tinbergen.app import results, results_dynare
from tinbergen.cli.arguments import argument, option, real, seconds, whole
from tinbergen.cli.deadline import within
from tinbergen.cli.model_file import Defines, Functions, Given, Sets, Steady, load
from tinbergen.cli.output import Output
from tinbergen.cli.progress import Progress
from tinbergen.core.errors import Advice, NotYetError, TinbergenError
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from tinbergen.dynare.state import Answer, Session
    from tinbergen.engine.linear.solution import Equilibrium
    from tinbergen.engine.simulate.foresight import Foresight
    from tinbergen.model.model import Model
    from tinbergen.model.statements import Statement

_MODEL = "A model file, or a model of the library | 模型文件，或模型库中的模型名"
_TIMEOUT = "Stop with an error after so many seconds | 超过该秒数则报错停止"

ModelFile = Annotated[str, argument("FILE", _MODEL)]
Timeout = Annotated[str | None, option("--timeout", _TIMEOUT, "SECONDS")]

_READ = Text("Read the model", "读取模型")
_SOLVE = Text("Solve", "求解")
_RUN = Text("Carry out the file", "执行文件")


def parse(
    ctx: typer.Context, file: ModelFile, defines: Defines = None, timeout: Timeout = None
) -> None:
    from tinbergen.cli.show_dynare import show_parse

    out: Output = ctx.obj
    with within(seconds(timeout), out):
        read = load(file, Given(defines=defines))
        found = results_dynare.ModelParse(
            model=read.name,
            linear=read.linear,
            endogenous=read.endogenous,
            exogenous=read.exogenous,
            parameters=_valued(read),
            equations=tuple(
                results_dynare.ParsedEquation(
                    e.name, f"{read.graph.text(e.lhs)} = {read.graph.text(e.rhs)}", e.at.line,
                    dict(e.tags),
                )
                for e in read.equations
            ),
            statements=_statements(read),
            native=_native(read.statements),
        )  # fmt: skip
    advice = _advice(read)
    out.give(found, lambda screen, lang: show_parse(screen, lang, found, read.titles), advice)


def _valued(model: Model) -> Mapping[str, float | None]:
    return {p: model.values.get(p) for p in model.parameters if p not in model.steady_operators}


def _statements(model: Model) -> tuple[results_dynare.ParsedStatement, ...]:
    """Blocks and commands; values of parameters stand with the parameters."""
    from tinbergen.model.statements import Command, Shocks, Values

    found = []
    if model.steady_state:
        steps = model.steady_state
        names = tuple(s.name for s in steps)
        found.append(
            results_dynare.ParsedStatement("steady_state_model", steps[0].at.line, {}, names)
        )
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
        found.append(results_dynare.ParsedStatement(name, each.at.line, dict(options), names))
    return tuple(sorted(found, key=lambda s: s.line or 0))


def _native(statements: Iterable[Statement]) -> tuple[results_dynare.ParsedNative, ...]:
    from tinbergen.model.dynare.matlab.native import consequence, explanation
    from tinbergen.model.statements import Native

    return tuple(
        results_dynare.ParsedNative(s.at.line, s.text, consequence(s), explanation(s))
        for s in statements
        if isinstance(s, Native)
    )


def solve(
    ctx: typer.Context,
    file: ModelFile,
    sets: Sets = None,
    defines: Defines = None,
    functions: Functions = None,
    steady: Steady = None,
    timeout: Timeout = None,
) -> None:
    from tinbergen.cli.show_dynare import show_solution

    out: Output = ctx.obj
    with within(seconds(timeout), out):
        solved, advice = _equilibrium(out, file, Given(sets, defines, functions, steady))
        found = results_dynare.ModelSolution(**solved.to_dict())
    out.give(found, lambda screen, lang: show_solution(screen, lang, found, solved), advice)


def _equilibrium(out: Output, file: str, given: Given) -> tuple[Equilibrium, list[Advice]]:
    """A file's model solved where all of its statements have led, and what to know of it."""
    with Progress(out) as progress:
        progress(_READ)
        model = load(file, given)
        progress(_SOLVE)
        from tinbergen.dynare.run import solve as solve_file

        solved, told = solve_file(model)
        return solved, [Advice(f.code, f.facts, f.at) for f in told]


def _advice(model: Model) -> list[Advice]:
    """What to know of a model before its numbers."""
    from tinbergen.model.dynare.companion import notices

    return [Advice(f.code, f.facts, f.at) for f in notices(model)]


def run(
    ctx: typer.Context,
    file: ModelFile,
    sets: Sets = None,
    defines: Defines = None,
    functions: Functions = None,
    steady: Steady = None,
    timeout: Timeout = None,
) -> None:
    from tinbergen.cli.show_dynare import show_run

    out: Output = ctx.obj
    with within(seconds(timeout), out):
        with Progress(out) as progress:
            progress(_READ)
            model = load(file, Given(sets, defines, functions, steady))
            progress(_RUN)
            from tinbergen.dynare.run import run as carry_out

            session = carry_out(model)
        solved = _last_solution(session)
        if solved is None and session.paths is None:
            _raise_first_fault(session)
        native = _native(session.native)
        advice = [*_notices(session), *_not_executed(native)]
        found = _run_result(out, session, solved, native, advice)
    out.give(found, lambda screen, lang: show_run(screen, lang, found, solved, session), advice)


def _last_solution(session: Session) -> Equilibrium | None:
    """What the last command that solves the model gave; the model itself where none asks.

    So too where those that would ask (estimation, identification, ...) are not there yet.
    """
    from tinbergen.dynare.run import POLICIES
    from tinbergen.engine.linear.solution import Equilibrium, equilibrium

    for answer in reversed(session.answers):
        if isinstance(answer.result, Equilibrium):
            return answer.result
    if session.paths is not None or any(_failed(a) for a in session.answers):
        return None
    names = {answer.command.name for answer in session.answers}
    if names & POLICIES:
        return None
    if "check" in names or names <= {"periods"}:
        return equilibrium(session.at_rest())
    if not any(answer.error for answer in session.answers):
        return None
    try:
        return equilibrium(session.at_rest())
    except TinbergenError:
        return None


def _failed(answer: Answer) -> bool:
    return answer.error is not None and not isinstance(answer.error, NotYetError)


def _raise_first_fault(session: Session) -> None:
    for answer in session.answers:
        if answer.error is not None and _failed(answer):
            raise answer.error


def _notices(session: Session) -> list[Advice]:
    faults = [a.error for a in session.answers if a.error is not None]
    return [Advice(f.code, f.facts, f.at) for f in (*session.notices, *faults)]


def _not_executed(native: tuple[results_dynare.ParsedNative, ...]) -> list[Advice]:
    lines = [str(n.line) for n in native if n.missing != "nothing"]
    if not lines:
        return []
    shown = ", ".join(lines[:12]) + (", …" if len(lines) > 12 else "")
    return [Advice("U032", {"count": len(lines), "lines": shown})]


def _run_result(
    out: Output,
    session: Session,
    solved: Equilibrium | None,
    native: tuple[results_dynare.ParsedNative, ...],
    advice: list[Advice],
) -> results_dynare.ModelRun:
    from tinbergen.engine.simulate.steady import SteadyState

    model = session.model
    known: dict[str, Any] = dict.fromkeys(
        ("steady_state", "states", "ghx", "ghu", "eigenvalues", "variances")
    )
    known |= {
        "endogenous": model.endogenous,
        "exogenous": model.exogenous,
        "parameters": {**_valued(model), **session.values},
    }
    for answer in session.answers:
        if isinstance(answer.result, SteadyState):
            known["steady_state"] = answer.result.values
    if solved is not None:
        known |= solved.to_dict()
    return results_dynare.ModelRun(
        **known,
        commands=tuple(_command(out, answer) for answer in session.answers),
        paths=None if session.paths is None else _paths(session.paths),
        native=native,
        advice=out.notes(advice),
    )


def _command(out: Output, answer: Answer) -> results_dynare.RunCommand:
    told = answer.to_dict()
    fault = None if answer.error is None else results.Fault(**answer.error.to_dict(out.lang))
    return results_dynare.RunCommand(
        told["name"], told["options"], tuple(told["names"]), told["line"], told["result"], fault
    )


def _paths(found: Foresight) -> dict[str, results.Numbers]:
    """Paths with one initial and one terminal value, however long lags and leads are."""
    first = max(found.lags - 1, 0)
    last = found.lags + found.periods + min(found.leads, 1)
    return {n: tuple(v[first:last].tolist()) for n, v in found.paths.items()}


def irf(
    ctx: typer.Context,
    file: ModelFile,
    shock: Annotated[
        str, option("--shock", "The exogenous variable that moves | 变动的外生变量", "NAME")
    ],
    periods: Annotated[
        str, option("--periods", "Number of periods; 40 by default | 期数；默认 40", "N")
    ] = "40",
    size: Annotated[
        str | None,
        option("--size", "Size of the shock; one standard deviation by default | "
               "冲击大小；默认一个标准差", "X"),
    ] = None,
    sets: Sets = None,
    defines: Defines = None,
    functions: Functions = None,
    steady: Steady = None,
    timeout: Timeout = None,
) -> None:  # fmt: skip
    from tinbergen.cli.show_dynare import show_responses

    out: Output = ctx.obj
    length = whole("--periods", periods, 1, 100_000)
    by = None if size is None else real("--size", size, -1e300, 1e300)
    with within(seconds(timeout), out):
        solved, advice = _equilibrium(out, file, Given(sets, defines, functions, steady))
        paths = solved.responses(shock, length, size=by)
        k = solved.model.exogenous.index(shock)
        found = results_dynare.ModelResponses(
            model=solved.model.name,
            shock=shock,
            size=float(solved.covariance[k, k] ** 0.5) if by is None else by,
            periods=length,
            responses={
                name: tuple(paths[:, j].tolist()) for j, name in enumerate(solved.model.endogenous)
            },
        )
    titles = solved.model.titles
    out.give(found, lambda screen, lang: show_responses(screen, lang, found, titles), advice)


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "parse": (parse, "What a Dynare model file says, line by line | 逐项读出 Dynare 模型文件"),
    "solve": (
        solve,
        "Steady state and first-order solution of a model with expectations | "
        "求含预期模型的稳态与一阶解",
    ),
    "run": (run, "Carry out a Dynare file, command by command | 逐条执行 Dynare 文件"),
    "irf": (irf, "Responses of all variables to a shock | 所有变量对一个冲击的响应"),
}
