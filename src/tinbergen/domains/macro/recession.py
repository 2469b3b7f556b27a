"""The probability of a recession, with the record of such probabilities."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tinbergen.core.documents.evidence import Finding
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.data.transforms import log_difference
from tinbergen.loop.case.finding import finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import PERCENT
from tinbergen.statistics.forecast.recession import RecessionRisk, recession_risk

#: Periods ahead, and periods until a recession is dated.
_AHEAD = _DATED = 4
#: Origins before which a record is not counted: a quarter of a century of data.
_BEFORE = 100

_SAID = Text(
    "In recession in some of the next {ahead} quarters: {chance:.0f} %. Over {first} to {last} "
    "such probabilities ranked a quarter before a recession above another one in {auroc:.0f} % of "
    "pairs; their Brier score was {brier:.3f}, that of the share of such quarters until then "
    "{plain:.3f}; {episodes} recessions came.",
    "未来 {ahead} 个季度中某季处于衰退：{chance:.0f}%。{first} 至 {last}，此类概率在 "
    "{auroc:.0f}% 的配对中把衰退前的季度排在其他季度之上；其 Brier 得分为 {brier:.3f}，"
    "而以当时历史比例为概率者为 {plain:.3f}；其间发生 {episodes} 次衰退。",
)
_NO_SKILL = Text(
    "In recession in some of the next {ahead} quarters: by past share {share:.0f} %. The probit of "
    "spread, starts and claims says {chance:.0f} %, but over {first} to {last} it was no better "
    "than that share (Brier score {brier:.3f} against {plain:.3f}).",
    "未来 {ahead} 个季度中某季处于衰退：按历史比例为 {share:.0f}%。利差、新屋开工与失业金申领的 "
    "probit 模型给出 {chance:.0f}%，但 {first} 至 {last} 其表现不优于该比例"
    "（Brier 得分 {brier:.3f} 对 {plain:.3f}）。",
)
_METHOD = Text(
    "probit of the spread of ten-year bonds over bills (Estrella and Mishkin 1998), and of changes "
    "over a year of housing starts and initial claims; estimated anew at each origin on labels "
    "known a year later; final figures",
    "probit 模型：十年期国债与国库券利差（Estrella 与 Mishkin 1998）、新屋开工与首次申领失业金的"
    "年变化；每一时点以一年后方知的标签重新估计；使用终值数据",
)


def answer_recession_probability(situation: Situation, question: Question) -> Iterable[Finding]:
    """A probit's probability, or the plain share where its record is no better.

    Nothing is said where the data lack what it needs, or where no recession has come that could
    be scored.
    """
    data = situation.data
    needed = ("RECESSION", "SPREAD", "STARTS", "CLAIMS")
    if data.span.length <= _BEFORE or any(name not in data for name in needed):
        return
    x = np.column_stack([
        data["SPREAD"], 100 * log_difference(data["STARTS"], 4),
        100 * log_difference(data["CLAIMS"], 4),
    ])  # fmt: skip
    dated = np.array(data["RECESSION"])
    dated[-_DATED:] = np.nan
    names = ("spread", "starts", "claims")
    try:
        risk = recession_risk(dated, x, _AHEAD, _BEFORE, delay=_DATED, names=names)
    except TinbergenError as error:
        if error.code != "F123":
            raise
        # No recession among the origins that could be scored: no record.
        return
    yield _finding(situation, risk)


def _finding(situation: Situation, risk: RecessionRisk) -> Finding:
    record = risk.record
    skilled = record.brier < record.brier_climatology
    share = float(record.climatology[-1])
    dates = [situation.data.span.start + int(k) for k in (record.origins[0], record.origins[-1])]
    chance = 100 * (risk.probability if skilled else share)
    return finding(
        situation,
        "recession probability",
        Text("Probability of a recession", "衰退概率"),
        statement=(_SAID if skilled else _NO_SKILL).fill(
            ahead=risk.horizon, chance=100 * risk.probability, first=dates[0], last=dates[1],
            auroc=100 * record.auroc, brier=record.brier, plain=record.brier_climatology,
            episodes=record.episodes, share=100 * share,
        ),
        estimate=chance,
        unit=PERCENT,
        method=_METHOD,
        severity=min(3.0, chance / 20),
        diagnostics=(
            ("AUROC", record.auroc), ("Brier", record.brier),
            ("Brier of the share", record.brier_climatology), ("recessions", record.episodes),
            ("share", share),
        ),
    )  # fmt: skip
