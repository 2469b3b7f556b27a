"""Texts that people decide on, as blocks."""

from __future__ import annotations

from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.document import Document, Section
from tinbergen.text.audit.review import Reviews

_TITLE = Text(
    "{waiting} of {count} texts wait for a decision", "{count} 段文字中有 {waiting} 段待裁决"
)
_OVERRULED = Text(
    "Decisions: {decided}, {overruled} of them for another label than the model's.",
    "已裁决 {decided} 项，其中 {overruled} 项与模型不同。",
)
_SOME = Text(
    "{shown} of {count} texts are shown: the first that wait, the last decided by number; --json "
    "lists all.",
    "共 {count} 段，只显示 {shown} 段：最先待裁决者与编号最大的已裁决者；--json 列出全部。",
)
#: Texts shown that wait, and that were decided.
_WAITING, _DONE = 30, 10
_COLUMNS = (
    Column(Text("No.", "编号"), decimals=0),
    Column(Text("Model says", "模型判断"), align="text"),
    Column(Text("Chance", "概率"), decimals=2),
    Column(Text("Why asked", "缘由"), align="text"),
    Column(Text("Decided", "裁决"), align="text"),
    Column(Text("Text", "文字"), align="text"),
)
_WHY = {"unsure": Text("unsure", "把握不足"), "moved": Text("moves with names", "随名称变动")}
_DECIDED = Text("{label} ({by})", "{label}（{by}）")
_OPEN = Text("waits", "待定")


def review_view(found: Reviews) -> Document:
    """What waits and what was decided."""
    done = [i for i in found.items if i.decision is not None]
    numbers = {i.number for i in (*found.waiting[:_WAITING], *done[-_DONE:])}
    rows: list[tuple[Cell, ...]] = [
        (i.number, i.label, i.chance, _WHY[i.why],
         _DECIDED.fill(label=i.decision.label, by=i.decision.by) if i.decision else _OPEN, i.text)
        for i in found.items if i.number in numbers
    ]  # fmt: skip
    lead = _OVERRULED.fill(decided=len(done), overruled=found.overruled) if done else None
    note = None
    if len(rows) < len(found.items):
        note = _SOME.fill(shown=len(rows), count=len(found.items))
    title = _TITLE.fill(waiting=len(found.waiting), count=len(found.items))
    return Document(
        title, sections=(Section(title, lead, (Table(None, _COLUMNS, rows, note=note),)),)
    )
