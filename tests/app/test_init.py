"""A case written for a table runs, and says what it assumed."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tinbergen.app.case import DataInputs, read_case
from tinbergen.app.init import InitInputs, init
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.serial import from_json, to_json
from tinbergen.data.catalogue import EIGHT
from tinbergen.data.sources import us_macrodata
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.cases import load
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.monitor import monitor
from tinbergen.loop.plan import make_plan
from tinbergen.loop.situation import assess

CHINESE = [
    "国内生产总值",
    "居民消费",
    "投资",
    "政府支出",
    "税收",
    "利率",
    "居民消费价格指数",
    "失业率",
]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return us_macrodata().select(EIGHT).to_frame().rename_axis("date")


def written(table: pd.DataFrame, folder: Path, **asked: object) -> tuple[Case, str, str]:
    """The case of a table, its text, and what was assumed."""
    table.to_csv(folder / "mine.csv")
    out = folder / "case.yaml"
    answer = init(InitInputs(folder / "mine.csv", out, **asked))  # type: ignore[arg-type]
    said = "\n".join(text.en for text in answer.result.assumed)
    return load(out), out.read_text(encoding="utf-8"), said


def test_eight_columns_under_other_names_give_the_plan_of_the_data(
    frame: pd.DataFrame, tmp_path: Path
) -> None:
    renamed = frame.set_axis(CHINESE, axis=1).rename_axis("日期")
    date = Period.parse("2006Q4")
    case, text, said = written(renamed, tmp_path, as_of=date, lang="zh")
    assert "失业率 → U" in said and "居民消费价格指数 is a price level" in said
    assert "请核对：想要什么" in text
    direct = read_case(DataInputs(tmp_path / "mine.csv", date))
    assert (case.targets, case.constraints) == (direct.targets, direct.constraints)
    assert case.instruments == direct.instruments
    assert case.monitor_until == direct.monitor_until and case.budget == direct.budget
    ours, theirs = (make_plan(assess(each)) for each in (case, direct))
    assert [s.values for s in ours.instruments] == [s.values for s in theirs.instruments]


def test_columns_of_any_name_give_a_vector_autoregression(
    frame: pd.DataFrame, tmp_path: Path
) -> None:
    table = frame[["GDP", "U", "r"]].set_axis(["Real output (bn)", "失业率", "stance"], axis=1)
    case, text, said = written(table.assign(short=np.nan), tmp_path)
    assert "TO FILL IN" in text and "ASSUMED" in text
    assert "no name says which column is" in said
    assert "失业率 → U" in said and "in growth rates: Real output (bn)" in said
    there = assess(case)
    # Each equation is the least squares of numpy on growth, unemployment and the instrument.
    growth = 400 * np.diff(np.log(frame["GDP"]))
    moved = np.column_stack([growth, frame["U"].to_numpy()[1:], frame["r"].to_numpy()[1:]])
    lags = np.column_stack([np.ones(len(moved) - 1), moved[:-1]])
    wanted = np.linalg.lstsq(lags, moved[1:], rcond=None)[0]
    assert there.fit is not None
    values = there.fit.model.values
    for k, own in enumerate(("Real_output_bn", "U")):
        found = [values[f"c_{own}"], *(values[f"b_{own}_{i}"] for i in (1, 2, 3))]
        np.testing.assert_allclose(found, wanted[:, k], rtol=1e-6)
    # The instrument answers the others within the period.
    rule = np.column_stack([lags, moved[1:, :2]])
    stance = np.linalg.lstsq(rule, moved[1:, 2], rcond=None)[0]
    assert values["b_stance_5"] == pytest.approx(stance[-1], rel=1e-6)
    assert [i.name for i in case.instruments] == ["stance"]
    assert case.targets[1].desired == pytest.approx(frame["U"][-40:].mean(), rel=1e-3)
    assert {q.name for q in case.pack.diagnosis} == {"unemployment"} and diagnose(there).findings
    plan = make_plan(there)
    assert len(plan.outcomes) >= 2 and plan.trip_wires


def test_a_subset_of_the_columns_keeps_its_names_and_asks_what_it_can(
    frame: pd.DataFrame, tmp_path: Path
) -> None:
    case, _, said = written(frame[["GDP", "r", "U"]], tmp_path)
    assert case.source is not None and not (tmp_path / "mine-series.csv").exists()
    assert "r is what is set (r): its name says so" in said
    assert "unemployment" in {q.name for q in case.pack.diagnosis}


def test_one_economy_of_a_panel(frame: pd.DataFrame, tmp_path: Path) -> None:
    table = pd.concat([frame.assign(country=c) for c in ("USA", "Elsewhere")])
    case, text, _ = written(table, tmp_path, entity="USA")
    assert "entity: USA" in text and case.name == "mine-USA"
    with pytest.raises(TinbergenError) as caught:
        init(InitInputs(tmp_path / "mine.csv", tmp_path / "other.yaml"))
    assert caught.value.code == "D030" and not (tmp_path / "other.yaml").exists()


@pytest.fixture(scope="module")
def years(frame: pd.DataFrame) -> pd.DataFrame:
    """Four rates a year under plain names, the one that is set in the middle."""
    table = frame.assign(inflation=400 * np.log(frame["P"]).diff())
    names = {"U": "unemployment_rate", "r": "central_bank_rate", "inflation": "inflation"}
    table = table[list(names)].rename(columns=names)
    table["corporate_margin"] = 100 * (1 - frame["C"] / frame["GDP"])
    return table.groupby(table.index.astype(str).str[:4].rename("year")).mean().loc["1960":"2008"]


def test_what_is_set_is_no_outcome_that_is_called_a_rate(
    years: pd.DataFrame, tmp_path: Path
) -> None:
    case, _, said = written(years, tmp_path)
    assert [i.name for i in case.instruments] == ["central_bank_rate"]
    assert "central_bank_rate is what is set" in said and "its name says so" in said
    assert case.title.en == "mine"
    # Nobody has to hear that columns have one name in both languages.
    assert not case.advice


@pytest.mark.parametrize("last", ["unemployment_rate", "GDP growth", "exchange rate", "debt"])
def test_where_no_name_says_what_is_set_it_is_no_outcome(
    years: pd.DataFrame, tmp_path: Path, last: str
) -> None:
    table = years[["corporate_margin", "inflation"]].assign(**{last: years["unemployment_rate"]})
    case, _, said = written(table, tmp_path)
    assert [i.name for i in case.instruments] == ["corporate_margin"]
    assert "no name says which column is" in said


def test_a_date_is_kept_and_what_came_later_is_not_looked_at(
    years: pd.DataFrame, tmp_path: Path
) -> None:
    """A plan as of 1999 for a table that goes on to 2008: nothing proposed knows of later rows,
    which are what the plan is monitored by."""
    short, long = tmp_path / "short", tmp_path / "long"
    for folder in (short, long):
        folder.mkdir()
    early, _, _ = written(years.loc[:"1999"], short)
    case, text, said = written(years, long, as_of=Period.parse("1999"))
    assert case.as_of == Period.parse("1999") and case.monitor_until == Period.parse("2008")
    assert (case.targets, case.instruments) == (early.targets, early.instruments)
    assert "monitor: {until: '2008'}" in text and "up to 2008" in said
    plan = make_plan(assess(case))
    found = monitor(case, plan)
    # What the bank sets in the last year acts after it: nothing tells whether it was the best.
    tested = [any(f.kind == "perturbation" for f in r.findings) for r in found.reviews]
    assert tested == [True, False, False]
    assert from_json(type(found), to_json(found)) == found


def test_a_case_that_asks_nothing_says_so(years: pd.DataFrame, tmp_path: Path) -> None:
    table = years[["corporate_margin"]].assign(gap=years["unemployment_rate"])
    case, text, _ = written(table, tmp_path)
    assert "diagnosis: []" in text
    found = diagnose(assess(case))
    assert "Nothing was asked" in found.summary() and "未提出任何问题" in found.summary("zh")


@pytest.mark.parametrize(("date", "code"), [("2030", "L007"), ("1999Q1", "L014"), ("1950", "L267")])
def test_a_date_that_the_table_has_not_is_refused(
    years: pd.DataFrame, tmp_path: Path, date: str, code: str
) -> None:
    with pytest.raises(TinbergenError) as caught:
        written(years, tmp_path, as_of=Period.parse(date))
    assert caught.value.code == code


def test_a_second_case_of_one_table_takes_another_name(years: pd.DataFrame, tmp_path: Path) -> None:
    written(years, tmp_path)
    init(InitInputs(tmp_path / "mine.csv", tmp_path / "other.yaml"))
    second = load(tmp_path / "other.yaml")
    assert second.name == "other" and (tmp_path / "other.mod").is_file()


def test_what_is_there_is_not_overwritten(frame: pd.DataFrame, tmp_path: Path) -> None:
    written(frame, tmp_path)
    (tmp_path / "case.yaml").write_text("mine")
    with pytest.raises(TinbergenError) as caught:
        init(InitInputs(tmp_path / "mine.csv", tmp_path / "case.yaml"))
    assert caught.value.code == "L268"
    assert (tmp_path / "case.yaml").read_text() == "mine"


def test_one_column_is_no_case(frame: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(TinbergenError) as caught:
        written(frame[["U"]], tmp_path)
    assert caught.value.code == "L267"
    assert not list(tmp_path.glob("*.yaml"))


def test_what_is_left_out_says_why_and_what_a_case_is_about_comes_first(
    frame: pd.DataFrame, tmp_path: Path
) -> None:
    table = frame.set_axis(["产出", "消费", "投资", "支出", "税收", "利率", "物价", "杂项"], axis=1)
    table = table.assign(early=table["产出"].where(table.index < table.index[-4]), still=1.0)
    table["gaps"] = table["产出"].where(table.index != table.index[50])
    case, _, said = written(table, tmp_path)
    assert "利率 is what is set" in said
    for reason in ("杂项 (one of too many)", "early (ends in 2008Q3)", "still (never moves)",
                   "gaps (has gaps)"):  # fmt: skip
        assert reason in said
    # What a reader sees of a target, its trip-wires say too.
    plan = make_plan(assess(case))
    titles = {t.variable: t.title for t in case.targets}
    assert {w.variable: w.title for w in plan.trip_wires} == titles
    assert all(a.probability is None for a in plan.attainment)


@pytest.mark.parametrize(
    ("header", "growth", "grows"),
    [("output", 0.012, True), ("output", 0.001, False), ("产出", 0.012, True),
     ("bond yield", 0.012, False), ("debt, % of GDP", 0.012, False), ("失业率", 0.012, False)],
)  # fmt: skip
def test_sizes_that_grow_are_told_in_growth_rates_and_rates_are_not(
    tmp_path: Path, header: str, growth: float, grows: bool
) -> None:
    t = np.arange(60)
    rng = np.random.default_rng(1)
    steps = np.cumsum(growth + growth / 4 * rng.standard_normal(60))
    table = pd.DataFrame({"x": 5 + rng.standard_normal(60), header: 3 * np.exp(steps)})
    table.index = pd.Index([f"{2000 + k // 4}Q{k % 4 + 1}" for k in t], name="date")
    _, _, said = written(table, tmp_path)
    assert (f"in growth rates: {header}" in said) == grows
