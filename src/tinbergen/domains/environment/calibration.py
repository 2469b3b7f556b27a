"""Responses of emissions to prices and rules, by sector, from a table of what a price cuts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.domains.environment.methods.abatement import response
from tinbergen.loop.case.calibration import Calibrated, table
from tinbergen.loop.case.question import Question

_RESPONSE = Text(
    "Abatement: {listed} percent of emissions for each unit of the carbon price, at the margin.",
    "减排响应：碳价每提高一单位，边际减排 {listed}（百分比）。",
)


def abatement_costs(tables: Mapping[str, Matrix], question: Question) -> Calibrated:
    """Parameters of each sector (the table's rows) from its columns.

    ``b``: the response in ``exp(-b price)``, from a ``price`` that cuts ``cut`` percent;
    ``levy`` and ``standard`` as they stand, and ``traded``, the share of emissions in emissions
    trading, none where the table has no such column; ``replaced``: percent of the sector's
    ``emissions`` (an argument, million tonnes) that a terawatt-hour of supported power replaces,
    at ``renewables`` tonnes a megawatt-hour. ``SECTORS`` goes to the macro processor.

    Raises
    ------
    TinbergenError
        L042 and L047 for faults in the arguments, D071 for a missing column, F082 for a cut or a
        price out of bounds, L090 when emissions of a sector with renewables are not given.
    """
    costs = table(tables, question)
    found = response(costs.column("price"), costs.column("cut") / 100, names=costs.rows)
    emissions = _numbers(question, "emissions")
    traded: dict[str, float] = {}
    if "traded" in costs.columns:
        traded = dict(zip(costs.rows, costs.column("traded").tolist(), strict=True))
    values: dict[str, float] = {}
    for sector, b, levy, standard, replaced in zip(
        costs.rows, found.tolist(), costs.column("levy").tolist(),
        costs.column("standard").tolist(), costs.column("renewables").tolist(), strict=True,
    ):  # fmt: skip
        if replaced and sector not in emissions:
            raise TinbergenError(
                "L090", at=question.at, hint=did_you_mean(sector, emissions), sector=sector
            )
        values |= {
            f"b_{sector}": b,
            f"levy_{sector}": levy,
            f"standard_{sector}": standard,
            f"traded_{sector}": traded.get(sector, 0.0),
            f"replaced_{sector}": 100 * replaced / emissions[sector] if replaced else 0.0,
        }
    titles = question.titles()
    named = [(titles.get(s, Text(s, s)), float(b)) for s, b in zip(costs.rows, found, strict=True)]
    note = _RESPONSE.fill(
        listed=Text(
            ", ".join(f"{t.en} {100 * b:.3g}" for t, b in named),
            "、".join(f"{t.zh} {100 * b:.3g}" for t, b in named),
        )
    )
    described = {}
    for sector, title in titles.items():
        described[f"E_{sector}"] = Text("Emissions: {s}", "排放：{s}").fill(s=title)
        described[f"PRICE_{sector}"] = Text("Price felt: {s}", "所感价格：{s}").fill(s=title)
        described[f"CUT_{sector}"] = Text("Abatement: {s}", "减排：{s}").fill(s=title)
        described[f"emissions {sector}"] = Text("surprise in {s}", "{s}意外").fill(s=title)
    return Calibrated(values, {"SECTORS": list(costs.rows)}, described, (note,))


def _numbers(question: Question, key: str) -> dict[str, float]:
    given: Any = question.arguments.get(key, {})
    try:
        found = {str(name): float(value) for name, value in given.items()}
    except (AttributeError, TypeError, ValueError):
        found = {"": np.nan}
    if not all(np.isfinite(v) and v > 0 for v in found.values()):
        raise TinbergenError("L042", at=question.at, key=key, name=question.name)
    return found


CALIBRATIONS = {"abatement costs": abatement_costs}
