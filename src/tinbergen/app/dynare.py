"""Model files of the Dynare language carried out: their solution, their commands, responses."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinbergen.app import run_files
from tinbergen.app.answer import Answer, as_advice, fault_of, notes
from tinbergen.app.model_file import ModelInputs, load
from tinbergen.app.parse import native_lines, parameters
from tinbergen.app.results import Numbers
from tinbergen.app.results_dynare import (
    ModelResponses,
    ModelRun,
    ModelSolution,
    ModelSummary,
    ParsedNative,
    RunCommand,
)
from tinbergen.core.errors import Advice, Language, Location, NotYetError, TinbergenError
from tinbergen.core.files import check_folder
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.dynare import run as running
from tinbergen.dynare.state import Answer as Answered
from tinbergen.dynare.state import Session
from tinbergen.engine.linear.solution import Equilibrium, equilibrium
from tinbergen.engine.simulate.foresight import Foresight
from tinbergen.engine.simulate.steady import SteadyState

_READ = Text("Read the model", "读取模型")
_SOLVE = Text("Solve", "求解")
_RUN = Text("Carry out the file", "执行文件")
_WRITE = Text("Write tables and figures", "写出表格与图形")


@dataclass(frozen=True, slots=True)
class ResponseInputs:
    """A model file, the shock, its size (one standard deviation by default) and the periods.

    Without ``periods``, those of the file's last stoch_simul, or 40.
    """

    model: ModelInputs
    shock: str
    periods: int | None = None
    size: float | None = None


@dataclass(frozen=True, slots=True)
class RunBasis:
    """The session of a file, and the last solution, where its commands gave one.

    Not ``complete`` is a run of which something that the file asks for is not there yet.
    """

    session: Session
    solved: Equilibrium | None
    complete: bool = True


def solve(
    inputs: ModelInputs, progress: Progress | None = None, *, lang: Language = "en"
) -> Answer[ModelSolution, Equilibrium]:
    """A file's model solved where all of its statements have led.

    Raises
    ------
    TinbergenError
        Those of reading and of :func:`tinbergen.engine.linear.solution.equilibrium`.
    """
    tell = progress or Progress()
    tell(_READ)
    model = load(inputs)
    tell(_SOLVE)
    solved, told = running.solve(model)
    advice = as_advice(told)
    given = solved.to_dict()
    given["summary"] = ModelSummary(**given["summary"])
    return Answer(ModelSolution(**given, advice=notes(advice, lang)), solved, advice)


def respond(
    inputs: ResponseInputs, progress: Progress | None = None, *, lang: Language = "en"
) -> Answer[ModelResponses, Equilibrium]:
    """Responses of all variables to a shock; errors as :func:`solve`, E017 for an unknown shock."""
    found = solve(inputs.model, progress, lang=lang)
    solved, shock = found.basis, inputs.shock
    periods = inputs.periods or running.response_periods(solved.model)
    paths = solved.responses(shock, periods, size=inputs.size)
    k = solved.model.exogenous.index(shock)
    names = solved.model.endogenous
    result = ModelResponses(
        model=solved.model.name,
        shock=shock,
        size=float(solved.covariance[k, k] ** 0.5) if inputs.size is None else inputs.size,
        periods=periods,
        responses={name: tuple(paths[:, j].tolist()) for j, name in enumerate(names)},
        advice=found.result.advice,
    )
    return Answer(result, solved, found.advice)


def run(
    inputs: ModelInputs,
    progress: Progress | None = None,
    *,
    out: Path | None = None,
    lang: Language = "en",
) -> Answer[ModelRun, RunBasis]:
    """A file carried out, command by command; tables and figures go to the folder ``out``.

    What is not there yet is passed over and said at the end, in U250.

    Raises
    ------
    TinbergenError
        The first error of the commands when nothing could be solved; those of reading; C004 when
        the folder can't be written.
    """
    tell = progress or Progress()
    if out is not None:
        check_folder(out)
    tell(_READ)
    model = load(inputs)
    tell(_RUN)
    session = running.run(model)
    solved = _last_solution(session)
    faults = [a.error for a in session.answers if a.error is not None]
    if solved is None and session.paths is None:
        for fault in faults:
            if not isinstance(fault, NotYetError):
                raise fault
    native = native_lines(session.native)
    missing = _missing(session)
    advice = (*as_advice(_once([*session.notices, *faults])), *_not_executed(native), *missing)
    result = _result(session, solved, native, advice, lang)
    if out is not None:
        tell(_WRITE)
        names = run_files.write(result, out, lang)
        result = dataclasses.replace(result, out=str(out), files=names)
    return Answer(result, RunBasis(session, solved, not missing), advice)


def _missing(session: Session) -> list[Advice]:
    """U250 for what the file asks for and is not there yet: commands, and higher orders of them."""
    parts = [
        f"{a.error.facts['command']} ({_line(a.command.at)})"
        for a in session.answers
        if isinstance(a.error, NotYetError)
    ]
    parts += [
        f"{f.facts['command']}(order={f.facts['order']}) ({_line(f.at)})"
        for f in session.notices
        if f.code == "E054"
    ]
    if not parts:
        return []
    return [Advice("U250", {"model": session.model.name, "commands": ", ".join(parts)})]


def _line(at: Location | None) -> str:
    return "–" if at is None or at.line is None else str(at.line)


def _once(faults: Iterable[TinbergenError]) -> list[TinbergenError]:
    """Each fault once, however many commands met it."""
    return list({(f.code, str(f.at), f.render("en")): f for f in faults}.values())


def _last_solution(session: Session) -> Equilibrium | None:
    """What the last command that solves the model gave; the model itself where none asks.

    So too where those that would ask (estimation, identification, ...) are not there yet.
    """
    for answer in reversed(session.answers):
        if isinstance(answer.result, Equilibrium):
            return answer.result
    if session.paths is not None or any(_failed(a) for a in session.answers):
        return None
    names = {answer.command.name for answer in session.answers}
    if names & running.POLICIES:
        return None
    if "check" in names or names <= {"periods"}:
        return equilibrium(session.at_rest())
    if not any(answer.error for answer in session.answers):
        return None
    try:
        return equilibrium(session.at_rest())
    except TinbergenError:
        return None


def _failed(answer: Answered) -> bool:
    return answer.error is not None and not isinstance(answer.error, NotYetError)


def _not_executed(native: tuple[ParsedNative, ...]) -> list[Advice]:
    lines = [str(n.line) for n in native if n.missing != "nothing"]
    if not lines:
        return []
    shown = ", ".join(lines[:12]) + (", …" if len(lines) > 12 else "")
    return [Advice("U032", {"count": len(lines), "lines": shown})]


def _result(
    session: Session,
    solved: Equilibrium | None,
    native: tuple[ParsedNative, ...],
    advice: Sequence[Advice],
    lang: Language,
) -> ModelRun:
    model = session.model
    known: dict[str, Any] = dict.fromkeys(
        (
            "steady_state",
            "states",
            "ghx",
            "ghu",
            "eigenvalues",
            "variances",
            "shock_covariance",
            "summary",
        )
    )
    known |= {
        "endogenous": model.endogenous,
        "exogenous": model.exogenous,
        "parameters": {**parameters(model), **session.values},
    }
    for answer in session.answers:
        if isinstance(answer.result, SteadyState):
            known["steady_state"] = answer.result.values
    if solved is not None:
        known |= solved.to_dict()
        known["summary"] = ModelSummary(**known["summary"])
    return ModelRun(
        **known,
        commands=tuple(_command(answer, lang) for answer in session.answers),
        paths=None if session.paths is None else _paths(session.paths),
        native=native,
        advice=notes(advice, lang),
    )


def _command(answer: Answered, lang: Language) -> RunCommand:
    told = answer.to_dict()
    fault = None if answer.error is None else fault_of(answer.error, lang)
    return RunCommand(
        told["name"], told["options"], tuple(told["names"]), told["line"], told["result"], fault
    )


def _paths(found: Foresight) -> dict[str, Numbers]:
    """Paths with one initial and one terminal value, however long lags and leads are."""
    first = max(found.lags - 1, 0)
    last = found.lags + found.periods + min(found.leads, 1)
    return {n: tuple(v[first:last].tolist()) for n, v in found.paths.items()}
