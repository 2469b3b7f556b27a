"""DICE-2016R2: the path of abatement that is best for the world, and the social cost of carbon.

Nordhaus (2017), Revisiting the social cost of carbon, PNAS 114(7); (2018), Projections and
uncertainties about climate change in an era of minimal climate policies, American Economic Journal:
Economic Policy 10(3). The model is ``domains/environment/dice2016r2.mod``; a planner chooses the
shares of emissions abated and of output saved over a hundred periods of five years.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Frequency, Period, Span
from tinbergen.core.result import Result
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.nlp.solver import solve
from tinbergen.engine.simulate.backward import simulate
from tinbergen.model.dynare.parser import parse_file
from tinbergen.model.model import Model

Array = NDArray[np.float64]

FIRST, STEP, PERIODS = 2015, 5, 100
#: Added to welfare by Nordhaus's programme; it changes no choice.
WELFARE_SHIFT = -10993.704
#: The largest share abated, once emissions may be taken out of the air; the first such period.
_MOST_ABATED, _NEGATIVE_FROM = 1.2, 30
#: Periods at the end in which saving is that of long-run growth.
_FIXED_SAVING = 10
#: Stocks and trends of the model, which its file dates at the beginning of a period.
_STOCKS = ("K", "MAT", "MU", "ML", "TATM", "TOCEAN", "CCA", "L", "GA", "AL", "GSIG", "SIGMA",
           "PBACK", "ETREE", "FEX", "RR")  # fmt: skip
_FIRST_GUESS = 0.03
#: Nordhaus's lower bounds; none binds.
_LOWER = {"C": 2.0, "K": 1.0, "MAT": 10.0, "MU": 100.0,
          "ML": 1000.0}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Climate(Result):
    """A path of DICE: ``years`` (100,) and ``paths`` by variable of the model, (100,) each.

    Stocks are those at the beginning of a period. ``social_cost`` (100,) is the consumption of its
    period that one tonne of CO2 more costs, in 2010 dollars; ``worth`` (100,) what welfare gains
    when consumption of a period is a trillion a year higher, ``burden`` (100,) what it loses when
    damage takes all output instead of none, both at the margin. ``welfare`` is Nordhaus's
    objective, ``kkt`` the violation of the first-order conditions, ``iterations`` the steps.
    """

    years: NDArray[np.int64]
    paths: Mapping[str, Array]
    social_cost: Array
    worth: Array
    burden: Array
    welfare: float
    kkt: float
    iterations: int

    def __getitem__(self, name: str) -> Array:
        return self.paths[name]

    def period(self, year: int) -> int:
        """The position of the period that begins in a year; E086 for other years."""
        (place,) = np.nonzero(self.years == year)
        if not place.size:
            raise TinbergenError("E086", year=year, last=int(self.years[-1]))
        return int(place[0])

    def at(self, name: str, year: int) -> float:
        """A variable of the model, or ``SCC``, in a year in which a period begins."""
        path = self.social_cost if name == "SCC" else self.paths[name]
        return float(path[self.period(year)])

    def to_frame(self):  # type: ignore[no-untyped-def]
        import pandas as pd

        return pd.DataFrame({**self.paths, "SCC": self.social_cost}, index=self.years)


def load(parameters: Mapping[str, float] | None = None) -> Model:
    """The model, with other values for some parameters; M007 for one that it does not have."""
    place = files("tinbergen").joinpath("domains", "environment", "dice2016r2.mod")
    with as_file(place) as file:
        return parse_file(file, values=parameters)


def optimal(parameters: Mapping[str, float] | None = None, limit: float | None = None) -> Climate:
    """The best path; with ``limit`` the best of those whose warming stays within so many degrees.

    ``parameters`` replace those of the model's file.

    Raises
    ------
    TinbergenError
        M007 for a parameter that the model does not have, E087 for a limit that no abatement keeps;
        those of :func:`tinbergen.engine.control.nlp.solver.plan`.
    """
    model = load(parameters)
    most = most_abated(model)
    upper = {"MIU": most}
    if limit is not None:
        least = _least_warming(model, most)
        if limit <= least:
            raise TinbergenError("E087", limit=limit, least=f"{least:.3f}", year=FIRST + STEP)
        # The stock beyond the last period is bound by nothing: it harms nobody in the model.
        upper["TATM"] = np.append(np.full(PERIODS - 1, limit), np.inf)
    lower = np.zeros(PERIODS)
    lower[0] = model.values["miu0"]
    return _planned(model, {"MIU": lower}, upper)


def at_price(price: Array, parameters: Mapping[str, float] | None = None) -> Climate:
    """The path when abatement answers a carbon price; only savings are chosen.

    ``price`` (100,): 2010 dollars a tonne of CO2; abatement is where the last tonne costs that, in
    the first period what it was. Raises as :func:`optimal`.
    """
    model = load(parameters)
    values = model.values
    backstop = values["pback"] * (1 - values["gback"]) ** np.arange(PERIODS)
    abated = (np.asarray(price) / backstop) ** (1 / (values["expcost2"] - 1))
    abated = np.minimum(abated, most_abated(model))
    abated[0] = values["miu0"]
    return _planned(model, {"MIU": abated}, {"MIU": abated})


def least_warming(parameters: Mapping[str, float] | None = None) -> float:
    """The highest temperature that comes even when all is abated that can be."""
    model = load(parameters)
    return _least_warming(model, most_abated(model))


def cost(best: Climate, other: Climate) -> float:
    """What ``other`` costs against ``best``: trillions of 2010 dollars of consumption in 2015."""
    return STEP * (best.welfare - other.welfare) / float(best.worth[0])


def damage_dates(path: Climate, year: int, parameters: Mapping[str, float] | None = None) -> Array:
    """The social cost of a tonne emitted in ``year``, by the period in which it does its damage.

    2010 dollars of consumption in ``year``, (100,); they sum to the social cost. The tonne is
    followed through carbon cycle and temperatures, linearised along the path, and the damage of
    each period counted at its shadow price.
    """
    v = load(parameters).values
    first = path.period(year)
    ratio, deep = v["b12"] * v["mateq"] / v["mueq"], v["b23"] * v["mueq"] / v["mleq"]
    cycle = np.array([
        [1 - v["b12"], ratio, 0], [v["b12"], 1 - ratio - v["b23"], deep], [0, v["b23"], 1 - deep],
    ])  # fmt: skip
    carbon, air, ocean = np.array([STEP / 3.666, 0.0, 0.0]), 0.0, 0.0
    harm = np.zeros(PERIODS)
    for t in range(first + 1, PERIODS):
        forcing = v["fco22x"] / np.log(2) * carbon[0] / path["MAT"][t]
        loss = v["fco22x"] / v["t2xco2"] * air + v["c3"] * (air - ocean)
        air, ocean = air + v["c1"] * (forcing - loss), ocean + v["c4"] * (air - ocean)
        warmth = path["TATM"][t]
        slope = v["a1"] + v["a2"] * v["a3"] * warmth ** (v["a3"] - 1)
        harm[t] = path.burden[t] * slope * air
        carbon = cycle @ carbon
    return 1000 * harm / float(path.worth[first])


def most_abated(model: Model) -> Array:
    """The largest shares of emissions that can be abated, (100,)."""
    most = np.ones(PERIODS)
    most[_NEGATIVE_FROM - 1 :] = _MOST_ABATED
    most[0] = model.values["miu0"]
    return most


def _planned(model: Model, lower: Mapping[str, Array], upper: Mapping[str, Array]) -> Climate:
    saving = _long_run_saving(model)
    low, high = np.zeros(PERIODS), np.ones(PERIODS)
    low[-_FIXED_SAVING:] = high[-_FIXED_SAVING:] = saving
    data, span = _data(model, np.clip(_FIRST_GUESS, lower["MIU"], upper["MIU"]), saving)
    planned = solve(
        model, data, span, {"W": 1.0}, ("MIU", "S"),
        lower={**_LOWER, "S": low, **lower}, upper={"S": high, **upper},
    )  # fmt: skip
    worth = planned.price("consumption")
    return Climate(
        FIRST + STEP * np.arange(PERIODS),
        _dated(model, planned.data),
        -1000 * planned.price("emissions") / worth,
        worth,
        -planned.price("damage"),
        planned.objective + WELFARE_SHIFT,
        planned.kkt,
        planned.iterations,
    )


def _long_run_saving(model: Model) -> float:
    """The share saved on the way to a steady state, (delta + .004) / (delta + .004 eta + rho) a."""
    v = model.values
    return (v["dk"] + 0.004) / (v["dk"] + 0.004 * v["elasmu"] + v["prstp"]) * v["gama"]


def _least_warming(model: Model, most: Array) -> float:
    data, span = _data(model, most, _long_run_saving(model))
    return float(simulate(model, data, span)["TATM"][:-1].max())


def _data(model: Model, abated: Array, saving: float) -> tuple[Dataset, Span]:
    """What the model starts from: a row for the stocks of the first period, then the periods."""
    series = {name: np.full(PERIODS + 1, np.nan) for name in (*model.endogenous, *model.exogenous)}
    for name, value in model.initial.items():
        series[name][0] = value
    series["MIU"][1:], series["S"][:] = abated, saving
    # Periods are five years long; they are counted, not dated.
    start = Period(Frequency.ANNUAL, 0)
    return Dataset.of(start, series), Span(start + 1, PERIODS)


def _dated(model: Model, data: Dataset) -> dict[str, Array]:
    """Paths over the periods; stocks stand one row early."""
    return {name: data[name][:-1] if name in _STOCKS else data[name][1:] for name in data}
