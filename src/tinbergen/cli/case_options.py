"""Options of commands that start from a case, or from data in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from tinbergen.cli.arguments import choice, option, period
from tinbergen.core.errors import TinbergenError

if TYPE_CHECKING:
    from tinbergen.app.case import CaseInputs, DataInputs
    from tinbergen.data.eightcolumn import Price

DataFile = Annotated[
    Path | None,
    option("--data", "In place of a case: a table with GDP, C, I, G_gov, T, r, P, U (CSV, Excel, "
           "Parquet) | 代替案例：含 GDP、C、I、G_gov、T、r、P、U 的表格（CSV、Excel、Parquet）",
           "FILE"),
]  # fmt: skip
PriceKind = Annotated[
    str,
    option("--price", "What P in --data is | --data 中 P 的含义", "auto|level|inflation"),
]
Entity = Annotated[
    str | None,
    option("--entity", "Whose rows, where the table stacks several; 'run' also takes all | "
           "表格叠放多个实体时取哪一个；run 也可取 all", "NAME"),
]  # fmt: skip
Targets = Annotated[
    list[str] | None,
    option("--target", "With --data: 'GDP growth>=+2', 'inflation<=3', 'inflation=none'; a signed "
           "number counts from the path without policy | 与 --data 同用：'GDP增长率>=+2'、"
           "'通货膨胀率<=3'、'通货膨胀率=none'；带正负号的数相对于无政策路径", "ASKED"),
]  # fmt: skip
Bounds = Annotated[
    list[str] | None,
    option("--bound", "With --data: of an instrument or a limit: 'short-term interest rate>=0.25', "
           "'spending<=+10%' | 与 --data 同用，工具或限制的界限：'短期利率>=0.25'、"
           "'政府支出<=+10%'", "ASKED"),
]  # fmt: skip
Weights = Annotated[
    list[str] | None,
    option("--weight", "With --data: how much missing a target counts: 'unemployment rate=4' | "
           "与 --data 同用，偏离目标的权重：'失业率=4'", "ASKED"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """A case or data, as a command line says it."""

    case: str | None
    data: Path | None
    as_of: str | None
    price: str
    scenario: str | None
    entity: str | None
    targets: Sequence[str]
    bounds: Sequence[str]
    weights: Sequence[str]

    def checked(self) -> Callable[[], CaseInputs | DataInputs]:
        """What gives the inputs; options are checked before anything is imported.

        Raises
        ------
        TinbergenError
            U020 for a case and data or neither, U021 for what goes with data only, U008 for another
            kind of price, C001 for what is no period.
        """
        if (self.case is None) == (self.data is None):
            raise TinbergenError("U020")
        for name, said in (("--price", self.price != "auto"), ("--entity", self.entity),
                           ("--target", self.targets), ("--bound", self.bounds),
                           ("--weight", self.weights)):  # fmt: skip
            if said and self.data is None:
                raise TinbergenError("U021", option=name)
        readings: tuple[Price, ...] = ("auto", "level", "inflation")
        reading, seen = choice("--price", self.price, readings), period(self.as_of)

        def inputs() -> CaseInputs | DataInputs:
            from tinbergen.app.case import CaseInputs, DataInputs

            if self.data is None:
                return CaseInputs(str(self.case), seen, self.scenario)
            return DataInputs(
                self.data, seen, reading, self.scenario, self.entity, tuple(self.targets),
                tuple(self.bounds), tuple(self.weights),
            )  # fmt: skip

        return inputs
