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
    "Of {decided} decisions {overruled} were for another label than the model's.",
    "{decided} 项裁决中有 {overruled} 项与模型不同。",
)
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
    rows: list[tuple[Cell, ...]] = [
        (i.number, i.label, i.chance, _WHY[i.why],
         _DECIDED.fill(label=i.decision.label, by=i.decision.by) if i.decision else _OPEN, i.text)
        for i in found.items
    ]  # fmt: skip
    decided = len(found.items) - len(found.waiting)
    lead = _OVERRULED.fill(decided=decided, overruled=found.overruled) if decided else None
    title = _TITLE.fill(waiting=len(found.waiting), count=len(found.items))
    return Document(title, sections=(Section(title, lead, (Table(None, _COLUMNS, rows),)),))
