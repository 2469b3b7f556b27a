"""Model files of the Dynare language carried out: their solution, their commands, responses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tinbergen.app.answer import Answer, as_advice, fault_of, notes
from tinbergen.app.model_file import ModelInputs, load
from tinbergen.app.parse import native_lines, parameters
from tinbergen.app.results import Numbers
from tinbergen.app.results_dynare import (
    ModelResponses,
    ModelRun,
    ModelSolution,
    ParsedNative,
    RunCommand,
)
from tinbergen.core.errors import Advice, Language, NotYetError, TinbergenError
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


@dataclass(frozen=True, slots=True)
class ResponseInputs:
    """A model file, the shock, its size (one standard deviation by default) and the periods."""

    model: ModelInputs
    shock: str
    periods: int = 40
    size: float | None = None


@dataclass(frozen=True, slots=True)
class RunBasis:
    """The session of a file, and the last solution, where its commands gave one."""

    session: Session
    solved: Equilibrium | None


def solve(
    inputs: ModelInputs, progress: Progress | None = None
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
    return Answer(ModelSolution(**solved.to_dict()), solved, as_advice(told))


def respond(
    inputs: ResponseInputs, progress: Progress | None = None
) -> Answer[ModelResponses, Equilibrium]:
    """Responses of all variables to a shock; errors as :func:`solve`, E017 for an unknown shock."""
    found = solve(inputs.model, progress)
    solved, shock = found.basis, inputs.shock
    paths = solved.responses(shock, inputs.periods, size=inputs.size)
    k = solved.model.exogenous.index(shock)
    names = solved.model.endogenous
    result = ModelResponses(
        model=solved.model.name,
        shock=shock,
        size=float(solved.covariance[k, k] ** 0.5) if inputs.size is None else inputs.size,
        periods=inputs.periods,
        responses={name: tuple(paths[:, j].tolist()) for j, name in enumerate(names)},
    )
    return Answer(result, solved, found.advice)


def run(
    inputs: ModelInputs, progress: Progress | None = None, *, lang: Language = "en"
) -> Answer[ModelRun, RunBasis]:
    """A file carried out, command by command.

    Raises
    ------
    TinbergenError
        The first error of the commands when nothing could be solved; those of reading.
    """
    tell = progress or Progress()
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
    advice = (*as_advice([*session.notices, *faults]), *_not_executed(native))
    result = _result(session, solved, native, advice, lang)
    return Answer(result, RunBasis(session, solved), advice)


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
        ("steady_state", "states", "ghx", "ghu", "eigenvalues", "variances")
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
