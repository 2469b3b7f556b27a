"""Two regressions on a panel of banks, with the covariance of what they estimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tinbergen.actors.bank.rows import row_labels
from tinbergen.actors.bank.words import STYLISED, STYLISED_ANNUAL
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.loop.case.calibration import Calibrated, block_diagonal, table
from tinbergen.loop.case.question import Question
from tinbergen.statistics.regression.panel_regression import PanelRegression, panel_regression

Array = NDArray[np.float64]

#: Regressors of the panel -> parameters of the model, by what is explained.
_LOANS = {"NPL1": "rho", "growth2": "b_growth", "unemployment": "b_unemployment",
          "mortgage1": "b_mortgage"}  # fmt: skip
_RETURN = {"growth": "g_growth", "defaults": "lgd", "stock": "charge"}
#: Losses lower the return: their coefficients are told with the other sign.
_LOSSES = ("lgd", "charge")


def bank_panel(tables: Mapping[str, Matrix], question: Question) -> Calibrated:
    """Parameters of ``bank.mod`` by the arguments ``table``, ``assets``, ``macro`` and ``to``.

    ``table`` has a row a quarter and the columns ``NPL_*``, ``RWA_*`` and ``RETURN_*``, one a bank,
    ``assets`` in the same rows ``LOANS_*`` and ``ASSETS_*``, all in one currency; ``macro`` the
    columns growth, unemployment and mortgage. Data later than the quarter ``to`` are not seen;
    shares of loans and of assets are those of that quarter. Returns beyond ``outliers`` (percent a
    year, 5 by default) are left out of their regression: write-offs of goodwill, which is no
    capital, and gains of sales. Errors are HC1 (heteroskedastic).

    With ``groups``, a name and its banks each, such as ``{LARGE: [BAC, CITI]}``, payouts are one
    path a group, ``PAYOUT_LARGE``, and there is its capital ratio ``RATIO_LARGE``; every bank must
    be of one. ``BANKS`` and ``GROUPS`` go to the macro processor.

    Raises
    ------
    TinbergenError
        L042 and L047 for faults in the arguments, D071 for a column that is missing, D070 for a
        share that is unknown in the last quarter, bank-5 for groups that are not a division of the
        banks; those of the regressions.
    """
    found = table(tables, question)
    banks = tuple(c.removeprefix("RWA_") for c in found.columns if c.startswith("RWA_"))
    balance, macro = table(tables, question, "assets"), table(tables, question, "macro")
    rows = panel(found, balance, macro, banks, question.text("to"))
    loans = panel_regression(rows, "NPL", list(_LOANS), "bank")
    kept = rows[rows["RETURN"].abs() <= question.number("outliers", 5.0)]
    earned = panel_regression(kept, "RETURN", list(_RETURN), "bank")
    names_loans, values_loans, sizes_loans = _named(loans, _LOANS, "c")
    names, values, sizes = _named(earned, _RETURN, "a")
    last = rows[rows["quarter"] == question.text("to")].set_index("bank")
    given: dict[str, float] = {}
    for bank in banks:
        size = last.reindex([bank])[["LOANS", "ASSETS", "RWA"]].to_numpy(dtype=float)[0]
        if not np.isfinite(size).all():
            raise TinbergenError("D070", at=question.at, given=f"{found.name}: {bank}")
        loans_of, assets_of, weighted = size.tolist()
        given |= {f"share_{bank}": loans_of / assets_of, f"weight_{bank}": assets_of / weighted}
    groups = _groups(question, banks)
    for group, members in groups.items():
        given |= {f"member{group}_{b}": float(b in members) for b in banks}
    given |= dict(zip((*names_loans, *names), (*values_loans, *values), strict=True))
    note = _NOTE.fill(
        to=question.text("to"), loans=len(loans.residuals), returns=len(earned.residuals),
        out=int(rows["RETURN"].notna().sum() - kept["RETURN"].notna().sum()),
        lgd=100 * given["lgd"], error=100 * float(np.sqrt(sizes[1, 1])), count=len(banks),
    )  # fmt: skip
    return Calibrated(
        given, {"BANKS": list(banks), "GROUPS": list(groups)},
        _titles(banks, question.titles()) | _group_titles(groups, question.titles()),
        (note, *STYLISED),
        (*names_loans, *names), block_diagonal([sizes_loans, sizes]),
        {**_spread(rows, loans, "bad loans"), **_spread(kept, earned, "return")},
        _UNITS | {f"{key}_{b}": unit for key, unit in _UNITS.items() for b in banks}
        | {f"{key}{g}": unit for key, unit in _GROUP_UNITS.items() for g in groups if g},
    )  # fmt: skip


def panel(
    found: Matrix, balance: Matrix, macro: Matrix, banks: Sequence[str], to: str
) -> pd.DataFrame:
    """A row a bank and quarter up to ``to``, with the regressors and their lags.

    Raises
    ------
    TinbergenError
        D071 for a column that is not there.
    """
    economy = pd.DataFrame(
        {c: macro.column(c) for c in ("growth", "unemployment", "mortgage")},
        index=list(macro.rows),
    )
    economy = economy.assign(
        growth2=economy["growth"].shift(2), mortgage1=economy["mortgage"].shift(1)
    )
    frames = []
    for bank in banks:
        own = pd.DataFrame(
            {s: found.column(f"{s}_{bank}") for s in ("NPL", "RWA", "RETURN")},
            index=list(found.rows),
        )
        sheet = {s: balance.column(f"{s}_{bank}") for s in ("LOANS", "ASSETS")}
        own = own.join(pd.DataFrame(sheet, index=list(balance.rows)))
        own = own.assign(bank=bank, quarter=own.index, NPL1=own["NPL"].shift(1))
        share = own["LOANS"] / own["ASSETS"]
        own["defaults"] = 4 * share * (own["NPL"] - own["NPL1"])
        own["stock"] = share * own["NPL1"]
        frames.append(own.join(economy))
    rows = pd.concat(frames, ignore_index=True)
    end = Period.parse(to)
    seen = {q: Period.parse(q) <= end for q in found.rows}
    return rows[rows["quarter"].map(seen)].reset_index(drop=True)


def _groups(question: Question, banks: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Banks by what names of their payouts end with; all together where there are no groups.

    Raises
    ------
    TinbergenError
        bank-5 when a bank is of no group or of two, or a group has one that is not there.
    """
    said = question.arguments.get("groups")
    if said is None:
        return {"": tuple(banks)}
    found: dict[str, tuple[str, ...]] = {}
    if isinstance(said, dict):
        found = {f"_{g}": tuple(m) for g, m in said.items() if isinstance(m, list)}
    members = sorted(b for group in found.values() for b in group)
    if members != sorted(banks):
        apart = sorted({*members} ^ {*banks}) or [b for b in banks if members.count(b) > 1]
        raise TinbergenError("bank-5", at=question.at, names=", ".join(map(str, apart)) or "-",
                             known=", ".join(banks))  # fmt: skip
    return found


def _group_titles(
    groups: Mapping[str, Sequence[str]], called: Mapping[str, Text]
) -> dict[str, Text]:
    """What is told of groups."""
    found: dict[str, Text] = {}
    for group in filter(None, groups):
        name = called.get(group[1:], Text(group[1:], group[1:]))
        found |= {f"{key}{group}": words.fill(bank=name) for key, words in _BY_GROUP.items()}
    return found


def _named(
    fit: PanelRegression, slopes: Mapping[str, str], effect: str
) -> tuple[tuple[str, ...], Array, Array]:
    """Parameters, estimates (k,) and covariance (k, k) in the model's names and signs."""
    names = tuple(slopes.get(n, f"{effect}_{n}") for n in fit.names)
    sign = np.array([-1.0 if n in _LOSSES else 1.0 for n in names])
    return names, sign * fit.coefficients, fit.covariance * np.outer(sign, sign)


def _spread(rows: pd.DataFrame, fit: PanelRegression, what: str) -> dict[str, float]:
    """Standard deviations by equation: what banks have in common in a quarter, and each its own."""
    left = rows.loc[fit.used, ["bank", "quarter"]].assign(e=fit.residuals)
    mean = left.groupby("quarter")["e"].transform("mean")
    own = left.assign(e=left["e"] - mean).groupby("bank")["e"].std()
    each = left.groupby("quarter")["e"].agg(["mean", "count"])
    chance = float((own**2).mean() / each["count"].mean())
    common = float(np.sqrt(max(float(each["mean"].var()) - chance, 0.0)))
    return {f"common {what}": common, **{f"{what} {b}": float(s) for b, s in own.items()}}


def _titles(banks: Sequence[str], called: Mapping[str, Text]) -> dict[str, Text]:
    """What the model's variables and equations are called, bank by bank."""
    found = dict(_TITLES)
    for bank in banks:
        name = called.get(bank, Text(bank, bank))
        for key, words in _BY_BANK.items():
            found[f"{key}{bank}"] = words.fill(bank=name)
    return found


_PERCENT = Text("percent of risk-weighted assets", "占风险加权资产百分比")
_BILLIONS = Text("billions of dollars", "十亿美元")
_YEARLY = Text("percent of Tier 1 capital a year", "占一级资本百分比，年率")
#: Units of the model's variables, of all banks and of each.
_UNITS = {
    "NPL": Text("percent of loans", "占贷款百分比"),
    "LOSS": Text("percent of assets a year", "占资产百分比，年率"),
    "RETURN": Text("percent of assets a year", "占资产百分比，年率"),
    "CAPITAL": _PERCENT, "TIER1": _BILLIONS, "RWA": _BILLIONS,
    "INCOME": Text("billions of dollars a quarter", "十亿美元/季"),
    "PAID": Text("billions of dollars a quarter", "十亿美元/季"),
    "EARNED": _YEARLY, "DISTRIBUTED": _YEARLY, "PAYOUT": _YEARLY,
    "LENDING": Text("percent a year", "年百分比"), "MORTGAGE": Text("percent", "百分比"),
}  # fmt: skip
_TITLES = {
    "CAPITAL": Text("Tier 1 capital ratio of all banks", "全部银行一级资本充足率"),
    "NPL": Text("Loans in default, all banks", "全部银行不良贷款率"),
    "RETURN": Text("Return before tax, all banks", "全部银行税前回报"),
    "TIER1": Text("Tier 1 capital of all banks", "全部银行一级资本"),
    "RWA": Text("Risk-weighted assets of all banks", "全部银行风险加权资产"),
    "INCOME": Text("Net income of all banks", "全部银行净收入"),
    "PAID": Text("Paid out by all banks", "全部银行派息额"),
    "EARNED": Text("Return on Tier 1 capital after tax", "一级资本税后回报率"),
    "DISTRIBUTED": Text("Payouts", "派息与回购"),
    "PAYOUT": Text("Payouts, as set", "派息与回购（设定值）"),
    "LENDING": Text("Growth of risk-weighted assets", "风险加权资产增长"),
    "MORTGAGE": Text("Mortgage rate", "房贷利率"),
    "rho": Text("loans in default on their lag", "不良贷款率滞后项"),
    "b_growth": Text("loans in default on growth two quarters before", "不良贷款率对两季前增长"),
    "b_unemployment": Text("loans in default on unemployment", "不良贷款率对失业率"),
    "b_mortgage": Text("loans in default on the mortgage rate a quarter before",
                       "不良贷款率对上季房贷利率"),
    "g_growth": Text("return on growth", "回报对增长"),
    "lgd": Text("loss given default, of loans that become noncurrent", "违约损失率（新增不良）"),
    "charge": Text("losses a year, of loans that were noncurrent", "年损失率（存量不良）"),
    "m1": Text("mortgage rate on its lag", "房贷利率滞后项"),
    "m2": Text("mortgage rate on the policy rate", "房贷利率对政策利率"),
    "m0": Text("mortgage rate: constant", "房贷利率：常数项"),
}  # fmt: skip

_BY_BANK = {
    "c_": Text("effect on loans in default of {bank}", "不良贷款率的{bank}效应"),
    "a_": Text("earned before losses of {bank}", "{bank}损失前收益"),
    "NPL_": Text("Loans in default: {bank}", "不良贷款率：{bank}"),
    "LOSS_": Text("Losses on loans: {bank}", "贷款损失：{bank}"),
    "RETURN_": Text("Return before tax: {bank}", "税前回报：{bank}"),
    "RWA_": Text("Risk-weighted assets: {bank}", "风险加权资产：{bank}"),
    "TIER1_": Text("Tier 1 capital: {bank}", "一级资本：{bank}"),
    "CAPITAL_": Text("Tier 1 capital ratio: {bank}", "一级资本充足率：{bank}"),
    "bad loans ": Text("loans in default of {bank}", "{bank}不良贷款"),
    "return ": Text("return of {bank}", "{bank}回报"),
    "losses ": Text("losses of {bank}", "{bank}损失"),
    "capital ": Text("other changes of capital of {bank}", "{bank}资本其他变动"),
    "risk-weighted assets ": Text("risk-weighted assets of {bank}", "{bank}风险加权资产"),
}
_BY_GROUP = {
    "PAYOUT": Text("Payouts, as set: {bank}", "派息与回购（设定值）：{bank}"),
    "DISTRIBUTED": Text("Payouts: {bank}", "派息与回购：{bank}"),
    "RATIO": Text("Tier 1 capital ratio: {bank}", "一级资本充足率：{bank}"),
}
_GROUP_UNITS = {"PAYOUT": _YEARLY, "DISTRIBUTED": _YEARLY, "RATIO": _PERCENT}
_NOTE = Text(
    "Two regressions on {count} banks to {to} (loans in default: {loans} observations; return: "
    "{returns}, {out} left out for write-offs of goodwill and gains of sales). The loss given "
    "default that returns show is {lgd:.0f} percent (standard error {error:.0f}); Basel's "
    "foundation approach takes 40 to 45. Loans in default are those that banks report as "
    "noncurrent.",
    "对{count}家银行至{to}的两个面板回归（不良贷款{loans}个观测；回报{returns}个，剔除{out}个商誉"
    "减值与出售收益）。回报数据所示违约损失率为{lgd:.0f}%（标准误{error:.0f}）；巴塞尔基础法取"
    "40–45%。不良贷款为银行所报的非应计及逾期贷款。",
)

#: Regressors of the panel of countries -> parameters of ``bank_annual.mod``.
_COUNTRIES = {"before": "rho", "growth": "b_growth", "change": "b_jobs"}


def bad_loans(tables: Mapping[str, Matrix], question: Question) -> Calibrated:
    """The equation of bad loans of ``bank_annual.mod``, from a panel of countries.

    ``table`` has a row a country and year, ``JPN 2010``, and the columns npl, growth and change (of
    unemployment); ``unit`` is the country whose effect counts, ``to`` the last year that is seen.
    The log of bad loans is explained by its lag, growth and the change of unemployment, with
    effects of countries and errors clustered by these. Beck, Jakubik and Piloiu (2013, ECB
    working paper 1515) explain it likewise.

    Raises
    ------
    TinbergenError
        L042 and L047 for faults in the arguments, D071 for a column that is missing, bank-3 for a
        row that is no country and year, bank-4 for a country that is not among them; those of the
        regression.
    """
    found, unit, to = table(tables, question), question.text("unit"), int(question.number("to"))
    countries, years = row_labels(found, question)
    rows = pd.DataFrame({
        "country": countries, "year": years, "bad": np.log(found.column("npl")),
        "growth": found.column("growth"), "change": found.column("change"),
    })  # fmt: skip
    rows = rows[rows["year"] <= to].sort_values(["country", "year"])
    rows["before"] = rows.groupby("country")["bad"].shift(1)
    fit = panel_regression(
        rows.dropna().reset_index(drop=True), "bad", list(_COUNTRIES), "country", errors="cluster"
    )
    if unit not in fit.names:
        raise TinbergenError(
            "bank-4", at=question.at, hint=did_you_mean(unit, fit.names[3:]), unit=unit,
            table=found.name, known=", ".join(fit.names[3:]),
        )  # fmt: skip
    kept = [0, 1, 2, fit.names.index(unit)]
    names = (*_COUNTRIES.values(), "c")
    rho, growth, jobs = fit.coefficients[:3].tolist()
    note = _COUNTRIES_NOTE.fill(
        n=len(fit.residuals), count=len(fit.names) - 3, to=to, rho=rho, growth=growth, jobs=jobs,
        e_rho=fit.se[0], e_growth=fit.se[1], e_jobs=fit.se[2],
    )  # fmt: skip
    return Calibrated(
        dict(zip(names, fit.coefficients[kept].tolist(), strict=True)), {},
        _ANNUAL_TITLES, (note, STYLISED_ANNUAL), names, fit.covariance[np.ix_(kept, kept)],
        {"bad loans": fit.sigma}, _ANNUAL_UNITS,
    )  # fmt: skip


_ANNUAL_UNITS = {
    "NPL": _UNITS["NPL"], "LOSS": Text("percent of risk-weighted assets a year",
                                       "占风险加权资产百分比，年率"),
    "RETURN": _UNITS["RETURN"], "CAPITAL": _PERCENT,
    "TIER1": Text("billions of yen", "十亿日元"), "RWA": Text("billions of yen", "十亿日元"),
    "INCOME": Text("billions of yen a year", "十亿日元/年"),
    "PAID": Text("billions of yen a year", "十亿日元/年"), "EARNED": _YEARLY,
    "DISTRIBUTED": _YEARLY, "PAYOUT": _YEARLY, "LENDING": _UNITS["LENDING"],
}  # fmt: skip
_ANNUAL_TITLES = {
    "CAPITAL": Text("Tier 1 capital ratio", "一级资本充足率"),
    "NPL": Text("Loans in default", "不良贷款率"),
    "RETURN": Text("Return before tax", "税前回报"),
    "TIER1": Text("Tier 1 capital", "一级资本"),
    "RWA": Text("Risk-weighted assets", "风险加权资产"),
    "INCOME": Text("Net income", "净收入"), "PAID": Text("Paid out", "派息额"),
    "LOSS": Text("Losses on loans", "贷款损失"),
    "EARNED": _TITLES["EARNED"], "DISTRIBUTED": _TITLES["DISTRIBUTED"],
    "PAYOUT": _TITLES["PAYOUT"], "LENDING": _TITLES["LENDING"], "lgd": _TITLES["lgd"],
    "charge": _TITLES["charge"],
    "rho": Text("loans in default on their lag", "不良贷款率滞后项"),
    "b_growth": Text("loans in default on growth", "不良贷款率对增长"),
    "b_jobs": Text("loans in default on the change of unemployment", "不良贷款率对失业率变动"),
    "c": Text("loans in default: effect of the country", "不良贷款率：国家效应"),
}  # fmt: skip
_COUNTRIES_NOTE = Text(
    "The log of loans in default of {count} countries to {to}, {n} observations: {rho:.2f} on its "
    "lag (standard error {e_rho:.2f}), {growth:.3f} on growth ({e_growth:.3f}), {jobs:.3f} on the "
    "change of unemployment ({e_jobs:.3f}); effects of countries, errors clustered by these. With "
    "few years a country the coefficient on the lag is biased towards zero.",
    "对{count}国至{to}年不良贷款率对数的面板回归（{n}个观测）：滞后项 {rho:.2f}（标准误 "
    "{e_rho:.2f}），增长 {growth:.3f}（{e_growth:.3f}），失业率变动 {jobs:.3f}（{e_jobs:.3f}）；含"
    "国家效应，标准误按国家聚类。每国年数少，滞后项系数偏向零。",
)

CALIBRATIONS = {"bank panel": bank_panel, "bad loans": bad_loans}
