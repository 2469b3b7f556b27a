"""FRB/US: a thousand futures drawn from the errors of 1970-2023, as fan charts.

Residuals are those with which the model reproduces history; whole quarters are drawn, so that what
happened together happens together again. Those of 2020 are so large that they alone set how far the
outer bands of unemployment reach: a second picture leaves them out. Needs the Board's model.xml and
LONGBASE (as Parquet) in ``data/frbus`` of the folder named by TINBERGEN_SHARED, by default
``../shared``. Usage:

    python examples/frbus_fan.py [FOLDER FOR THE PAGES] [REPLICAS]
"""

import os
import sys
from pathlib import Path

import numpy as np

import tinbergen as tb
from tinbergen.charts.chart import Chart
from tinbergen.charts.ground import Marker
from tinbergen.charts.layers import Fan, Level, Line
from tinbergen.core.period import Period, Span
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.stochastic.draws import Bootstrap
from tinbergen.engine.stochastic.run import MonteCarlo, monte_carlo
from tinbergen.model.convert.frbus import convert_frbus
from tinbergen.model.model import Model
from tinbergen.report.document import Document, Section

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / os.environ.get("TINBERGEN_SHARED", "../shared") / "data" / "frbus"
PAST = Period.parse("1970Q1").to(Period.parse("2023Q4"))
SPAN = Period.parse("2024Q1").to(Period.parse("2029Q4"))
SHOWN = Period.parse("2018Q1")
BANDS = (0.5, 0.8, 0.9)
SEED = 1970
#: The pandemic's first year, whose residuals dwarf all others, and where that shows most.
PANDEMIC = Period.parse("2020Q1").to(Period.parse("2020Q4"))
STRUCK = "lur"

#: Variable -> what it is, and its unit.
VARIABLES = {
    "lur": (Text("Unemployment rate", "失业率"), Text("percent", "%")),
    "picxfe": (
        Text("Core inflation (PCE)", "核心 PCE 通胀"),
        Text("percent, annual rate", "%，年率"),
    ),
    "rff": (Text("Federal funds rate", "联邦基金利率"), Text("percent", "%")),
    "xgap2": (Text("Output gap", "产出缺口"), Text("percent of potential", "占潜在产出的 %")),
}


def load() -> tuple[Model, Dataset]:
    """The model with its expectations by vector autoregressions, and the Board's baseline."""
    from pyarrow import parquet

    model = tb.parse(convert_frbus(FOLDER / "model.xml"), "frbus")
    table = parquet.read_table(FOLDER / "longbase.parquet")
    series = {n: table.column(n).to_numpy() for n in table.schema.names if n != "period"}
    series |= {n: np.zeros(table.num_rows) for n in model.exogenous if n.endswith("_aerr")}
    # The usual setting: taxes steer the surplus ratio, not the debt ratio.
    series |= {"dfpdbt": np.zeros(table.num_rows), "dfpsrp": np.ones(table.num_rows)}
    return model, Dataset.of(str(table.column("period")[0]), series)


def errors(model: Model, data: Dataset) -> tuple[Bootstrap, Bootstrap]:
    """Residuals to draw from, of the equations the Board marks as stochastic: all; without 2020."""
    names = tuple(e.name for e in model.equations if "stochastic" in e.tags)
    history = tb.track(model, data, PAST)
    rows = np.column_stack([history[name] for name in names])
    first = PANDEMIC.start - PAST.start
    calm = np.delete(rows, np.arange(first, first + PANDEMIC.length), axis=0)
    return (
        Bootstrap(names, rows - rows.mean(axis=0)),
        Bootstrap(names, calm - calm.mean(axis=0)),
    )


def draw(
    model: Model, data: Dataset, source: Bootstrap, keep: tuple[str, ...], replicas: int
) -> MonteCarlo:
    """The replicas: the baseline with residuals drawn from ``source``."""
    return monte_carlo(
        model,
        data,
        SPAN,
        source,
        replicas=replicas,
        seed=SEED,
        residuals=tb.track(model, data, SPAN),
        keep=keep,
        progress=Progress(lambda p: print(f"\r{p.part:.0%}", end="", file=sys.stderr)),
    )


def chart(found: MonteCarlo, data: Dataset, name: str, *, calm: bool = False) -> Chart:
    """History, the baseline, and the fan that opens from the last outturn; ``calm``: no 2020."""
    title, unit = VARIABLES[name]
    if calm:
        title = Text("{what}, 2020 left out", "{what}（剔除 2020 年）").fill(what=title)
    whole = Span(SHOWN, SPAN.end - SHOWN + 1)
    path = data.window(whole.start, whole.end)[name]
    before = SPAN.start - SHOWN
    last = np.r_[np.full(before - 1, np.nan), path[before - 1]]
    ends = [(1 - level) / 2 for level in BANDS]
    low = [np.r_[last, each] for each in found.quantiles(name, ends)]
    high = [np.r_[last, each] for each in found.quantiles(name, [1 - e for e in ends])]
    median = np.r_[last, found.quantiles(name, [0.5])[0]]
    history = np.r_[path[:before], np.full(SPAN.length, np.nan)]
    baseline = np.r_[np.full(before - 1, np.nan), path[before - 1 :]]
    wide = high[-1][-1] - low[-1][-1]
    layers = [
        Fan(Text("replicas", "抽样"), BANDS, low, high, median, tone=1),
        Line(Text("baseline", "基线"), baseline, style="dashed", tone="muted"),
        Line(Text("history", "历史"), history, tone="ink"),
    ]
    if name == "xgap2":
        layers.append(Level(Text("zero", "零"), 0.0))
    drawn = (
        Text(", without {first}–{last}", "，剔除 {first}—{last}").fill(
            first=str(PANDEMIC.start), last=str(PANDEMIC.end)
        )
        if calm
        else Text("", "")
    )
    return Chart(
        Text(
            "{what}: by {end} the 90 percent band is {wide:.1f} points wide",
            "{what}：到 {end}，90% 区间宽 {wide:.1f} 个百分点",
        ).fill(what=title, end=str(SPAN.end), wide=wide),
        whole,
        layers,
        unit=unit,
        markers=(Marker(SPAN.start - 1, Text("Last quarter of history", "历史末季")),),
        source=Text(
            "FRB/US and LONGBASE, Federal Reserve Board; {n} replicas, residuals of "
            "{first}–{last}{without}",
            "美联储理事会 FRB/US 与 LONGBASE；{n} 次抽样，残差取自 {first}—{last}{without}",
        ).fill(n=len(found.solved), first=str(PAST.start), last=str(PAST.end), without=drawn),
    )


def solved(found: MonteCarlo) -> Text:
    """How many replicas were solved, and which were not."""
    lost = len(found.failures)
    numbers = ", ".join(f"{f.replica} ({f.fault.facts.get('period')})" for f in found.failures[:10])
    if not lost:
        return Text("All {n} replicas were solved.", "{n} 次抽样全部求解成功。").fill(
            n=found.replicas
        )
    return Text(
        "{lost} of {n} replicas could not be solved and are left out: {which}.",
        "{n} 次抽样中有 {lost} 次无法求解，未计入结果：{which}。",
    ).fill(lost=lost, n=found.replicas, which=numbers)


def width(found: MonteCarlo, level: float = 0.9) -> float:
    """How wide the band of the variable that 2020 struck is at its widest, in its unit."""
    low, high = found.quantiles(STRUCK, [(1 - level) / 2, (1 + level) / 2])
    return float((high - low).max())


def struck(found: MonteCarlo, calm: MonteCarlo) -> Text:
    """What 2020 does to the bands."""
    chance = 1 - (1 - 1 / PAST.length) ** SPAN.length
    return Text(
        "The pictures above draw from 2020 as from any other year. In its second quarter "
        "unemployment rose by nine points, and the labour market's equations erred by several "
        "times what they did in any other year; a path that draws that quarter repeats it, and "
        "{chance:.0f} percent of all paths do. The rebound that followed is drawn apart from the "
        "fall, which takes the lower end below zero, where no rate can be. With 2020 the 90 "
        "percent band of unemployment is up to {wide:.1f} points wide, without its four quarters "
        "{narrow:.1f}. Which to use is a judgement: whether a shock like it is to be reckoned with "
        "as often as history has seen it, or not at all.",
        "以上各图把 2020 年与其他年份同等对待。该年第二季度失业率上升九个百分点，"
        "劳动力市场各方程的误差是其他年份的数倍；凡抽到该季的路径都会重演这一冲击，"
        "此类路径占 {chance:.0f}%。随后的反弹与下跌分开抽取，致使区间下端低于零，"
        "而失业率实际上不可能为负。计入 2020 年时，失业率 90% 区间最宽达 {wide:.1f} 个百分点；"
        "剔除该年四个季度后为 {narrow:.1f} 个百分点。采用哪一幅取决于判断："
        "是按历史频率考虑此类冲击重现，还是完全不予考虑。",
    ).fill(chance=100 * chance, wide=width(found), narrow=width(calm))


def page(found: MonteCarlo, calm: MonteCarlo, data: Dataset) -> Document:
    method = Text(
        "The model's residuals are tracked over {first}–{last}; their mean is taken off. Every "
        "replica draws whole quarters of them, with replacement, for the equations the Board marks "
        "as stochastic, and solves the full nonlinear model. The same seed gives the same draws on "
        "any machine and any number of workers.",
        "先求出 {first}—{last} 间模型复现历史所需的残差并去均值。每次抽样对理事会标为随机的方程"
        "有放回地整季抽取残差，再求解完整的非线性模型。同一随机种子在任何机器、任意进程数下"
        "抽样相同。",
    ).fill(first=str(PAST.start), last=str(PAST.end))
    return Document(
        Text("FRB/US: a thousand futures", "FRB/US：一千种未来")
        if found.replicas == 1000
        else Text("FRB/US: {n} futures", "FRB/US：{n} 种未来").fill(n=found.replicas),
        Text("Stochastic simulation with bootstrapped residuals", "残差自助抽样的随机模拟"),
        sections=[
            Section(
                Text("How wide the future is", "未来有多宽"),
                Text(
                    "Bands hold 50, 80 and 90 percent of the replicas.",
                    "各色带依次含 50%、80%、90% 的抽样。",
                ),
                [chart(found, data, name) for name in VARIABLES],
            ),
            Section(
                Text("What 2020 does to the bands", "2020 年对区间的影响"),
                struck(found, calm),
                [chart(calm, data, STRUCK, calm=True)],
            ),
            Section(Text("How it was drawn", "抽样方法"), None, [method, solved(found)]),
        ],
    )


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "out")
    folder.mkdir(parents=True, exist_ok=True)
    model, data = load()
    replicas = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    every, without = errors(model, data)
    found = draw(model, data, every, tuple(VARIABLES), replicas)
    calm = draw(model, data, without, (STRUCK,), replicas)
    made = page(found, calm, data)
    for lang, other in (("en", "zh"), ("zh", "en")):
        print(made.save(folder / f"frbus_fan.{lang}.html", lang, f"frbus_fan.{other}.html"))


if __name__ == "__main__":
    main()
