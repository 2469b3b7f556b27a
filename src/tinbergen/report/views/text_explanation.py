"""Why a model says what it says of texts, as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tinbergen.charts.tokens import Tokens
from tinbergen.charts.typeset import number
from tinbergen.core.text import Text
from tinbergen.report.blocks import Column, Table
from tinbergen.report.document import Block, Document, Section
from tinbergen.text.explain.gradients import Attribution
from tinbergen.text.explain.neighbours import Neighbours
from tinbergen.text.explain.occlusion import Occlusion
from tinbergen.text.explain.spans import gaps_of

_KIND = Text("Explanation of a language model", "语言模型的解释")
_TITLE = Text("Why {model} says so", "{model} 为何如此判断")
_SAYS = Text("'{label}', with a chance of {chance}", "“{label}”，概率 {chance}")
_ADDS = Text("What each word adds to the logit", "各词对对数几率的贡献")
_TAKEN = Text("How far the chance falls when a word is taken out", "去掉某词后概率的下降")
_LOGIT = Text("logit", "对数几率")
_POINTS = Text("percentage points", "百分点")
_SUM = Text(
    "Contributions sum to {sum}; the logit differs from that of an empty text by {difference}. "
    "What is missing, {gap}, is the error of the numerical integral ({steps} points).",
    "各贡献之和为 {sum}；对数几率与空文本之差为 {difference}。"
    "所差 {gap} 为数值积分误差（{steps} 点）。",
)
_EXACT = Text(
    "The model is linear in words: contributions sum exactly to the difference of the logit from "
    "that of an empty text, {difference}.",
    "模型对词语是线性的：各贡献之和恰为对数几率与空文本之差 {difference}。",
)
_NONE = Text(
    "The model has no gradients: it is a graph that was made smaller, or stands on frozen vectors. "
    "What a word adds to the logit is unknown; what is told is what happens without it.",
    "该模型没有梯度：它是压缩后的计算图，或以冻结的文本向量为基础。各词对对数几率的贡献未知，"
    "所示为去掉该词后的变化。",
)
_CUT = Text(
    "Only the first {read} characters were read; the model takes no longer text.",
    "只读了前 {read} 个字符；模型不接受更长的文字。",
)
_NOTE = Text(
    "Contributions say what this model's number rests on; they do not say what is true of the "
    "economy.",
    "贡献只说明模型的数字以何为据，不说明经济事实。",
)
_LIKE = Text("Texts of training that the model finds most like it", "训练中模型认为最相近的文字")
_COLUMNS = (
    Column(Text("Cosine", "余弦"), decimals=2),
    Column(Text("Label", "标签"), align="text"),
    Column(Text("Text", "文字"), align="text"),
)
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Explained:
    """What was found of one text; ``gradients`` are None of a model without any, ``neighbours``
    where no table was given."""

    chance: float
    gradients: Attribution | None
    occlusion: Occlusion
    neighbours: Neighbours | None


def explanation(model: str, found: Sequence[Explained]) -> Document:
    """A section a text."""
    sections = tuple(
        Section(
            _SAYS.fill(label=each.occlusion.label, chance=number(each.chance, 2)),
            None, tuple(_blocks(each)),
        )
        for each in found
    )  # fmt: skip
    return Document(_TITLE.fill(model=model), kind=_KIND, sections=sections, colophon=_NOTE)


def _blocks(each: Explained) -> Iterator[Block]:
    own, out = each.gradients, each.occlusion
    words, gaps = [span.text for span in out.spans], gaps_of(out.spans)
    if own is None:
        yield _NONE
    else:
        yield Tokens(_ADDS, words, own.values.tolist(), gaps, unit=_LOGIT, note=_completeness(own))
        if own.read < len(own.text):
            yield _CUT.fill(read=own.read)
    yield Tokens(_TAKEN, words, (100 * out.drops).tolist(), gaps, unit=_POINTS)
    if each.neighbours is not None:
        like = each.neighbours
        rows = [
            (value, label, text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
            for value, label, text in zip(like.likeness, like.labels, like.texts, strict=True)
        ]
        yield Table(_LIKE, _COLUMNS, rows)


def _completeness(own: Attribution) -> Text:
    difference = own.logit - own.baseline
    if own.steps == 0:
        return _EXACT.fill(difference=number(difference, 3, signed=True))
    return _SUM.fill(
        sum=number(difference - own.gap, 4, signed=True), gap=number(own.gap, 4),
        difference=number(difference, 4, signed=True), steps=own.steps,
    )  # fmt: skip
