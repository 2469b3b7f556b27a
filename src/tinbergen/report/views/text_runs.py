"""Trainings side by side, as blocks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Line
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.document import Block, Document, Section
from tinbergen.text.tracking.store import RunRecord

_KIND = Text("Trainings of language models", "语言模型训练")
_TITLE = Text("{count} trainings, {finished} finished", "{count} 次训练，完成 {finished} 次")
_HEADS = {
    "runs": Text("What came of them", "结果"), "curves": Text("How they went", "过程"),
    "asked": Text("In what they differ", "差别"), "files": Text("What they wrote", "所写文件"),
}  # fmt: skip
_RUN = Column(Text("Run", "运行"), align="text", wrap="keep")
_STATE = Column(Text("State", "状态"), align="text")
_EPOCHS = Column(Text("Epochs", "轮数"), decimals=0)
_DONE, _OPEN = Text("finished", "完成"), Text("unfinished", "未完成")
_METRICS = {
    "weighted_f1": Text("Weighted F1", "加权 F1"), "standard_error": Text("Std. error", "标准误"),
    "accuracy": Text("Accuracy", "准确率"), "calibration_error": Text("Calibration", "校准误差"),
}  # fmt: skip
_NOTE = Text(
    "Standard errors cover which test rows were asked, not training. Runs whose 'data' differ may "
    "have been asked other rows: they are not told apart below about three standard errors (twice "
    "the square root of two). Runs asked the same rows are compared better row by row.",
    "标准误只涉及测试行的抽取，不含训练。data 不同的运行所问的行可能不同："
    "相差不足约三倍标准误（二倍根号二）者不可区分。所问相同的运行，逐行比较更准。",
)
_CURVES = {
    "loss": (Text("Loss of training by epoch", "各轮训练损失"), Text("loss", "损失")),
    "score": (Text("Weighted F1 of the validation rows by epoch", "各轮验证加权 F1"),
              Text("F1", "F1")),
}  # fmt: skip
_EPOCH = Text("epoch", "轮")
_SAME = Text("All that was asked of them is the same.", "各次所问完全相同。")
_PARAMETER = Column(Text("Parameter", "参数"), align="text")
_FILE = Column(Text("File", "文件"), align="text")
_HASH = Column(Text("SHA-256", "SHA-256"), align="text", detail=True)
#: Runs that stand beside each other in curves and columns: the last ones.
_MOST = 6
#: Digits of a hash that are shown.
_DIGITS = 12


def runs_view(records: Sequence[RunRecord]) -> Document:
    """The page; the latest run comes first."""
    latest = list(reversed(records))
    finished = sum(r.finished for r in records)
    sections = [Section(_HEADS["runs"], None, (_outcomes(latest),))]
    curves = tuple(_curves(latest[:_MOST]))
    if curves:
        sections.append(Section(_HEADS["curves"], None, curves))
    sections.append(Section(_HEADS["asked"], None, (_differences(latest[:_MOST]),)))
    files = [(r.id, name, digest[:_DIGITS]) for r in latest for name, digest in r.artefacts.items()]
    if files:
        table = Table(None, (_RUN, _FILE, _HASH), files)
        sections.append(Section(_HEADS["files"], None, (table,)))
    title = _TITLE.fill(count=len(records), finished=finished)
    return Document(title, kind=_KIND, sections=tuple(sections))


def _outcomes(records: Sequence[RunRecord]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (r.id, _DONE if r.finished else _OPEN, len(r.epochs),
         *(r.metrics.get(name, math.nan) for name in _METRICS))
        for r in records
    ]  # fmt: skip
    metrics = [Column(name, decimals=3) for name in _METRICS.values()]
    return Table(None, (_RUN, _STATE, _EPOCHS, *metrics), rows, note=_NOTE)


def _curves(records: Sequence[RunRecord]) -> Iterator[Block]:
    for name, (title, unit) in _CURVES.items():
        told = [r for r in records
                if any(math.isfinite(epoch.get(name, math.nan)) for epoch in r.epochs)]  # fmt: skip
        if not told:
            continue
        longest = max(len(r.epochs) for r in told)
        lines = [
            Line(Text(r.id, r.id),
                 [r.epochs[i].get(name, math.nan) if i < len(r.epochs) else math.nan
                  for i in range(longest)])
            for r in told
        ]  # fmt: skip
        yield Chart(title, range(1, longest + 1), lines, unit=unit, x_label=_EPOCH)


def _differences(records: Sequence[RunRecord]) -> Block:
    names = sorted({name for r in records for name in r.parameters})
    rows: list[tuple[Cell, ...]] = []
    for name in names:
        said = [_said(r, name) for r in records]
        if len(set(said)) > 1:
            rows.append((name, *said))
    if not rows:
        return _SAME
    columns = [Column(Text(r.id, r.id), align="text") for r in records]
    return Table(None, (_PARAMETER, *columns), rows)


def _said(record: RunRecord, name: str) -> str:
    value = record.parameters.get(name)
    return "–" if value is None else str(value)
