"""Warnings that a bank asks for, with their records: growth at risk, crises of banks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from tinbergen.actors.bank import words
from tinbergen.actors.bank.rows import row_labels
from tinbergen.core.documents.evidence import Finding, Interval
from tinbergen.core.errors import TooLittleDataError
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.data.transforms import log_difference
from tinbergen.loop.case.calibration import table
from tinbergen.loop.case.finding import finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import PERCENT
from tinbergen.statistics.regression.logit import fit_logit
from tinbergen.statistics.risk.early_warning import early_warning_record
from tinbergen.statistics.risk.growth_at_risk import growth_at_risk

Array = NDArray[np.float64]

#: Percent a year from a log difference of quarters.
_YEARLY = 400
#: Years of credit growth that a warning rests on; quantile of a band of 90 percent.
_LAGS, _NINETY = 5, 1.6448536269514722
_CRISIS_TITLE = Text("Warning of a banking crisis", "银行危机预警")


def _years(years: Sequence[int]) -> Text:
    """Years as a list, or that there were none."""
    return Text(", ".join(map(str, years)), "、".join(map(str, years))) if years else words.NONE


def answer_growth_at_risk(situation: Situation, question: Question) -> Iterable[Finding]:
    """The 5 percent quantile of growth over four quarters, with the kept record of such quantiles.

    ``table`` is the record, written by ``tools/build_growth_record.py``.
    """
    record = table(situation.case.tables, question)
    data = situation.data
    data = data.assign(PACE=_YEARLY * log_difference(data["GDP"], 1))
    found = growth_at_risk(data, "PACE", "SPREAD, PACE", horizon=4).to_frame().iloc[-1]
    tick = dict(zip(record.rows, record.column("tick5").tolist(), strict=True))
    below = float(record.block(("growth at risk",), ("below_5",))[0, 0])
    worth = float(record.block(("autoregression",), ("p_tick5",))[0, 0])
    skilled = tick["growth at risk"] < tick["autoregression"] and worth < 0.05
    yield finding(
        situation,
        "growth at risk",
        Text("Growth at risk", "在险增长"),
        kind="forecast",
        source=record.source,
        statement=words.GROWTH.fill(
            q05=float(found["q05"]), q50=float(found["q50"]), tick=tick["growth at risk"],
            ar=tick["autoregression"], garch=tick["garch"], below=100 * below,
            n=float(record.column("n")[0]), verdict=words.SKILL if skilled else words.NO_SKILL,
        ),
        estimate=float(found["q05"]),
        unit=Text("percent a year", "年百分比"),
        method=words.GROWTH_METHOD,
        severity=float(np.clip(-found["q05"] / 2, 0, 3)) if skilled else 0.0,
        diagnostics=(("shortfall", float(found["shortfall"])), ("below the quantile", below)),
    )  # fmt: skip


def answer_crisis(situation: Situation, question: Question) -> Iterable[Finding]:
    """The chance of a banking crisis in a country's next year, with the record of such warnings.

    From a history of crises: ``table`` has a row a country and year, labelled ``USA 2007``, the
    column ``crisis`` (1 where one came in that year) and regressors known the year before; ``unit``
    is the country, ``first`` the first year of the record. Or from ``estimates`` made elsewhere:
    see :func:`_from_estimates`.

    Raises
    ------
    TooLittleDataError
        bank-1 where the case has neither: the question then stays unanswered.
    TinbergenError
        bank-3 for a row that is no country and year; those of the logit.
    """
    if "estimates" in question.arguments:
        yield _from_estimates(situation, question)
        return
    if "table" not in question.arguments:
        raise TooLittleDataError("bank-1")
    given: Matrix = table(situation.case.tables, question)
    units, years = row_labels(given, question)
    names = [c for c in given.columns if c != "crisis"]
    event, x = given.column("crisis"), given.block(given.rows, tuple(names))
    unit, first = question.text("unit"), question.whole("first")
    fit = fit_logit(event, x)
    known = (units == unit) & np.isfinite(x).all(axis=1)
    if not known.any():
        raise TooLittleDataError("bank-1")
    last = int(np.flatnonzero(known)[np.argmax(years[known])])
    record = early_warning_record(event, x, units, years, first)
    low, high = record.interval()
    chance = 100 * float(fit.probability(x[last : last + 1])[0])
    yield finding(
        situation,
        "crisis warning",
        _CRISIS_TITLE,
        kind="forecast",
        source=given.source,
        statement=words.CRISIS.fill(
            unit=unit, year=int(years[last]), chance=chance, names=", ".join(names),
            share=100 * float(np.nanmean(event)), first=first, auroc=100 * record.auroc,
            low=100 * low, high=100 * high, brier=record.brier, plain=record.brier_climatology,
            events=record.events, useful=100 * record.usefulness.relative,
        ),
        estimate=chance,
        unit=PERCENT,
        method=words.CRISIS_METHOD,
        severity=min(3.0, chance / 10) if record.brier < record.brier_climatology else 0.0,
        diagnostics=(("AUROC", record.auroc), ("Brier", record.brier)),
    )  # fmt: skip


def _from_estimates(situation: Situation, question: Question) -> Finding:
    """The warning of a logit that was estimated on a panel which is not at hand.

    ``estimates`` has a row a coefficient (credit1 ... credit5, the growth of real loans one to five
    years before, and constant) with the column estimate and their covariance, and rows share and
    threshold; ``record`` what its warnings were worth, as ``tools/build_crisis_tables.py`` writes
    both; ``credit`` a row a year of the country, with the columns credit and crisis. Years after
    the case's date are not seen.

    Raises
    ------
    TooLittleDataError
        bank-1 where the five years before the next are not all known.
    """
    tables = situation.case.tables
    fit, past = table(tables, question, "estimates"), table(tables, question, "record")
    history = table(tables, question, "credit")
    next_year = int(str(situation.as_of + 1)[:4])
    growth = dict(zip(map(int, history.rows), history.column("credit").tolist(), strict=True))
    growth = {year: value for year, value in growth.items() if year < next_year}
    came = dict(zip(map(int, history.rows), history.column("crisis").tolist(), strict=True))
    said = dict(zip(fit.rows, fit.column("estimate").tolist(), strict=True))
    record = dict(zip(past.rows, past.column("value").tolist(), strict=True))
    names = (*(f"credit{k}" for k in range(1, _LAGS + 1)), "constant")
    slopes, covariance = np.array([said[n] for n in names]), fit.block(names, names)

    def regressors(year: int) -> Array:
        return np.array([*(growth.get(year - k, np.nan) for k in range(1, _LAGS + 1)), 1.0])

    x = regressors(next_year)
    if not np.isfinite(x).all():
        raise TooLittleDataError("bank-1")
    index, width = float(x @ slopes), _NINETY * float(np.sqrt(x @ covariance @ x))
    chance, low, high = (100 * float(expit(v)) for v in (index, index - width, index + width))
    threshold = 100 * said["threshold"]
    warned = {
        year: float(expit(regressors(year) @ slopes)) >= threshold / 100
        for year, event in came.items()
        if year < next_year and np.isfinite(event) and np.isfinite(regressors(year)).all()
    }
    alarm = words.ALARM if chance >= threshold else words.NO_ALARM
    began = [year for year in warned if came[year] == 1.0]
    useful = record["brier"] < record["brier_share"]
    return finding(
        situation,
        "crisis warning",
        _CRISIS_TITLE,
        kind="forecast",
        source=history.source,
        statement=words.CRISIS_ESTIMATED.fill(
            year=next_year, chance=chance, low=low, high=high, share=100 * said["share"],
            alarm=alarm.fill(threshold=threshold),
            first=record["first"], last=record["last"],
            auroc=100 * record["auroc"], auroc_low=100 * record["auroc_lower"],
            auroc_high=100 * record["auroc_upper"], events=record["events"],
            missed=100 * record["missed"], false=100 * record["false"], brier=record["brier"],
            plain=record["brier_share"], own_first=min(warned), own_last=max(warned),
            began=_years(began), caught=_years([y for y in began if warned[y]]),
            alarms=sum(warned[y] for y in warned if y not in began),
        ),
        estimate=chance,
        unit=PERCENT,
        method=words.CRISIS_ESTIMATED_METHOD,
        interval=Interval(low, high, 0.9, words.CRISIS_COVERS),
        severity=min(3.0, chance / 10) if useful else 0.0,
        diagnostics=(
            ("AUROC", record["auroc"]), ("missed", record["missed"]), ("false", record["false"]),
            ("threshold", threshold),
        ),
        assumptions=words.CRISIS_ASSUMED,
    )  # fmt: skip
