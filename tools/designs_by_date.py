"""Design as of several dates, and write what comes out into docs/designs.md and its Chinese page.

    python tools/designs_by_date.py [--dates 1974Q3,1981Q2,...] [--out docs]

Each date has the worlds of the case us-now: the three pictures estimated anew on data to the date,
causal studies, and the outlook with a record where there is one by then (before, the pictures'
own).
The natural rate that unemployment is to come down to is the anchored picture's as of the date. The
data are those of August 2026: later revisions are seen, later periods are not.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import yaml

import tinbergen as tb
from tinbergen.core.documents.plan import Plan
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.situation import Situation

PACK = Path(__file__).parents[1] / "src" / "tinbergen" / "domains" / "macro"
DATES = "1974Q3,1981Q2,1990Q3,2005Q1,2008Q3,2019Q4,2026Q2"
#: The first date at which the outlook has twenty past paths.
RECORD = Period.parse("1985Q1")
#: Steps of the rate as large as the rule itself then took.
STEP = {"1974Q3": 1.5, "1981Q2": 2.0}

_TITLE = Text("Designs as of seven dates", "七个时点的设计")
_HEAD = Text("Written by tools/designs_by_date.py.", "由 tools/designs_by_date.py 生成。")
#: What stands above it in a page is by hand, and stays.
_LINE = "---\n\n"
_COLUMNS = {
    "en": "| mean over three years | no policy | plan |\n|---|---:|---:|",
    "zh": "| 三年平均 | 无政策 | 计划 |\n|---|---:|---:|",
}
_ROWS = {
    "GROWTH": Text("GDP growth, % a year", "GDP增长，年率%"),
    "U": Text("unemployment, %", "失业率，%"),
    "INFL4": Text("inflation over four quarters, %", "四季度通胀，%"),
    "r": Text("policy rate, %", "政策利率，%"),
    "PURCHASES": Text("purchases, % of GDP", "政府购买，占GDP%"),
    "TRANSFERS": Text("transfers less taxes, % of GDP", "净转移支付，占GDP%"),
}
_PATHS = {
    "en": "| quarter | rate, rules | rate, plan | purchases | transfers |\n|---"
    + 4 * "|---:"
    + "|",
    "zh": "| 季度 | 规则利率 | 计划利率 | 政府购买 | 净转移支付 |\n|---" + 4 * "|---:" + "|",
}
#: Quarters of the plan that are shown: two a year.
SHOWN = (0, 1, 3, 5, 7, 9, 11)
_WHO = Text(
    "Natural rate of unemployment then: {natural:.1f}. Outlook of: {outlook}.",
    "当时的自然失业率：{natural:.1f}。展望来自：{outlook}。",
)
_WORLDS = {
    "en": "| world | loss with the plan | no policy |\n|---|---:|---:|",
    "zh": "| 世界 | 计划下的损失 | 无政策 |\n|---|---:|---:|",
}


def case_at(date: str, folder: Path) -> Path:
    """The file of the case as of a date, in a folder with what it needs."""
    document: dict[str, Any] = yaml.safe_load((PACK / "us-now.yaml").read_text(encoding="utf-8"))
    as_of = Period.parse(date)
    title = {"en": f"United States, as of {date}", "zh": f"美国，截至{date}"}
    document |= {"as_of": date, "name": f"us-{date.lower()}", "title": title, "draws": 300}
    for world in document["worlds"]:
        # A world with given numbers keeps them: it is silent on transfers and says nothing here.
        if "model" in world and "bridges" not in world:
            del world["sees_to"]
            world["estimation"] = {"method": "mode", "start": "1961Q1"}
        elif "effects" in world:
            world["hindsight"] = True
    if as_of < RECORD:
        document["worlds"] = [w for w in document["worlds"] if "outlook" not in w]
        del document["weights"]
    step = STEP.get(date)
    if step is not None:
        next(i for i in document["instruments"] if i["name"] == "r")["max_step"] = step
    for file in PACK.iterdir():
        if file.suffix in (".mod", ".csv"):
            shutil.copy(file, folder)
    path = folder / f"{date}.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
    natural = natural_rate(tb.assess(path))
    next(t for t in document["targets"] if t["variable"] == "U")["desired"] = round(natural, 1)
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def natural_rate(there: Situation) -> float:
    """The anchored picture's natural rate of unemployment at the date."""
    world = next(w for w in there.worlds if w.name == "anchored")
    return float(world.baseline("U_NATURAL")[0])


def section(date: str, there: Situation, plan: Plan, lang: str) -> str:
    """What came out at one date."""
    mean = {s.name: float(np.mean(s.values)) for s in (*plan.planned, *plan.instruments)}
    still = {s.name: float(np.mean(s.values)) for s in (*plan.baseline, *plan.baseline_instruments)}
    rows = [
        f"| {getattr(words, lang)} | {still[name]:.1f} | {mean[name]:.1f} |"
        for name, words in _ROWS.items()
    ]
    paths = {s.name: s.values for s in plan.instruments}
    rule = next(s for s in plan.baseline_instruments if s.name == "r")
    quarters = [
        f"| {rule.start + t} | {rule.values[t]:.1f} | {paths['r'][t]:.1f} | "
        f"{signed(paths['PURCHASES'][t])} | {signed(paths['TRANSFERS'][t])} |"
        for t in SHOWN
    ]
    gave = dict.fromkeys(p.outlook.title for p in there.scope.pairs if p.weight)
    who = _WHO.fill(
        natural=natural_rate(there),
        outlook=Text(", ".join(t.en for t in gave), "、".join(t.zh for t in gave)),
    )
    worlds = [
        f"| {getattr(w.title, lang)} | {w.loss:.1f} | {w.baseline_loss:.1f} |"
        for w in plan.worlds
        if w.loss is not None and w.baseline_loss is not None
    ]
    return "\n".join(
        [f"## {date}", "", getattr(plan.verdict, lang), "", getattr(who, lang), "",
         _COLUMNS[lang], *rows, "", _PATHS[lang], *quarters, "", _WORLDS[lang], *worlds, ""]
    )  # fmt: skip


def signed(value: float | None) -> str:
    """One decimal and a sign; nothing is +0.0."""
    return f"{round(value or 0.0, 1) + 0.0:+.1f}"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--dates", default=DATES)
    ask.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs")
    said = ask.parse_args()
    pages: dict[str, list[str]] = {"en": [], "zh": []}
    for date in said.dates.split(","):
        with tempfile.TemporaryDirectory() as folder:
            there = tb.assess(case_at(date, Path(folder)))
            plan = tb.design(there, alternatives=False)
        print(plan)
        for lang, page in pages.items():
            page.append(section(date, there, plan, lang))
    for lang, page in pages.items():
        file = said.out / ("designs.md" if lang == "en" else f"designs.{lang}.md")
        intro = f"# {getattr(_TITLE, lang)}\n\n{getattr(_HEAD, lang)}\n\n"
        if file.is_file():
            intro = file.read_text(encoding="utf-8").partition(_LINE)[0]
        file.write_text(intro + _LINE + "\n".join(page), encoding="utf-8")


if __name__ == "__main__":
    main()
