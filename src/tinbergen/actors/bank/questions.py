"""What the diagnosis of banks asks: capital, a stress test, its causes, severity and record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from tinbergen.actors.bank import words
from tinbergen.actors.bank.risk import answer_crisis, answer_growth_at_risk
from tinbergen.actors.bank.stress import (
    ALL,
    Replayed,
    carrying,
    read_by,
    replayed,
    severity,
    shares,
    stress_test,
)
from tinbergen.core.documents.evidence import Finding, Interval, Part
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.case.finding import finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import POINTS
from tinbergen.loop.worlds.stacked import StackedWorld

#: What columns of capital begin with.
_TIER1 = "TIER1_"


def answer_capital(situation: Situation, question: Question) -> Iterable[Finding]:
    """Capital beyond the requirement, in billions of dollars, bank by bank.

    ``required`` is the ratio in percent.
    """
    required, data = question.number("required", 8.5), situation.data
    capital = {n.removeprefix(_TIER1): float(data[n][-1]) for n in data if n.startswith(_TIER1)}
    weighted = {b: float(data[f"RWA_{b}"][-1]) for b in capital}
    room = {b: capital[b] - required / 100 * weighted[b] for b in capital}
    ratios = {b: 100 * capital[b] / weighted[b] for b in capital}
    least = min(ratios, key=lambda b: ratios[b])
    total, ratio = sum(room.values()), 100 * sum(capital.values()) / sum(weighted.values())
    yield finding(
        situation,
        "capital",
        Text("Capital beyond the requirement", "超出要求的资本"),
        statement=words.CAPITAL.fill(
            ratio=ratio, required=required, total=total, total_yi=10 * total, lowest=ratios[least],
            least=question.called(least),
        ),
        estimate=total,
        unit=words.BILLIONS,
        method=words.CAPITAL_METHOD,
        interval=Interval(total, total, 1.0, words.REPORTED),
        severity=float(np.clip(3 - (ratios[least] - required), 0, 3)),
        parts=_by_bank(question, room),
        diagnostics=tuple((f"ratio {b}", v) for b, v in ratios.items()),
    )  # fmt: skip


def answer_stress(situation: Situation, question: Question) -> Iterable[Finding]:
    """The capital ratio in the ``world`` of a scenario, with what takes it there; bank by bank.

    Its record: what the equations find for ``from`` to ``to`` when told what the economy did.
    """
    on = carrying(situation, question.text("world"), question.at)
    test = stress_test(situation, on.name)
    low, when, lower, upper = test.lowest()
    run, start = on.own.run.data, on.own.run.data.span.position(situation.as_of)
    k = start + (when - situation.as_of)
    window, weight = slice(start + 1, k + 1), 100 / float(run["RWA"][k])
    values, before = on.satellite.model.values, slice(start, k)
    losses = sum(
        float((values[f"weight_{b}"] * run[f"RWA_{b}"][before] * run[f"LOSS_{b}"][window]).sum())
        for b in test.banks
    ) / 400  # fmt: skip
    income = float(run["INCOME"][window].sum())
    taxed = values["tax"] / (1 - values["tax"]) * income
    parts = {
        "earned": weight * (income + taxed + losses),
        "losses": -weight * losses,
        "tax": -weight * taxed,
        "payouts": -weight * float(run["PAID"][window].sum()),
        "growth": weight * float(run["TIER1"][start]) - float(run[ALL][start]),
    }
    past = Period.parse(question.text("from")).to(Period.parse(question.text("to")))
    record = replayed(situation, on, past)
    listed = [
        words.BANK.fill(bank=question.called(b), low=x[0], lower=x[2], upper=x[3])
        for b in test.banks if (x := test.lowest(b))
    ]  # fmt: skip
    required, last = question.number("required", 8.5), start + situation.span.length
    room = {
        b: float(run[f"TIER1_{b}"][last] - required / 100 * run[f"RWA_{b}"][last])
        for b in test.banks
    }
    yield finding(
        situation,
        "banks under stress",
        Text("Banks under stress", "压力下的各银行"),
        kind="forecast",
        statement=words.UNDER_STRESS.fill(
            world=on.title, total=sum(room.values()), total_yi=10 * sum(room.values()),
            required=required, last=situation.span.end, banks=words.joined(listed),
        ),
        estimate=sum(room.values()),
        unit=words.BILLIONS,
        method=words.CAPITAL_METHOD,
        severity=float(np.clip(3 * (required - test.lowest(test.banks[0])[2]), 0, 3)),
        parts=_by_bank(question, room),
        diagnostics=tuple((f"lowest {b}", test.lowest(b)[0]) for b in test.banks),
    )  # fmt: skip
    yield finding(
        situation,
        "stress test",
        Text("Stress test", "压力测试"),
        kind="forecast",
        statement=words.STRESS.fill(
            world=on.title, start=test.start[""], low=low, when=when, lower=lower, upper=upper,
            banks=words.joined(listed[:3]), first=past.start, last=past.end,
            peak=record.peak, peak_came=record.peak_came, income=record.income,
            income_came=record.income_came, verdict=_verdict(record),
            repeated=record.repeated, income_yi=10 * record.income,
            income_came_yi=10 * record.income_came,
        ),
        estimate=low - test.start[""],
        unit=POINTS,
        method=words.STRESS_METHOD,
        interval=Interval(lower - test.start[""], upper - test.start[""], 0.9, on.recipe),
        severity=float(np.clip(test.start[""] - lower, 0, 3)),
        parts=tuple(Part(key, words.PARTS[key], value) for key, value in parts.items()),
        assumptions=words.STYLISED,
        diagnostics=(
            ("peak of bad loans replayed", record.peak), ("came", record.peak_came),
            ("ratio with the errors of then", record.repeated),
        ),
    )  # fmt: skip


def _verdict(record: Replayed) -> Text:
    """Whether the equations found the past better or worse than it was."""
    better = (record.peak < record.peak_came, record.income > record.income_came)
    return {2: words.UNDERSTATES, 1: words.MIXED, 0: words.OVERSTATES}[sum(better)]


def _by_bank(question: Question, amounts: Mapping[str, float]) -> tuple[Part, ...]:
    """Amounts of banks, the largest first."""
    ranked = sorted(amounts.items(), key=lambda one: -abs(one[1]))
    return tuple(Part(bank, question.called(bank), amount) for bank, amount in ranked)


def answer_exposures(situation: Situation, question: Question) -> Iterable[Finding]:
    """Which indicator of a scenario moves capital, against the outlook of the world ``against``."""
    scenario = carrying(situation, question.text("world"), question.at)
    base = carrying(situation, question.text("against"), question.at)
    test = stress_test(situation, scenario.name)
    at = test.lowest()[1] - test.span.start
    told = read_by(scenario, situation.span.length)
    found = shares(base, told, ALL, at)
    total = sum(found.values())
    most = min(found, key=lambda n: found[n])
    called = situation.data.titles
    title = {n: called.get(n) or Text(n, n) for n in found}
    yield finding(
        situation,
        "exposures",
        Text("What moves capital", "资本对哪些变量敏感"),
        statement=words.EXPOSURES.fill(
            world=scenario.title, base=base.title, total=total, when=test.lowest()[1],
            most=title[most], size=found[most],
        ),
        estimate=total,
        unit=POINTS,
        method=words.EXPOSURES_METHOD,
        severity=float(np.clip(-total, 0, 3)),
        parts=tuple(Part(n, title[n], v) for n, v in found.items()),
    )  # fmt: skip


def answer_severity(situation: Situation, question: Question) -> Iterable[Finding]:
    """How implausible a scenario is by the world ``against``, and the worst that is as much so."""
    scenario = carrying(situation, question.text("world"), question.at)
    base = carrying(situation, question.text("against"), question.at)
    told = read_by(scenario, situation.span.length)
    found = severity(base, told)
    last = situation.span.end
    yield finding(
        situation,
        "severity of the scenario",
        Text("How severe the scenario is", "情景的严重程度"),
        statement=words.SEVERITY.fill(
            world=scenario.title, base=base.title, distance=found.distance, median=found.median,
            ratio=found.ratio, last=last,
            same=float(scenario.baseline(ALL)[situation.span.length - 1]),
            size=found.size, different=found.different,
        ),
        estimate=found.distance,
        unit=Text("standard deviations from the outlook", "距展望的标准差个数"),
        method=words.SEVERITY_METHOD,
        severity=0.0,
        diagnostics=(
            ("degrees", found.degrees), ("median of the draws", found.median),
            ("ratio in the worst as far", found.ratio),
            *((f"worst {n} in {last}", float(p[-1])) for n, p in found.worst.items()),
        ),
    )  # fmt: skip


def answer_bad_loans(situation: Situation, question: Question) -> Iterable[Finding]:
    """Where loans in default go on the lead world's outlook, and what of it growth and unemployment
    make; for a satellite in the names of ``bank_annual.mod``.

    Raises
    ------
    TinbergenError
        bank-2 when no world carries the bank.
    """
    known = [w for w in situation.worlds if isinstance(w, StackedWorld) and not w.lent]
    on = known[0] if known else carrying(situation, question.text("world", "-"), question.at)
    settings, values = situation.span.length, on.satellite.own.model.values
    path = np.log(on.baseline("NPL")[:settings])
    before = float(np.log(situation.data.at("NPL", situation.as_of)))
    told = read_by(on, settings)
    jobs = np.diff(told["U"], prepend=situation.data.at("U", situation.as_of))
    fades = values["rho"] ** np.arange(settings - 1, -1, -1)
    parts = {
        "growth": float(values["b_growth"] * fades @ told["GROWTH"]),
        "unemployment": float(values["b_jobs"] * fades @ jobs),
    }
    total = float(path[-1]) - before
    parts["usual"] = total - sum(parts.values())
    lower, upper = np.quantile(on.outlook_of(("NPL",))["NPL"][:, settings - 1], [0.05, 0.95])
    yield finding(
        situation,
        "bad loans",
        Text("Loans in default", "不良贷款"),
        kind="forecast",
        statement=words.BAD_LOANS.fill(
            now=np.exp(before), as_of=situation.as_of, last=np.exp(path[-1]),
            end=situation.span.end, lower=lower, upper=upper, total=total,
            growth=parts["growth"], jobs=parts["unemployment"], own=parts["usual"],
        ),
        estimate=total,
        unit=Text("change of the logarithm", "对数变动"),
        method=words.BAD_LOANS_METHOD,
        interval=Interval(
            float(np.log(lower)) - before, float(np.log(upper)) - before, 0.9, on.recipe
        ),
        severity=float(np.clip(2 * total, 0, 3)),
        parts=tuple(Part(key, words.BAD_LOANS_PARTS[key], value) for key, value in parts.items()),
        assumptions=(words.STYLISED_ANNUAL,),
    )  # fmt: skip


QUESTIONS: dict[str, Answer] = {
    "bad loans": answer_bad_loans,
    "capital": answer_capital,
    "stress test": answer_stress,
    "exposures": answer_exposures,
    "severity": answer_severity,
    "growth at risk": answer_growth_at_risk,
    "crisis warning": answer_crisis,
}
