"""Shares of a world of regions and sectors, from a case's tables, for ``sectoral.mod``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.domains.trade.methods.caliendo_parro import (
    SectoralWorld,
    sectoral_counterfactual,
    sectoral_world,
)
from tinbergen.loop.case.calibration import Calibrated, table
from tinbergen.loop.case.question import Question

Array = NDArray[np.float64]

_OF_REGIONS = {
    "W": Text("Factor income of {to}", "{to}要素收入"),
    "PC": Text("Consumption prices in {to}", "{to}消费价格"),
    "V": Text("Real spending of {to}", "{to}实际支出"),
    "R": Text("Tariff revenue of {to}", "{to}关税收入"),
    "RW": Text("Real wage in {to}", "{to}实际工资"),
    "D": Text("Trade deficit of {to}", "{to}贸易逆差"),
}
_OF_SECTORS = {
    "C": Text("Costs of {good} in {to}", "{to}{good}成本"),
    "P": Text("Prices of {good} in {to}", "{to}{good}价格"),
    "Q": Text("Output of {good} in {to}", "{to}{good}产出"),
    "X": Text("Purchases of {good} in {to}", "{to}对{good}的购买"),
}
_RISE = Text("Points added to tariffs on {good}", "{good}关税的变动（百分点）")
_BALANCED = Text(
    "The tables do not balance sector by sector; the base is the equilibrium at their shares"
    "{deficits}.",
    "表中各部门并不平衡；以其份额下的均衡为基期{deficits}。",
)
_WITHOUT = Text(" without deficits of trade", "，且无贸易逆差")


def sectoral_base(tables: Mapping[str, Matrix], question: Question) -> SectoralWorld:
    """The base year of a case's tables, an equilibrium.

    Arguments: ``trade`` and ``tariffs`` (percent), a row ``SECTOR SELLER`` and a column a buyer,
    who are the regions; ``inputs``, a row ``INPUT USER`` and a column a region, and ``value_added``
    and ``final``, a row a sector, in the table's units; ``theta``, a row a sector in its first
    column.
    With ``balanced: true`` deficits are taken away.

    Raises
    ------
    TinbergenError
        L042 and L047 for faults in the arguments, L101 for a row that a table lacks; those of
        :func:`sectoral_world` and :func:`sectoral_counterfactual`.
    """
    trade, theta = (table(tables, question, key) for key in ("trade", "theta"))
    regions, sectors = trade.columns, theta.rows

    def cube(key: str, outer: tuple[str, ...], inner: tuple[str, ...]) -> Array:
        given = table(tables, question, key)
        rows = tuple(f"{a} {b}" for a in outer for b in inner) if inner else outer
        values = block(given, rows, regions, trade, question)
        return values.reshape(len(outer), len(inner) or 1, len(regions))

    made, spent = cube("value_added", sectors, ())[:, 0], cube("final", sectors, ())[:, 0]
    used = cube("inputs", sectors, sectors)
    output = made + used.sum(axis=0)
    try:
        base = sectoral_world(
            cube("trade", sectors, regions), theta.values[:, 0], value_added=made / output,
            inputs=used / output, tariffs=cube("tariffs", sectors, regions) / 100.0, final=spent,
            countries=regions, sectors=sectors,
        )  # fmt: skip
        none = np.zeros(len(regions)) if question.flag("balanced") else None
        return sectoral_counterfactual(base, deficits=none).after
    except TinbergenError as fault:
        raise fault.placed(question.at) from None


def block(
    given: Matrix, rows: tuple[str, ...], columns: tuple[str, ...], of: Matrix, question: Question
) -> Array:
    """Cells of ``rows`` and ``columns``, labels of the table ``of``; L101 where one is missing."""
    for wanted, known, part in (
        (rows, given.rows, Text("row", "行")), (columns, given.columns, Text("column", "列")),
    ):  # fmt: skip
        for label in wanted:
            if label not in known:
                raise TinbergenError(
                    "L101", at=question.at, hint=did_you_mean(label, known), table=given.name,
                    part=part, name=label, trade=of.name, known=", ".join(known[:12]),
                )  # fmt: skip
    return given.block(rows, columns)


def sectoral_shares(tables: Mapping[str, Matrix], question: Question) -> Calibrated:
    """Parameters of ``sectoral.mod``, and REGIONS, SECTORS and HOME for its macro processor.

    The argument ``country`` is who adds points to its tariffs; ``titles`` gives regions and sectors
    words in both languages. Raises those of :func:`sectoral_base`; F101 for a country that is no
    region.
    """
    base = sectoral_base(tables, question)
    try:
        home = base.countries[base.position(question.text("country"))]
    except TinbergenError as fault:
        raise fault.placed(question.at) from None
    paid = base.trade * (1.0 + base.tariffs)
    bought = paid.sum(axis=1, keepdims=True)
    shares = np.divide(paid, bought, out=np.zeros_like(paid), where=bought > 0.0)
    spent = base.income + base.revenue + base.deficits
    values: dict[str, float] = {}
    for j, to in enumerate(base.countries):
        values |= {f"y_{to}": float(base.income[j]), f"e_{to}": float(spent[j])}
        for s, good in enumerate(base.sectors):
            values[f"theta_{good}"] = float(base.theta[s])
            values[f"va_{good}_{to}"] = float(base.value_added[s, j])
            values[f"a_{good}_{to}"] = float(base.final[s, j])
            for k, bit in enumerate(base.sectors):
                values[f"g_{bit}_{good}_{to}"] = float(base.inputs[k, s, j])
            for i, origin in enumerate(base.countries):
                values[f"p_{good}_{origin}_{to}"] = float(shares[s, i, j])
                values[f"t_{good}_{origin}_{to}"] = 100.0 * float(base.tariffs[s, i, j])
    without = _WITHOUT if question.flag("balanced") else Text("", "")
    defined = {"REGIONS": list(base.countries), "SECTORS": list(base.sectors), "HOME": home}
    titles = _titles(base, question.titles())
    return Calibrated(values, defined, titles, (_BALANCED.fill(deficits=without),))


def _titles(base: SectoralWorld, words: Mapping[str, Text]) -> dict[str, Text]:
    """Titles of the model's variables, where regions and sectors have words."""
    lands = {name: words[name] for name in base.countries if name in words}
    goods = {name: words[name] for name in base.sectors if name in words}
    found = {
        f"{code}_{to}": title.fill(to=word)
        for code, title in _OF_REGIONS.items()
        for to, word in lands.items()
    } | {f"RISE_{good}": _RISE.fill(good=word) for good, word in goods.items()}
    return found | {
        f"{code}_{good}_{to}": title.fill(good=word, to=place)
        for code, title in _OF_SECTORS.items()
        for good, word in goods.items()
        for to, place in lands.items()
    }
