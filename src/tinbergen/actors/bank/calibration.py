"""Two regressions on a panel of banks, with the covariance of what they estimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
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
_STOCKS = ("NPL", "TIER1", "RWA", "LOANS", "ASSETS", "RETURN")


def bank_panel(tables: Mapping[str, Matrix], question: Question) -> Calibrated:
    """Parameters of ``bank.mod`` by the arguments ``table``, ``macro`` and ``to``.

    ``table`` has a row a quarter and the columns ``NPL_*``, ``RWA_*``, ``LOANS_*``, ``ASSETS_*`` and
    ``RETURN_*``, one a bank; ``macro`` the columns growth, unemployment and mortgage. Data later than
    the quarter ``to`` are not seen; shares of loans and of assets are those of that quarter. Returns
    beyond ``outliers`` (percent a year, 5 by default) are left out of their regression: write-offs of
    goodwill, which is no capital, and gains of sales. Errors are HC1 (heteroskedastic).

    ``BANKS`` goes to the macro processor.

    Raises
    ------
    TinbergenError
        L042 and L047 for faults in the arguments, D071 for a column that is missing, D070 for a
        share that is unknown in the last quarter; those of the regressions.
    """
    found = table(tables, question)
    banks = tuple(c.removeprefix("RWA_") for c in found.columns if c.startswith("RWA_"))
    rows = panel(found, table(tables, question, "macro"), banks, question.text("to"))
    loans = panel_regression(rows, "NPL", list(_LOANS), "bank")
    kept = rows[rows["RETURN"].abs() <= question.number("outliers", 5.0)]
    earned = panel_regression(kept, "RETURN", list(_RETURN), "bank")
    names_loans, values_loans, sizes_loans = _named(loans, _LOANS, "c")
    names, values, sizes = _named(earned, _RETURN, "a")
    last = rows[rows["quarter"] == question.text("to")].set_index("bank")
    given = {}
    for bank in banks:
        row = last.loc[bank] if bank in last.index else pd.Series(dtype=float)
        share = {
            f"share_{bank}": row.get("LOANS", np.nan) / row.get("ASSETS", np.nan),
            f"weight_{bank}": row.get("ASSETS", np.nan) / row.get("RWA", np.nan),
        }
        if not np.isfinite(list(share.values())).all():
            raise TinbergenError("D070", at=question.at, given=f"{found.name}: {bank}")
        given |= {name: float(value) for name, value in share.items()}
    given |= dict(zip((*names_loans, *names), (*values_loans, *values), strict=True))
    note = _NOTE.fill(
        to=question.text("to"), loans=len(loans.residuals), returns=len(earned.residuals),
        out=int(rows["RETURN"].notna().sum() - kept["RETURN"].notna().sum()),
        lgd=100 * given["lgd"], error=100 * float(np.sqrt(sizes[1, 1])), count=len(banks),
    )  # fmt: skip
    return Calibrated(
        given, {"BANKS": list(banks)}, _titles(banks, question.titles()), (note,),
        (*names_loans, *names), block_diagonal([sizes_loans, sizes]),
        {**_spread(rows, loans, "bad loans"), **_spread(kept, earned, "return")},
    )  # fmt: skip


def panel(found: Matrix, macro: Matrix, banks: Sequence[str], to: str) -> pd.DataFrame:
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
    economy = economy.assign(growth2=economy["growth"].shift(2), mortgage1=economy["mortgage"].shift(1))
    frames = []
    for bank in banks:
        own = pd.DataFrame(
            {s: found.column(f"{s}_{bank}") for s in _STOCKS}, index=list(found.rows)
        )
        own = own.assign(bank=bank, quarter=own.index, NPL1=own["NPL"].shift(1))
        share = own["LOANS"] / own["ASSETS"]
        own["defaults"] = 4 * share * (own["NPL"] - own["NPL1"])
        own["stock"] = share * own["NPL1"]
        frames.append(own.join(economy))
    rows = pd.concat(frames, ignore_index=True)
    end = Period.parse(to)
    seen = {q: Period.parse(q) <= end for q in found.rows}
    return rows[rows["quarter"].map(seen)].reset_index(drop=True)


def _named(
    fit: PanelRegression, slopes: Mapping[str, str], effect: str
) -> tuple[tuple[str, ...], Array, Array]:
    """Parameters, estimates (k,) and covariance (k, k) in the model's names and signs.

    Losses come first after what they follow.
    """
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
    found = {}
    for bank in banks:
        name = called.get(bank, Text(bank, bank))
        for key, words in _BY_BANK.items():
            found[f"{key}{bank}"] = words.fill(bank=name)
    return found


_BY_BANK = {
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
_NOTE = Text(
    "Two regressions on {count} banks to {to} (loans in default: {loans} observations; return: "
    "{returns}, {out} left out for write-offs of goodwill and gains of sales). The loss given default "
    "that returns show is {lgd:.0f} percent (standard error {error:.0f}); Basel's foundation approach "
    "takes 40 to 45. Loans in default are those that banks report as noncurrent.",
    "对{count}家银行至{to}的两个面板回归（不良贷款{loans}个观测；回报{returns}个，剔除{out}个商誉减值与出售收益）。"
    "回报数据所示违约损失率为{lgd:.0f}%（标准误{error:.0f}）；巴塞尔基础法取40–45%。不良贷款为银行所报的非应计及逾期贷款。",
)

CALIBRATIONS = {"bank panel": bank_panel}
