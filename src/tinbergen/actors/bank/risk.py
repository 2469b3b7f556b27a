"""Warnings that a bank asks for, with their records: growth at risk, crises of banks."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tinbergen.actors.bank import words
from tinbergen.core.documents.evidence import Finding
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

#: Percent a year from a log difference of quarters.
_YEARLY = 400


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
        Text("Growth at risk", "风险增长"),
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

    ``table`` has a row a country and year, labelled ``USA 2007``, the column ``crisis`` (1 where
    one came in that year) and regressors known the year before; ``unit`` is the country, ``first``
    the first year of the record.

    Raises
    ------
    TooLittleDataError
        bank-1 where the case has no such table: the question then stays unanswered.
    """
    if "table" not in question.arguments:
        raise TooLittleDataError("bank-1")
    given: Matrix = table(situation.case.tables, question)
    labels = [row.rsplit(" ", 1) for row in given.rows]
    units, years = np.array([u for u, _ in labels]), np.array([float(y) for _, y in labels])
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
        Text("Warning of a banking crisis", "银行危机预警"),
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
