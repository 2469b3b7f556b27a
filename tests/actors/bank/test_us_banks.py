"""Thirteen American banks on pictures of the economy: stress, plan, reverse stress, 2020 monitored."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

import tinbergen as tb
from tinbergen.actors.bank import calibration
from tinbergen.actors.bank.stress import carrying, read_by, replayed, severity, shares
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.matrix import read_matrix
from tinbergen.engine.control.plausibility import Plausibility
from tinbergen.loop.case import cases, packs
from tinbergen.loop.case.question import Question
from tinbergen.loop.design import design
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.situation import Situation, assess

PACK = Path(tb.__file__).parent / "actors" / "bank"
TABLES = {
    name: read_matrix(PACK / f"{file}.csv")
    for name, file in (
        ("banks", "us-banks"),
        ("assets", "us-banks-assets"),
        ("economy", "us-macro"),
    )
}
ASKED = {"table": "banks", "assets": "assets", "macro": "economy", "to": "2024Q4"}
BANKS = tuple(c.removeprefix("RWA_") for c in TABLES["banks"].columns if c.startswith("RWA_"))


@pytest.fixture(scope="module")
def there() -> Situation:
    return assess("us-banks")


@pytest.fixture(scope="module")
def diagnosis(there):
    return diagnose(there)


def panel() -> pd.DataFrame:
    return calibration.panel(TABLES["banks"], TABLES["assets"], TABLES["economy"], BANKS, "2024Q4")


def test_the_pack_stands_beside_the_domains() -> None:
    assert "bank" in packs.names()
    assert packs.place("bank").package == "tinbergen.actors.bank"
    assert packs.case_called("banks") == "us-banks"
    assert packs.pack("bank").cases == (
        "japan-bank-2014",
        "us-banks",
        "us-banks-2019",
        "us-banks-groups",
        "us-banks-reverse",
    )


def test_the_table_is_what_banks_reported(shared) -> None:
    """Call reports of 2024Q4; the ratio of a bank is the one that it reports itself."""
    rows = pd.read_csv(shared / "data/bank/us_banks_fdic_2005_2024.csv")
    last = rows[rows["date"] == "2024-12-31"].set_index("bank_id")
    found = TABLES["banks"]
    named = {3510: "BAC", 628: "JPM", 12368: "RF", 9846: "TFC"}
    for number, bank in named.items():
        at = last.loc[number]
        own = found.block(("2024Q4",), (f"NPL_{bank}", f"TIER1_{bank}", f"RWA_{bank}"))[0]
        wanted = [at["npl_ratio"], at["tier1_capital"] / 1e6, at["rwa"] / 1e6]
        np.testing.assert_allclose(own, wanted, atol=6e-4)
        assert 100 * own[1] / own[2] == pytest.approx(at["tier1_ratio"], abs=0.006)
    assert found.block(("2024Q4",), ("CAPITAL",))[0, 0] == pytest.approx(
        100 * last["tier1_capital"].sum() / last["rwa"].sum(), abs=1e-4
    )
    assert sum((PACK / f).stat().st_size for f in ("us-banks.csv", "us-banks-assets.csv")) < 100_000


def test_bad_loans_are_the_published_regression() -> None:
    """.938, -.008, .050, .069 on 1,014 observations (muhammadumarshinwari, top-down-credit-stress-test):
    growth two quarters before is missing there at each bank's start."""
    rows = panel()
    fit = tb.panel_regression(
        rows[rows["quarter"] >= "2005Q3"], "NPL", "NPL1, growth2, unemployment, mortgage1", "bank"
    )
    assert len(fit.residuals) == 1014
    np.testing.assert_allclose(fit.coefficients[:4], [0.938, -0.008, 0.050, 0.069], atol=1e-3)


def test_returns_are_regressed_as_statsmodels_does() -> None:
    sm = pytest.importorskip("statsmodels.api")
    rows = panel()
    rows = rows[rows["RETURN"].abs() <= 5]
    dummies = pd.get_dummies(rows["bank"], dtype=float)
    X = pd.concat([rows[["growth", "defaults", "stock"]], dummies], axis=1)
    kept = X.notna().all(axis=1) & rows["RETURN"].notna()
    fit = sm.OLS(rows["RETURN"][kept], X[kept]).fit(cov_type="HC1")
    found = calibration.bank_panel(TABLES, Question("bank panel", ASKED))
    assert found.values["g_growth"] == pytest.approx(fit.params["growth"], rel=1e-9)
    assert found.values["lgd"] == pytest.approx(-fit.params["defaults"], rel=1e-9)
    assert found.values["charge"] == pytest.approx(-fit.params["stock"], rel=1e-9)
    assert found.values["a_JPM"] == pytest.approx(fit.params["JPM"], rel=1e-9)
    k = [found.coefficients.index(n) for n in ("lgd", "charge")]
    wanted = fit.cov_params().loc[["defaults", "stock"], ["defaults", "stock"]]
    np.testing.assert_allclose(found.covariance[np.ix_(k, k)], wanted, rtol=1e-6)
    sign = found.covariance[found.coefficients.index("lgd"), found.coefficients.index("a_JPM")]
    assert sign == pytest.approx(-fit.cov_params().loc["defaults", "JPM"], rel=1e-6)
    # Loss given default: below the 40 to 45 percent of Basel's foundation approach.
    assert 0.2 < found.values["lgd"] < 0.45


def test_later_data_are_not_seen() -> None:
    early = calibration.bank_panel(TABLES, Question("bank panel", ASKED | {"to": "2019Q4"}))
    rows = panel()
    rows = rows[rows["quarter"] <= "2019Q4"]
    fit = tb.panel_regression(rows, "NPL", "NPL1, growth2, unemployment, mortgage1", "bank")
    assert early.values["rho"] == pytest.approx(fit.coefficients[0], rel=1e-12)
    with pytest.raises(TinbergenError) as caught:
        calibration.bank_panel(TABLES, Question("bank panel", ASKED | {"to": "2031Q4"}))
    assert caught.value.code == "D070"


def test_capital_by_hand(there) -> None:
    """The roll-forward of one bank on the Federal Reserve's path, equation by equation."""
    fed = carrying(there, "fed")
    v, read = fed.satellite.model.values, read_by(fed, 9)
    table = TABLES["banks"]
    npl, tier1, rwa = (float(table.block(("2024Q4",), (f"{n}_RF",))[0, 0])
                       for n in ("NPL", "TIER1", "RWA"))  # fmt: skip
    mortgage = float(table.block(("2024Q4",), ("MORTGAGE",))[0, 0])
    growth = np.r_[there.data["GROWTH"][-2:], read["GROWTH"]]
    for t in range(9):
        now = (
            v["c_RF"] + v["rho"] * npl + v["b_growth"] * growth[t]
            + v["b_unemployment"] * read["U"][t] + v["b_mortgage"] * mortgage
        )  # fmt: skip
        loss = v["share_RF"] * (4 * v["lgd"] * (now - npl) + v["charge"] * npl)
        earned = v["a_RF"] + v["g_growth"] * read["GROWTH"][t] - loss
        tier1 += 0.79 * v["weight_RF"] * rwa * earned / 400 - 8.8 / 400 * tier1
        rwa *= 1 + 2.7 / 400
        npl = now
        mortgage = v["m0"] + v["m1"] * mortgage + v["m2"] * read["r"][t]
        assert fed.baseline("NPL_RF")[t] == pytest.approx(npl, rel=1e-9)
        assert fed.baseline("CAPITAL_RF")[t] == pytest.approx(100 * tier1 / rwa, rel=1e-9)


def test_the_same_banks_stand_on_three_worlds(there) -> None:
    assert [w.name for w in there.worlds] == ["record", "accelerating", "fed"]
    tests = {w: tb.stress_test(there, w) for w in ("record", "accelerating", "fed")}
    for test in tests.values():
        assert len(test.banks) == 13
        frame = test.to_frame()
        assert frame.loc["all", "start"] == pytest.approx(13.82, abs=0.01)
        assert (frame["lower"] < frame["lowest"]).all() and (frame["lowest"] < frame["upper"]).all()
    worst = tests["fed"].to_frame()["lowest"]
    assert (worst < tests["record"].to_frame()["lowest"].reindex(worst.index)).all()
    assert set(tests["fed"].banks[:2]) == {"CFG", "RF"}


def test_what_the_diagnosis_says(diagnosis, spoken) -> None:
    found = {f.name: f for f in diagnosis.findings}
    assert set(found) == {
        "capital", "stress test", "banks under stress", "exposures", "severity of the scenario",
        "growth at risk", "crisis warning",
    }  # fmt: skip
    for f in found.values():
        spoken(f.title, f.statement, f.method, *f.assumptions)
        if f.parts:
            assert sum(p.value for p in f.parts) == pytest.approx(f.estimate, abs=1e-9)
    assert not diagnosis.unanswered
    stress = found["stress test"]
    assert stress.interval.lower < stress.estimate < stress.interval.upper
    # The warning carries its record, and the record is poor.
    facts = dict(stress.diagnostics)
    assert facts["peak of bad loans replayed"] < 0.6 * facts["came"]
    assert "no skill" in found["growth at risk"].statement.en


def test_exposures_are_shapley_values(there) -> None:
    """With two of three indicators left alone the third's share is the whole difference."""
    record, fed = carrying(there, "record"), carrying(there, "fed")
    base, told = read_by(record, 9), read_by(fed, 9)
    alone = shares(record, base | {"U": told["U"]}, "CAPITAL", 8)
    run = record.satellite.over(base | {"U": told["U"]}).run["CAPITAL"][8]
    assert alone["U"] == pytest.approx(run - record.baseline("CAPITAL")[8], abs=1e-12)
    assert alone["GROWTH"] == pytest.approx(0, abs=1e-12)
    every = shares(record, told, "CAPITAL", 8)
    assert sum(every.values()) == pytest.approx(
        fed.baseline("CAPITAL")[8] - record.baseline("CAPITAL")[8], abs=1e-9
    )


def test_the_worst_scenario_as_far_is_worse_than_others_as_far(there) -> None:
    base, fed = carrying(there, "accelerating"), carrying(there, "fed")
    told = read_by(fed, 9)
    found = severity(base, told)
    draws = base.outlook()
    names = tuple(told)
    paths = np.stack([draws[n][:, :9] for n in names], axis=2).reshape(len(draws.values), -1)
    measure = Plausibility.of(paths)
    worst = np.column_stack([found.worst[n] for n in names]).reshape(-1)
    assert np.sqrt(measure.squared(worst)) == pytest.approx(found.distance, rel=1e-6)
    assert found.ratio < fed.baseline("CAPITAL")[8]
    for path in paths[:200]:
        gap = path - measure.mean
        as_far = measure.mean + gap * found.distance / np.sqrt(measure.squared(path))
        told_ = dict(zip(names, as_far.reshape(9, -1).T, strict=True))
        assert base.satellite.over(told_).run["CAPITAL"][8] > found.ratio


def test_what_was_missed_is_missed_again(there) -> None:
    fed = carrying(there, "fed")
    past = Period.parse("2008Q1").to(Period.parse("2010Q4"))
    found = replayed(there, fed, past)
    assert found.peak < 4 < 7 < found.peak_came
    assert found.income > found.income_came
    assert found.repeated < fed.baseline("CAPITAL").min() - 1


def test_the_verdict_on_the_equations_is_that_of_their_numbers() -> None:
    from tinbergen.actors.bank import words
    from tinbergen.actors.bank.questions import _verdict
    from tinbergen.actors.bank.stress import Replayed

    span = Period.parse("2008Q1").to(Period.parse("2010Q4"))
    for peak, income, said in ((3, 200, words.UNDERSTATES), (9, 200, words.MIXED),
                               (3, 50, words.MIXED), (9, 50, words.OVERSTATES)):  # fmt: skip
        assert _verdict(Replayed(span, peak, 7, income, 100, 12)) is said


def test_the_plan_keeps_its_floor_under_the_scenario(there, spoken) -> None:
    plan = design(there, alternatives=False)
    assert plan.kkt_residual < 1e-6
    chance = {c.constraint: c for c in plan.chances}
    assert chance["requirement"].share > 0.985
    assert chance["appetite"].share == pytest.approx(0.9, abs=0.03)
    paid = np.array(next(s.values for s in plan.instruments if s.name == "PAYOUT"))
    assert paid.min() > 8.8  # More than as usual, and less than the target of 14: the floor binds.
    assert paid.max() < 14
    assert any(b.constraint == "appetite" for b in plan.binding)
    spoken(plan.verdict, *plan.assumptions)


def _reverse(tmp_path: Path, **changes) -> Situation:
    document = yaml.safe_load((PACK / "us-banks-reverse.yaml").read_text(encoding="utf-8"))
    for world in document["worlds"]:
        world["model"] = str((PACK / world["model"]).resolve())
    document["tables"] = {k: str(PACK / v) for k, v in document["tables"].items()}
    document["satellite"] |= {"model": str(PACK / "bank.mod"), "data": str(PACK / "us-banks.csv")}
    document |= changes
    path = tmp_path / "case.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return assess(cases.load(path))


def test_the_least_implausible_scenario_is_what_a_grid_finds(tmp_path) -> None:
    """Two unknowns, unemployment in two quarters: nothing on a fine grid breaks the floor nearer."""
    document = yaml.safe_load((PACK / "us-banks-reverse.yaml").read_text(encoding="utf-8"))
    (limit,) = document["constraints"]
    limit |= {"bound": 13.9, "on": "2025Q2"}
    del limit["once"]
    there = _reverse(tmp_path, horizon=2, instruments=document["instruments"][:1],
                     constraints=[limit], diagnosis=[])  # fmt: skip
    plan = design(there)
    world = there.worlds.lead
    draws = world.inner.outlook()["U"][:, :2]
    measure = Plausibility.of(draws)
    still = read_by(world, 2)
    least = np.inf
    x, y = np.linspace(4, 16, 61), np.linspace(4, 16, 61)
    for a in x:
        for b in y:
            run = world.satellite.over(still | {"U": np.array([a, b])}).run
            if run["CAPITAL"][1] <= 13.9:
                least = min(least, measure.squared(np.array([a, b])))
    assert plan.scenario.distance**2 <= least + 1e-9
    assert plan.scenario.distance**2 == pytest.approx(least, rel=0.05)


def test_the_scenario_that_breaks_the_floor() -> None:
    plan = design("us-banks-reverse")
    # The distance is measured in draws, whose variances are known to some percent.
    assert plan.scenario.distance == pytest.approx(9.9, abs=0.4)
    assert str(plan.scenario.period) == "2027Q1"
    paths = {s.name: np.array(s.values) for s in plan.instruments}
    assert paths["U"].max() > 12 and paths["GROWTH"].mean() < -5


@pytest.fixture(scope="module")
def turned():
    case = dataclasses.replace(cases.load("us-banks-2019"), draws=300)
    return tb.turn(case).cycle


def test_the_wires_of_2019_tear_in_2020(turned) -> None:
    """Capital was below the band in the first quarter and above it in the next three."""
    assert turned.plan.start == Period.parse("2020Q1")
    reviews = turned.monitoring.reviews
    assert [str(r.period) for r in reviews] == ["2020Q1", "2020Q2", "2020Q3", "2020Q4"]
    assert turned.monitoring.revisions
    assert turned.evaluation is not None


def test_an_unknown_world_is_named(there) -> None:
    with pytest.raises(TinbergenError) as caught:
        tb.stress_test(there, "federal")
    assert caught.value.code == "bank-2"
    assert "fed" in str(caught.value)


def test_the_chance_of_a_crisis_by_hand(there, diagnosis) -> None:
    """The published coefficients of the pooled logit on five years of credit, to 2024."""
    tables = there.case.tables
    credit = dict(zip(tables["credit"].rows, tables["credit"].column("credit"), strict=True))
    index = -3.839115 + sum(
        b * credit[str(2025 - k)]
        for k, b in enumerate((-0.257337, 6.955854, 1.079314, 0.290101, 2.034657), 1)
    )
    found = next(f for f in diagnosis.findings if f.name == "crisis warning")
    assert found.estimate == pytest.approx(100 / (1 + np.exp(-index)), rel=1e-5)
    assert found.interval.lower < found.estimate < found.interval.upper
    assert "no alarm" in found.statement.en
    assert "(1984, 2007)" in found.statement.en
    facts = dict(found.diagnostics)
    assert (facts["missed"], facts["threshold"]) == (0.5, pytest.approx(3.966, abs=1e-3))


def test_a_warning_sees_no_later_year(there) -> None:
    """As of 2006Q4 credit had boomed: an alarm, from years to 2006 alone; and nothing in 1963."""
    from tinbergen.actors.bank.risk import answer_crisis
    from tinbergen.core.errors import TooLittleDataError

    asked = Question("crisis warning", {
        "estimates": "crisis logit", "record": "crisis record", "credit": "credit"
    })  # fmt: skip
    early = dataclasses.replace(there.case, as_of=Period.parse("2006Q4"))
    (found,) = answer_crisis(dataclasses.replace(there, case=early), asked)
    assert "begins in 2007" in found.statement.en
    assert "an alarm" in found.statement.en and "no alarm" not in found.statement.en
    assert "1965 to 2006" in found.statement.en
    none = dataclasses.replace(there.case, as_of=Period.parse("1963Q4"))
    with pytest.raises(TooLittleDataError):
        list(answer_crisis(dataclasses.replace(there, case=none), asked))


def test_a_crisis_warning_from_a_table_of_ones_own(there, shared, tmp_path, spoken) -> None:
    """The Jordà-Schularick-Taylor history: a warning with its record, not shipped."""
    from tinbergen.actors.bank.risk import answer_crisis

    rows = pd.read_csv(shared / "data/jst_macrohistory_r6.csv")
    credit = np.log(rows["tloans"] / rows["cpi"])
    growth = credit.groupby(rows["iso"]).diff()
    table = pd.DataFrame({
        "row": rows["iso"] + " " + rows["year"].astype(str), "crisis": rows["crisisJST"],
        "credit1": growth.groupby(rows["iso"]).shift(1),
        "credit2": growth.groupby(rows["iso"]).shift(2),
    }).dropna()  # fmt: skip
    table.to_csv(tmp_path / "crises.csv", index=False)
    case = dataclasses.replace(
        there.case, tables={**there.case.tables, "crises": read_matrix(tmp_path / "crises.csv")}
    )
    asked = Question("crisis warning", {"table": "crises", "unit": "USA", "first": 1984})
    (found,) = answer_crisis(dataclasses.replace(there, case=case), asked)
    spoken(found.statement)
    assert 0 < found.estimate < 20
    assert 0.5 < dict(found.diagnostics)["AUROC"] < 0.9


@pytest.mark.parametrize("label", ["2007", "USA-2007", "USA 07", "USA 2007Q1", " 2007"])
def test_a_row_that_is_no_country_and_year_is_named(there, tmp_path, label) -> None:
    from tinbergen.actors.bank.risk import answer_crisis

    (tmp_path / "crises.csv").write_text(f"row,crisis,credit\nUSA 2006,0,1\n{label},1,2\n")
    case = dataclasses.replace(
        there.case, tables={**there.case.tables, "crises": read_matrix(tmp_path / "crises.csv")}
    )
    asked = Question("crisis warning", {"table": "crises", "unit": "USA", "first": 1984})
    with pytest.raises(TinbergenError) as caught:
        list(answer_crisis(dataclasses.replace(there, case=case), asked))
    assert caught.value.code == "bank-3"
    assert label.strip() in caught.value.render("zh")


def test_the_report_says_what_is_stylised_and_estimated(there, tmp_path) -> None:
    """A summary without targets makes no promise; a satellite's estimates stand in their table."""
    run = tb.turn("us-banks-reverse")
    for lang, words in (("en", ("Stylised", "Thirteen banks: estimates", "standard deviations")),
                        ("zh", ("简化之处", "十三家银行：估计值", "个标准差"))):  # fmt: skip
        folder = tmp_path / lang
        tb.write_report(run, folder, lang=lang)
        page = (folder / "report.html").read_text(encoding="utf-8")
        assert all(word in page for word in words)
        assert "Q1,." not in page
        assert "0.3220" in page  # The loss given default, to four places.


def test_numbers_that_saw_later_do_not_count() -> None:
    """The regressions to 2024Q4 as of 2022Q4: the world is apart, and says why."""
    there = assess("us-banks-reverse", as_of="2022Q4")
    assert all("2024Q4" in member.apart.en for member in there.worlds.members)
