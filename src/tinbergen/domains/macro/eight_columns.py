"""The eight-column start: from a plain CSV to a whole case, with the built-in Keynesian model."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any, Literal

from tinbergen.core.documents.problem import Money
from tinbergen.core.errors import Advice, TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text
from tinbergen.data.catalogue import EIGHT
from tinbergen.data.dataset import Dataset
from tinbergen.data.eightcolumn import canonical, match_columns, read_eight
from tinbergen.data.entities import file_stem
from tinbergen.data.frames import NAME
from tinbergen.data.sheet import Sheet
from tinbergen.data.store import Store
from tinbergen.data.transforms import inflation, to_lower
from tinbergen.domains.macro.canonical import with_policy
from tinbergen.loop.case import packs
from tinbergen.loop.case.asked import Asked, in_words, with_asked
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.casefile import CaseFile
from tinbergen.loop.case.cases import assemble
from tinbergen.loop.case.checks import check_date
from tinbergen.loop.case.fiscal import Budget
from tinbergen.loop.case.packfile import Pack
from tinbergen.loop.case.proposal import Proposal
from tinbergen.loop.case.sources import USER_VINTAGE, Economy
from tinbergen.loop.worlds.series import FEWEST
from tinbergen.model import library
from tinbergen.statistics.cycles.sample import check_scale

_FILE = Text("as in the file", "同文件单位")
#: Years that a plan looks ahead.
_YEARS = {Frequency.QUARTERLY: 3, Frequency.ANNUAL: 5}


def eight_column_case(
    path: str | Path | Sheet,
    as_of: Period | None = None,
    price: Literal["auto", "level", "inflation"] = "auto",
    said: Asked | None = None,
) -> Case:
    """A case from a CSV, or a sheet, with a date column and GDP, C, I, G_gov, T, r, P, U.

    Monthly data are averaged to quarters. The as-of date is the last observation by default;
    everything after it is kept for monitoring.

    Raises
    ------
    TinbergenError
        Those of reading the file; L007 when the data do not reach the as-of date, L008 when they
        begin after it, L014 when their frequency differs from the date's, L019 when the state
        spends nothing, F240 for values that can't be squared; those of
        :func:`tinbergen.loop.case.asked.with_asked`.
    """
    table = read_eight(path, price=price)
    file = _file_of(table.sheet)
    data, advice = table.dataset, list(table.advice)
    if data.frequency is Frequency.MONTHLY:
        data = quarterly(data)
        advice.append(Advice("L015", {"file": file.name}))
    date = as_of or data.span.end
    check_date(date, data.frequency)
    if date < data.span.start:
        raise TinbergenError("L008", periods=0, as_of=date, needed=FEWEST)
    if date > data.span.end:
        raise TinbergenError("L007", end=data.span.end, as_of=date, short=", ".join(data.names[:8]))
    if not data.at("G_gov", date) > 0:
        raise TinbergenError("L019", name="G_gov", first=data.span.start, as_of=date)
    for name in data.names:
        check_scale(data[name], name)
    pack = packs.pack("macro")
    store = Store.final_values(with_policy(data, pack))
    content = with_asked(
        case_content(data, date, file),
        said or Asked(),
        _others(pack),
        {"G_gov": data.at("G_gov", date)},
    )
    targets, bounds = in_words(content)
    advice.append(Advice("L261", {"targets": targets, "bounds": bounds, "file": file.name}))
    economy = Economy(store, data.source, (USER_VINTAGE,), tuple(advice))
    name = model_of(data.frequency)
    written = CaseFile.model_validate(content)
    case = assemble(written, economy, library.load(name), pack)
    return dataclasses.replace(case, budget=Budget(_FILE, 1, {}, ("BORROWING", Money()), None))


def known_code(header: str) -> str | None:
    """The code of the eight that a column's name stands for."""
    code = canonical(header)
    return code if code in EIGHT else None


def eight_column_proposal(
    sheet: Sheet, name: str, source: str, as_of: Period | None
) -> Proposal | None:
    """The case file that says what :func:`eight_column_case` takes for granted.

    None where one of the eight columns is missing, or the table is monthly: a case file reads
    quarters or years for the built-in model.

    Raises
    ------
    TinbergenError
        Those of reading the table, and of :func:`eight_column_case`.
    """
    try:
        table = read_eight(sheet)
    except TinbergenError as fault:
        if fault.code == "D057":
            return None
        raise
    if table.dataset.frequency is Frequency.MONTHLY:
        return None
    data = table.dataset
    level = not any(a.code == "D061" for a in table.advice)
    eight_column_case(sheet, as_of)
    date = as_of or data.span.end
    content = case_content(data, date, Path(source))
    content |= {
        "name": name, "title": {"en": name, "zh": name},
        "data": {"source": source, "columns": "eight", "price": "level" if level else "inflation"},
        "model": model_of(data.frequency),
        "budget": {"unit": {"en": _FILE.en, "zh": _FILE.zh}, "deficit": {"variable": "BORROWING"}},
    }  # fmt: skip
    if sheet.entity:
        content["data"]["entity"] = sheet.entity
    if content["monitor"] is None:
        del content["monitor"]
    price = _AS_LEVEL if level else _AS_INFLATION
    columns = match_columns(sheet, {})[0]
    assumed = (
        _COLUMNS.fill(columns=", ".join(f"{own} → {code}" for code, own in columns.items())),
        price.fill(column=columns["P"]),
        _FREQUENCY.fill(frequency=_FREQUENCIES[data.frequency], model=content["model"]),
        _ASKED.fill(targets=in_words(content)[0]),
    )
    return Proposal(content, _COMMENTS, assumed, {})


_AS_LEVEL = Text("{column} is a price level", "{column} 为价格水平")
_AS_INFLATION = Text("{column} is inflation in percent a year", "{column} 为年通胀率（百分数）")
_COLUMNS = Text("columns: {columns}", "各列：{columns}")
_FREQUENCY = Text("{frequency}, so the model is {model}", "{frequency}，模型为 {model}")
_FREQUENCIES = {
    Frequency.ANNUAL: Text("annual", "年度"), Frequency.QUARTERLY: Text("quarterly", "季度"),
}  # fmt: skip
_ASKED = Text("targets, to be changed: {targets}", "目标（请按需修改）：{targets}")
_COMMENTS = {
    "title": Text("One language is enough, as plain text.", "写一种语言即可，直接写文字。"),
    "data": Text(
        "The table, relative to this file. 'eight': GDP, C, I, G_gov, T, r, P, U, found by their "
        "names.\nASSUMED: what P is, a price level or inflation in percent.",
        "数据表，路径相对于本文件。eight：按列名认出 GDP、C、I、G_gov、T、r、P、U。\n"
        "假设：P 是价格水平还是通胀率（百分数）。",
    ),
    "as_of": Text(
        "The last period that may be seen; what comes later serves for monitoring.",
        "可见的最后时期；之后的数据用于监测。",
    ),
    "model": Text(
        "The built-in Keynesian model of that frequency; a model of your own, a .mod file, may "
        "take its place.",
        "该频率的内置凯恩斯模型；可换成自己的模型（.mod 文件）。",
    ),
    "horizon": Text("Periods ahead.", "向前的期数。"),
    "exogenous": Text(
        "Paths that the model takes as given, beyond the last observation.",
        "最后观测之后，模型视为给定的路径。",
    ),
    "policy": Text("The rule that sets the rate without a plan.", "没有计划时决定利率的规则。"),
    "feels": Text("Where scenarios that move output enter.", "影响产出的情景由此进入。"),
    "instruments": Text(
        "What is set, within which bounds, and what using it costs. relative: counts from the path "
        "without policy.\nASSUMED: bounds and costs, scaled to the last value of spending.",
        "所设定的变量、其界限与使用成本。relative：相对于无政策路径。\n"
        "假设：界限与成本，按最近的政府支出缩放。",
    ),
    "targets": Text(
        "TO CHECK: what is wanted. sense: at, at_least or at_most; average: judged by its mean.",
        "请核对：想要什么。sense：at、at_least 或 at_most；average：按平均判断。",
    ),
    "constraints": Text("TO CHECK: what must hold.", "请核对：必须满足的约束。"),
    "trip_wires": Text("Outturns that would falsify the plan.", "会推翻计划的实际结果。"),
    "monitor": Text("Up to when outturns are reviewed.", "检视实际结果至何时。"),
    "budget": Text("Money: the file's unit, and the deficit.", "金额：文件单位与赤字。"),
}


def model_of(frequency: Frequency) -> str:
    """The built-in model for data of a frequency."""
    return "keynes_annual" if frequency is Frequency.ANNUAL else "us_keynes"


def _file_of(sheet: Sheet) -> Path:
    """What the case is called after: the file, and the entity whose rows are read."""
    if sheet.file == NAME:
        return Path("data")
    path = Path(sheet.file)
    return path.with_name(file_stem(sheet, path.stem) + path.suffix) if path.name else Path("data")


def _others(pack: Pack) -> list[dict[str, Any]]:
    """What may be a target too: the model's variables that the pack has a word for."""
    return [
        {"variable": i.code, "title": {"en": i.title.en, "zh": i.title.zh},
         "unit": {"en": i.unit.en, "zh": i.unit.zh}}
        for i in pack.indicators if i.code in ("GDP", "DEFICIT")
    ]  # fmt: skip


def quarterly(data: Dataset) -> Dataset:
    """Monthly data as quarterly means; inflation is computed anew from the prices."""
    lower = to_lower(data, Frequency.QUARTERLY, "mean")
    return lower.assign(INFL=inflation(lower["P"], Frequency.QUARTERLY))


def case_content(data: Dataset, as_of: Period, path: Path) -> dict[str, Any]:
    """The built-in targets, instruments and constraints, scaled to the economy's size."""
    per_year = int(data.frequency)
    spending = data.at("G_gov", as_of)
    horizon = per_year * _YEARS[data.frequency]
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-.") or "case"
    later = data.span.end - as_of
    share = {"en": "percent of GDP", "zh": "占GDP百分比"}
    rate = {"en": "percent", "zh": "百分比"}
    return {
        "name": name,
        "title": {"en": f"{path.stem}, as of {as_of}", "zh": f"{path.stem}，截至{as_of}"},
        "data": {"source": path.name},
        "as_of": str(as_of),
        "model": "built-in",
        "horizon": horizon,
        "exogenous": {
            "G_gov": {"rule": "growth", "years": 10},
            "TAX": {"rule": "constant", "value": 0.0},
        },
        "policy": {"r": "short rate"},
        "feels": {"GDP": "rest of demand"},
        "instruments": [
            {
                "name": "G_gov",
                "title": {"en": "Government spending", "zh": "政府支出"},
                "unit": {"en": _FILE.en, "zh": _FILE.zh},
                "relative": True,
                "lower": -0.1 * spending,
                "upper": 0.3 * spending,
                "max_step": 0.3 * spending / per_year,
                "cost": 80 / per_year / spending**2,
                "smoothness": 800 / per_year / spending**2,
                "money": {},
            },
            {
                "name": "TAX",
                "title": {"en": "Net tax measure", "zh": "净税收措施"},
                "unit": share,
                "lower": -4,
                "upper": 4,
                "max_step": 4 / per_year,
                "cost": 0.08,
                "smoothness": 2 / per_year,
                "observed": False,
                "money": {"per": "GDP", "factor": -0.01},
            },
            {
                "name": "r",
                "title": {"en": "Short-term interest rate", "zh": "短期利率"},
                "unit": rate,
                "owner": "central bank",
                "lower": 0,
                "max_step": 4 / per_year,
                "cost": 0.02,
                "smoothness": 0.8 / per_year,
            },
        ],
        "targets": [
            {
                "variable": "GROWTH",
                "title": {"en": "GDP growth", "zh": "GDP增长率"},
                "unit": {"en": "percent a year", "zh": "年率百分比"},
                "desired": 2,
                "sense": "at_least",
                "relative": True,
            },
            {
                "variable": "U",
                "title": {"en": "Unemployment rate", "zh": "失业率"},
                "unit": rate,
                "desired": -0.5,
                "sense": "at_most",
                "relative": True,
                "average": True,
                "weight": 4,
            },
            {
                "variable": "INFL",
                "title": {"en": "Inflation", "zh": "通货膨胀率"},
                "unit": {"en": "percent a year", "zh": "年率百分比"},
                "desired": 3,
                "sense": "at_most",
            },
        ],
        "constraints": [
            {
                "name": "deficit limit",
                "title": {"en": "Added deficit over the horizon", "zh": "期内累计新增赤字"},
                "variable": "DEFICIT",
                "sense": "at_most",
                "bound": 3.0 * per_year,
                "cumulative": True,
                "relative": True,
                "unit": {"en": "percent of one period's GDP", "zh": "占单期GDP百分比"},
            }
        ],
        "trip_wires": {
            "variables": ["GROWTH", "U", "INFL"],
            "periods": min(per_year, horizon),
        },
        "monitor": {"until": str(as_of + min(later, horizon))} if later else None,
    }
