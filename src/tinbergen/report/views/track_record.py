"""A track record: errors beside those of rivals, bands beside outturns, and what is bad in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.record import EventScore, RivalScore, TrackRecord, TrackScore
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.document import Block, Document, Section
from tinbergen.report.views import plan_record
from tinbergen.report.views.context import Context

_TITLE = Text("Track record: {title}", "预测成绩：{title}")
_LEAD = {
    True: Text(
        "Forecasts from {first} to {last}, each on what was known at the time, with members and "
        "weights fixed beforehand.",
        "{first}至{last}的预测，每次只用当时所知的数据，成员与权重事先确定。",
    ),
    False: Text(
        "Forecasts from {first} to {last} on final figures, which those dates did not have: "
        "revisions are seen in advance.",
        "{first}至{last}的预测，使用最终数据，而当时并无此数据：修订被预先看到。",
    ),
}
_SECTIONS = {
    "bad": Text("What is bad in it", "不足之处"),
    "errors": Text("Errors", "误差"),
    "bands": Text("Bands and densities", "区间与分布"),
    "recession": Text("Recessions", "衰退"),
}
_COLUMNS = {
    "variable": Text("Variable", "变量"),
    "horizon": Text("Quarter", "季度"),
    "n": Text("n", "n"),
    "outlook": Text("Outlook", "展望"),
    "both": Text("with {name}", "与{name}合并"),
    "bias": Text("Bias", "偏差"),
    "90": Text("In the 90% band", "落入90%区间"),
    "50": Text("In the 50% band", "落入50%区间"),
    "crps": Text("CRPS", "CRPS"),
    "relative": Text("of {name}'s", "相对{name}"),
    "origins": Text("Origins", "起点"),
    "auroc": Text("AUROC", "AUROC"),
    "brier": Text("Brier", "Brier"),
    "share": Text("Brier of the share known", "已知比例的Brier"),
    "episodes": Text("Recessions", "衰退次数"),
}
_ERRORS = Text("Root mean squared errors, {sample}", "均方根误差，{sample}")
_ERRORS_NOTE = Text(
    "Quarter 0 is that of the origin; 4q is growth over four quarters. Of others on the dates that "
    "they have.",
    "季度0为起点所在季度；4q为四个季度的增长。其他预测者取其所有的日期。",
)
_GAPS = Text(
    "Mean squared error against rivals, percent, {sample}", "均方误差与他者之比，百分比，{sample}"
)
_GAPS_NOTE = Text(
    "Below zero the outlook is better; in brackets the 95% interval of Diebold and Mariano's test.",
    "负值表示展望较优；括号内为Diebold–Mariano检验的95%区间。",
)
_COMBINED = Text(
    "Root mean squared errors combined with others, {sample}",
    "与其他预测合并的均方根误差，{sample}",
)
_COMBINED_NOTE = Text(
    "On the dates that both have; combined is the mean of the two, which weigh the same.",
    "取双方均有的日期；合并为二者的简单平均。",
)
_BANDS = Text("Coverage and CRPS, {sample}", "覆盖率与CRPS，{sample}")
_BANDS_NOTE = Text(
    "Bands are quantiles of the outlook's own past errors; the rival's density is normal, as wide "
    "as its own past errors.",
    "区间取自展望自身过去误差的分位数；比较对象的分布为正态，宽度取自其过去误差。",
)
_EVENTS = Text("A recession within {horizon} quarters", "{horizon}个季度内出现衰退")
_SPAN = Text("{first} to {last}", "{first}至{last}")
_NOW = Text(
    "Seen from {origin}, the probability is {probability}%.", "自{origin}看，概率为{probability}%。"
)
_WORSE = Text(
    "Significantly worse than {who}, {sample}: {where}.", "{sample}，显著不如{who}：{where}。"
)
_UNPROVEN = Text(
    "No significant difference from {who}, {sample}: {where}.",
    "{sample}，与{who}无显著差异：{where}。",
)
_COVERAGE = Text(
    "Bands of {level}% held {least} to {most}% of outturns.",
    "{level}%区间包含了{least}%至{most}%的实际值。",
)
_MADE = Text(
    "Written by 'tinbergen track-record {name}'; {software}, data {vintage}, record {id}.",
    "由 'tinbergen track-record {name}' 生成；{software}，数据 {vintage}，成绩 {id}。",
)
_LOST = 0.05


def view(found: TrackRecord, context: Context) -> Document:
    """The record, what is bad in it before all numbers."""
    lead = _LEAD[found.as_known].fill(first=period_text(found.first), last=period_text(found.last))
    of_plans = list(plan_record.bad(found.plans)) if found.plans else []
    sections = [Section(_SECTIONS["bad"], lead, [*_bad(found), *found.caveats, *of_plans])]
    samples = range(len(found.samples))
    errors: list[Block] = [_errors(found, i) for i in samples]
    if not context.brief:
        errors += [_gaps(found, i) for i in samples]
        if any(not rival.benchmark for rival in found.rivals):
            errors += [_combined(found, i) for i in samples]
    sections.append(Section(_SECTIONS["errors"], None, errors, found.provenance.source))
    if not context.brief:
        bands = [_bands(found, i) for i in samples]
        sections.append(Section(_SECTIONS["bands"], None, bands))
    if found.recessions:
        sections.append(_recessions(found))
    if found.plans:
        sections += plan_record.sections(found.plans, context)
    made = _MADE.fill(
        name=f"{found.name} --plans {found.plans.name}" if found.plans else found.name,
        software=found.provenance.software, vintage=found.provenance.vintage,
        id=found.id,
    )  # fmt: skip
    return Document(_TITLE.fill(title=found.title), sections=sections, colophon=made)


def _of(found: TrackRecord, sample: int) -> list[TrackScore]:
    return [s for s in found.scores if s.sample == sample]


def _named(found: TrackRecord, score: TrackScore) -> Text:
    return next(v.title for v in found.variables if v.name == score.variable)


def _rival(score: TrackScore, name: str) -> RivalScore | None:
    return next((r for r in score.rivals if r.name == name), None)


def _head(found: TrackRecord, score: TrackScore) -> list[Cell]:
    return [_named(found, score), score.horizon]


_LABELS = (Column(_COLUMNS["variable"], align="text"), Column(_COLUMNS["horizon"], align="text"))


def _errors(found: TrackRecord, sample: int) -> Table:
    columns = [
        *_LABELS,
        Column(_COLUMNS["n"], decimals=0),
        Column(_COLUMNS["outlook"], decimals=3),
        Column(_COLUMNS["bias"], decimals=2, signed=True),
        *(Column(rival.title, decimals=3) for rival in found.rivals),
    ]
    rows = [
        [
            *_head(found, score), score.n, score.rmse, score.bias,
            *(r.rmse if (r := _rival(score, rival.name)) else None for rival in found.rivals),
        ]
        for score in _of(found, sample)
    ]  # fmt: skip
    title = _ERRORS.fill(sample=found.samples[sample])
    return Table(title, columns, rows, note=_ERRORS_NOTE)


def _gaps(found: TrackRecord, sample: int) -> Table:
    rows = [
        [*_head(found, score), *(_gap(_rival(score, rival.name)) for rival in found.rivals)]
        for score in _of(found, sample)
    ]
    columns = [*_LABELS, *(Column(rival.title) for rival in found.rivals)]
    return Table(_GAPS.fill(sample=found.samples[sample]), columns, rows, note=_GAPS_NOTE)


def _gap(score: RivalScore | None) -> Cell:
    if score is None or score.gap is None or score.lower is None or score.upper is None:
        return None
    whole = score.rmse**2
    gap, low, high = (
        number(100 * v / whole, 0, signed=True) for v in (score.gap, score.lower, score.upper)
    )
    return f"{gap} ({low}, {high})"


def _combined(found: TrackRecord, sample: int) -> Table:
    """Errors of the mean of the outlook and another, beside each alone on the same dates."""
    others = [rival for rival in found.rivals if not rival.benchmark]
    columns = list(_LABELS)
    for rival in others:
        columns += [
            Column(_COLUMNS["outlook"], decimals=3),
            Column(rival.title, decimals=3),
            Column(_COLUMNS["both"].fill(name=rival.title), decimals=3),
        ]
    rows: list[list[Cell]] = []
    for score in _of(found, sample):
        cells: list[Cell] = []
        for rival in others:
            r = _rival(score, rival.name)
            cells += [r.ours, r.rmse, r.combined] if r else [None, None, None]
        rows.append([*_head(found, score), *cells])
    title = _COMBINED.fill(sample=found.samples[sample])
    return Table(title, columns, rows, note=_COMBINED_NOTE)


def _bands(found: TrackRecord, sample: int) -> Table:
    columns = [
        *_LABELS,
        *(Column(_COLUMNS[level], Text("%", "%"), decimals=0) for level in ("90", "50")),
        Column(_COLUMNS["crps"], decimals=3),
        Column(_COLUMNS["relative"].fill(name=found.rivals[0].title), decimals=2),
    ]
    rows: list[list[Cell]] = []
    for score in _of(found, sample):
        shares = [None if c is None else 100 * c for c in (score.coverage90, score.coverage50)]
        ratio = score.crps / score.crps_benchmark if score.crps and score.crps_benchmark else None
        rows.append([*_head(found, score), *shares, score.crps, ratio])
    title = _BANDS.fill(sample=found.samples[sample])
    return Table(title, columns, rows, note=_BANDS_NOTE)


def _recessions(found: TrackRecord) -> Section:
    def row(score: EventScore) -> list[Cell]:
        first, last = period_text(score.first), period_text(score.last)
        return [
            _SPAN.fill(first=first, last=last), score.n, score.auroc, score.brier,
            score.brier_climatology, score.episodes,
        ]  # fmt: skip

    last = found.recessions[-1]
    columns = [
        Column(_COLUMNS["origins"], align="text"),
        Column(_COLUMNS["n"], decimals=0),
        *(Column(_COLUMNS[name], decimals=3) for name in ("auroc", "brier", "share")),
        Column(_COLUMNS["episodes"], decimals=0),
    ]
    rows = [row(score) for score in found.recessions]
    table = Table(_EVENTS.fill(horizon=last.horizon), columns, rows)
    said = _NOW.fill(origin=period_text(last.origin), probability=number(100 * last.probability, 0))
    return Section(_SECTIONS["recession"], said, [table], last.note)


def _bad(found: TrackRecord) -> Iterator[Text]:
    """Rivals that are better, gains that are not proven, bands that miss."""
    for i, rival in enumerate(found.rivals):
        for sample, title in enumerate(found.samples):
            tested = [
                (score, r.gap, r.p_value)
                for score in _of(found, sample)
                if (r := _rival(score, rival.name)) and r.gap is not None and r.p_value is not None
            ]
            worse = [score for score, gap, p in tested if gap > 0 and p < _LOST]
            unproven = [score for score, _, p in tested if p >= _LOST]
            if worse:
                yield _WORSE.fill(who=rival.title, sample=title, where=_where(found, worse))
            if unproven and (i == 0 or not rival.benchmark):
                yield _UNPROVEN.fill(who=rival.title, sample=title, where=_where(found, unproven))
    for level in (90, 50):
        name = f"coverage{level}"
        held = [100 * c for s in found.scores if (c := getattr(s, name)) is not None]
        if held:
            low, high = number(min(held), 0), number(max(held), 0)
            yield _COVERAGE.fill(level=level, least=low, most=high)


def _where(found: TrackRecord, scores: Sequence[TrackScore]) -> Text:
    """Variables with their horizons: "Output growth 0, 1, 4q; Unemployment rate 2"."""
    said = {
        v.title: ", ".join(s.horizon for s in scores if s.variable == v.name)
        for v in found.variables
    }
    parts = [(title, quarters) for title, quarters in said.items() if quarters]
    return Text(
        "; ".join(f"{title.en} {quarters}" for title, quarters in parts),
        "；".join(f"{title.zh} {quarters}" for title, quarters in parts),
    )
