"""Where a run of a model file stands: what its statements have set up to a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.text import Text
from tinbergen.engine.linear.solution import Equilibrium
from tinbergen.engine.simulate.expectation_errors import Information, News
from tinbergen.engine.simulate.foresight import Foresight, Setting, State
from tinbergen.model.dynare.companion import notices
from tinbergen.model.dynare.matlab.matlab_functions import Value as NativeValue
from tinbergen.model.model import Model
from tinbergen.model.statements import Command, HomotopyValue, Native, Shocks


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command gave: a result, or the error that stands for it."""

    command: Command
    result: Any = None
    error: TinbergenError | None = None

    def to_dict(self) -> dict[str, Any]:
        result = self.result.to_dict() if hasattr(self.result, "to_dict") else self.result
        shown: dict[str, Any] = {
            "name": self.command.name,
            "options": dict(self.command.options),
            "names": list(self.command.names),
            "line": self.command.at.line,
            "result": result,
        }
        if self.error is not None:
            shown["error"] = self.error.to_dict()
        return shown


@dataclass
class Session:
    """Where a run of a model file stands.

    ``workspace`` is what lines for MATLAB have set, Dynare's settings (``options_.irf``) among it.
    ``unknown`` are parameters, and ``unsized`` shocks, whose values only MATLAB knows. ``refused``
    are faults of blocks, with which no command can go on.
    """

    model: Model
    values: dict[str, float] = field(default_factory=dict)
    initial: dict[str, float] = field(default_factory=dict)
    terminal: dict[str, float] | None = None
    history: dict[tuple[str, int], float] = field(default_factory=dict)
    shocks: list[Shocks] = field(default_factory=list)
    periods: int = 0
    answers: list[Answer] = field(default_factory=list)
    notices: list[TinbergenError] = field(default_factory=list)
    native: list[Native] = field(default_factory=list)
    paths: Foresight | None = None
    solved: tuple[tuple[object, ...], Equilibrium] | None = None
    task: Setting | None = None
    news: list[News] = field(default_factory=list)
    information: Information | None = None
    homotopy: tuple[HomotopyValue, ...] = ()
    workspace: dict[str, NativeValue] = field(default_factory=dict)
    unknown: dict[str, Location] = field(default_factory=dict)
    unsized: dict[str, Location] = field(default_factory=dict)
    refused: list[TinbergenError] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.values.update(self.model.given)
        self.initial.update(self.model.start)
        self.notices += notices(self.model)

    def current(self) -> Model:
        """The model at the parameters and shocks that hold here."""
        return self.model.at_point(self.values, self.initial, tuple(self.shocks))

    def at_rest(self) -> Model:
        """The model where exogenous variables come to rest: at endval's values, if there are any.

        To first order it is solved there, as by Dynare.
        """
        target = self.initial if self.terminal is None else self.terminal
        return self.model.at_point(self.values, target, tuple(self.shocks))

    def state(self, known: Mapping[str, float]) -> State:
        own = set(self.model.endogenous)
        return State(
            {n: v for n, v in known.items() if n in own},
            {n: v for n, v in known.items() if n not in own},
        )


def unfit_option(command: Command, option: str, wanted: Text) -> TinbergenError:
    """The fault of an option whose value can't be taken, E048; ``wanted`` says what can."""
    value = command.options.get(option, "")
    return TinbergenError(
        "E048", at=command.at, command=command.name, option=option, value=value, wanted=wanted
    )
