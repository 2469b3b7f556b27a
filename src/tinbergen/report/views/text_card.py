"""A language model's card and data sheet, as blocks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from tinbergen.charts.typeset import number
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Cell, Column, Definitions, Table
from tinbergen.report.document import Block, Document, Section
from tinbergen.text.audit.card import Card, DataSheet
from tinbergen.text.audit.gate import Verdict
from tinbergen.text.audit.swaps import Biases
from tinbergen.text.knowledge.invariance import Invariance

_KIND = Text("Card of a language model", "语言模型卡片")
_UNKNOWN = Text("unknown: nobody said", "未知：无人说明")
_HEADS = {
    "scores": Text("How it did", "表现"), "gate": Text("Whether it may be served", "能否提供服务"),
    "sources": Text("By source", "按来源"), "bias": Text("Names swapped", "替换名称"),
    "limits": Text("What speaks against it", "局限"), "data": Text("Data sheet", "数据说明"),
    "model": Text("The model", "模型"),
}  # fmt: skip
_NAMES = {
    "method": Text("Method", "方法"), "encoder": Text("Encoder", "编码器"),
    "made": Text("Made", "制作时间"), "version": Text("Tinbergen", "Tinbergen"),
    "temperature": Text("Temperature", "温度"), "file": Text("Table", "表格"),
    "hash": Text("SHA-256 of it", "其 SHA-256"), "licence": Text("Licence", "许可"),
    "origin": Text("Origin", "来历"), "labels": Text("Labels", "标签"),
    "split": Text("Split by", "划分方式"),
    "agreement": Text("Annotators agree (alpha)", "标注一致性（α）"),
    "repeats": Text("Texts on both sides of the split", "划分两边皆有的文字"),
    "dropped": Text("Rows dropped from training for it", "因此从训练剔除的行"),
    "leakage": Text("Share of test texts still in training", "测试文字仍在训练中的比例"),
    "dates": Text("Dates", "日期"), "sources": Text("Sources", "来源"),
    "languages": Text("Languages", "语言"),
    "unlabelled": Text("Rows without a label", "无标签的行"),
    "characters": Text("Characters of a text: median, most", "每段字符数：中位、最多"),
    "harm": Text("Texts with words that insult or threaten", "含侮辱或威胁词语的文字"),
    "training": Text("Training", "训练"),
    "ways": Text("Few labels, robustness", "少量标签与稳健性"),
}  # fmt: skip
_SCORES = Text(
    "On {rows} test rows: weighted F1 {f1}, standard error {error} over which rows were asked (not "
    "over which were trained on, nor over the training's random numbers); always saying the "
    "commonest label reaches {majority}. Accuracy {accuracy}, macro F1 {macro}, expected "
    "calibration error {calibration}, Brier score {brier}, log loss {loss}.",
    "在 {rows} 行测试数据上：加权 F1 为 {f1}，标准误 {error}"
    "（只涉及测试行的抽取，不含训练行的抽取和训练的随机性）；"
    "总答最常见标签可得 {majority}。准确率 {accuracy}，宏 F1 {macro}，期望校准误差 {calibration}，"
    "布里尔分数 {brier}，对数损失 {loss}。",
)  # fmt: skip
_LABEL = Column(Text("Label", "标签"), align="text")
_ROWS = Column(Text("Rows", "行数"), decimals=0)
_THREE = (
    Column(Text("Precision", "精确率"), decimals=3), Column(Text("Recall", "召回率"), decimals=3),
    Column(Text("F1", "F1"), decimals=3),
)  # fmt: skip
_QUESTIONS = {
    "f1": Text("weighted F1, at least", "加权 F1，至少"),
    "calibration": Text("calibration error, at most", "校准误差，至多"),
    "robustness": Text("labels that survive typing errors and the like, at least",
                       "经受打字错误等的标签比例，至少"),
    "bias": Text("labels that move when names are swapped, at most", "替换名称后变动的标签，至多"),
    "leakage": Text("test texts that stand in training, at most", "测试文字出现在训练中，至多"),
}  # fmt: skip
_GATE = (
    Column(Text("Asked", "要求"), align="text"), Column(Text("Threshold", "门槛"), decimals=3),
    Column(Text("Measured", "测得"), decimals=3), Column(Text("Verdict", "裁定"), align="text"),
)  # fmt: skip
_PASSED, _FAILED = Text("passed", "通过"), Text("failed", "未通过")
_UNMEASURED = Text("not measured", "未测量")
_MAY = Text("It may be served.", "可以提供服务。")
_MAY_NOT = Text("It may not be served.", "不得提供服务。")
_NOT_ASKED = Text(
    "Its experiment asks nothing of it: any score passes.", "其实验没有任何要求：任何得分都会通过。"
)
_KINDS = {
    "country": Text("countries", "国家"), "bank": Text("central banks", "央行"),
    "party": Text("parties", "政党"), "gender": Text("genders", "性别"),
}  # fmt: skip
_BIAS = (
    Column(Text("Names of", "名称类别"), align="text"), Column(Text("Texts", "文字数"), decimals=0),
    Column(Text("Swaps", "替换数"), decimals=0),
    Column(Text("Labels moved", "标签变动"), Text("%", "%")),
    Column(Text("95% interval", "95% 区间"), align="text"),
    Column(Text("Asked of", "文字来自"), align="text"),
)  # fmt: skip
_OWN, _FRAMES = Text("the test", "测试集"), Text("made sentences", "自拟句子")
_COVERS = Text(
    "Intervals are Wilson's with each text one draw: they cover which texts were asked, not which "
    "names.",
    "区间为 Wilson 区间，每段文字计一次抽取：只涉及文字的抽取，不涉及名称的选取。",
)
_NO_SWAPS = Text(
    "Names were not swapped; 'tinbergen text audit' does so.",
    "尚未替换名称；可运行 tinbergen text audit。",
)
_SOURCE = (
    Column(Text("Source", "来源"), align="text"), _ROWS,
    Column(Text("Accuracy", "准确率"), decimals=3),
    Column(Text("95% interval", "95% 区间"), align="text"),
    Column(Text("Weighted F1", "加权 F1"), decimals=3),
)  # fmt: skip
_ALIKE = Text(
    "If all sources were alike, accuracies as unlike as these had a chance of {chance} (Pearson's "
    "chi squared {statistic}, {freedom} degrees of freedom).",
    "若各来源无差别，准确率差异如此之大的概率为 {chance}"
    "（皮尔逊卡方 {statistic}，自由度 {freedom}）。",
)
_LIMITS = {
    "skill": Text("It is within two standard errors of always saying the commonest label.",
                  "与总答最常见标签的差距在两个标准误之内。"),
    "few": Text("With {rows} test rows its F1 is known within {twice} either way (95 percent, over "
                "which rows were asked).",
                "测试共 {rows} 行，F1 的误差在上下 {twice} 之内（95%，只涉及测试行的抽取）。"),
    "rare": Text("Of '{label}' only {rows} test rows were asked.", "“{label}”只有 {rows} 行测试。"),
    "random": Text("Rows were drawn at random: nothing is known of later dates or other sources.",
                   "行是随机抽取的：对以后的时期或其他来源一无所知。"),
    "leak": Text("Texts of the test stand in training: scores flatter.",
                 "测试文字出现在训练中：得分偏高。"),
    "unread": Text("Whether it has read the texts that it was asked is not known: its folder does "
                   "not say what it learned from.",
                   "是否读过所问文字未知：其文件夹未说明由哪些文字学成。"),
    "other": Text("It was asked rows of another experiment than it learned from; the data sheet is "
                  "of those.", "所问并非其学习所用实验的行；数据说明指的是所问的表格。"),
    "beside": Text("It learned from {files} too, of which the data sheet says nothing.",
                   "它还学习了 {files}，数据说明未述及。"),
    "nc": Text("The labels' licence ({licence}) restricts commercial use: ask before the model is "
               "used otherwise.", "标签的许可（{licence}）限制商业用途：作他用前请先征询。"),
    "licence": Text("Nobody said under which licence the labels stand.", "无人说明标签的许可。"),
    "agreement": Text("How far annotators agree is unknown.", "标注者的一致程度未知。"),
    "probability": Text("Chances were calibrated on {rows} rows like these; on other texts they "
                        "may be wrong.", "概率依 {rows} 行同类文字校准；对其他文字可能不准。"),
    "one": Text("One training, one seed: how much another would differ is not known.",
                "只训练了一次、一个随机种子：重训会有多大差别未知。"),
}  # fmt: skip
_SIDES = {
    "train": Text("Training", "训练"), "validation": Text("Validation", "验证"),
    "test": Text("Test", "测试"),
}  # fmt: skip
#: What an experiment may name beside its table, to learn from.
_BESIDE = ("few.unlabelled", "few.teacher.table", "few.teacher.model")
#: Test rows of a label below which its scores are called thin.
_THIN = 30


def card_view(card: Card, verdicts: tuple[Verdict, ...]) -> Document:
    """The page; it stands in the model's folder in both languages."""
    sections = [
        Section(_HEADS["gate"], _may(verdicts), tuple(_gate(verdicts))),
        Section(_HEADS["scores"], _scored(card), (_labels(card),)),
        Section(_HEADS["limits"], None, tuple(_limits(card))),
        Section(_HEADS["bias"], None, tuple(_biases(card.biases))),
    ]
    if card.sources is not None:
        sections.append(Section(_HEADS["sources"], None, tuple(_sources(card.sources))))
    sections.append(Section(_HEADS["model"], None, (Definitions(_model(card)),)))
    sections.append(Section(_HEADS["data"], None, tuple(_sheet(card.sheet))))
    return Document(Text(card.title, card.title), kind=_KIND, sections=tuple(sections))


def _may(verdicts: tuple[Verdict, ...]) -> Text:
    if not verdicts:
        return _NOT_ASKED
    return _MAY if all(v.passed for v in verdicts) else _MAY_NOT


def _gate(verdicts: tuple[Verdict, ...]) -> Iterator[Block]:
    rows = [
        (_QUESTIONS[v.name], v.threshold, v.value,
         _PASSED if v.passed else _UNMEASURED if v.value is None else _FAILED)
        for v in verdicts
    ]  # fmt: skip
    if rows:
        yield Table(None, _GATE, rows)


def _scored(card: Card) -> Text:
    s = card.scores
    return _SCORES.fill(
        rows=s.rows, f1=number(s.weighted_f1, 3), error=number(s.error, 3),
        majority=number(card.majority, 3), accuracy=number(s.accuracy, 3),
        macro=number(s.macro_f1, 3), calibration=number(s.calibration, 3),
        brier=number(s.brier, 3), loss=number(s.log_loss, 3),
    )  # fmt: skip


def _labels(card: Card) -> Table:
    rows = [
        (str(name), float(r["precision"]), float(r["recall"]), float(r["f1"]), int(r["rows"]))
        for name, r in card.scores.to_frame().iterrows()
    ]
    return Table(None, (_LABEL, *_THREE, _ROWS), rows)


def _limits(card: Card) -> Iterator[Text]:
    sheet, scores = card.sheet, card.scores
    if not card.skilled:
        yield _LIMITS["skill"]
    yield _LIMITS["few"].fill(twice=number(2 * scores.error, 3), rows=scores.rows)
    for label, rows in sheet.sides["test"].items():
        if rows < _THIN:
            yield _LIMITS["rare"].fill(label=label, rows=rows)
    if sheet.split == "random":
        yield _LIMITS["random"]
    if not card.own:
        yield _LIMITS["other"]
    named = (card.ways.get(name) for name in _BESIDE)
    if others := ", ".join(str(each) for each in named if each):
        yield _LIMITS["beside"].fill(files=others)
    if math.isnan(sheet.leakage):
        yield _LIMITS["unread"]
    elif sheet.leakage:
        yield _LIMITS["leak"]
    if sheet.licence is None:
        yield _LIMITS["licence"]
    elif "NC" in sheet.licence.upper().replace("-", " ").split():
        yield _LIMITS["nc"].fill(licence=sheet.licence)
    if sheet.agreement is None:
        yield _LIMITS["agreement"]
    if card.own:
        yield _LIMITS["probability"].fill(rows=card.calibrated_on)
    yield _LIMITS["one"]


def _biases(found: Biases | None) -> Iterator[Block]:
    if found is None:
        yield Callout(_NO_SWAPS)
        return
    rows = [
        (_KINDS[k.name], k.texts, k.swaps, 100 * k.share,
         f"{number(100 * k.lower, 1)}–{number(100 * k.upper, 1)}", _OWN if k.own else _FRAMES)
        for k in found.kinds
    ]  # fmt: skip
    yield Table(None, _BIAS, rows, note=_COVERS)


def _sources(found: Invariance) -> Iterator[Block]:
    rows = [
        (s.source, s.rows, s.accuracy, f"{number(s.lower, 3)}–{number(s.upper, 3)}", s.weighted_f1)
        for s in found.sources
    ]
    note = None
    if found.chance == found.chance:
        note = _ALIKE.fill(chance=number(found.chance, 3), freedom=found.freedom,
                           statistic=number(found.statistic, 1))  # fmt: skip
    yield Table(None, _SOURCE, rows, note=note)


def _model(card: Card) -> list[tuple[Text, Cell]]:
    training = ", ".join(f"{name} {value}" for name, value in card.training.items())
    found: list[tuple[Text, Cell]] = [
        (_NAMES["method"], card.method), (_NAMES["encoder"], card.encoder),
        (_NAMES["temperature"], number(card.temperature, 3)), (_NAMES["version"], card.version),
        (_NAMES["made"], card.made or _UNKNOWN),
    ]  # fmt: skip
    if training:
        found.append((_NAMES["training"], training))
    if card.ways:
        ways = ", ".join(f"{name} {value}" for name, value in card.ways.items())
        found.append((_NAMES["ways"], ways))
    return found


def _sheet(sheet: DataSheet) -> Iterator[Block]:
    dates = "–".join(sheet.dates) if sheet.dates else _UNKNOWN
    agreed = _UNKNOWN if sheet.agreement is None else number(sheet.agreement, 3)
    yield Definitions([
        (_NAMES["file"], sheet.file), (_NAMES["hash"], sheet.sha256),
        (_NAMES["licence"], sheet.licence or _UNKNOWN),
        (_NAMES["origin"], sheet.origin or _UNKNOWN),
        (_NAMES["labels"], ", ".join(sheet.labels)), (_NAMES["agreement"], agreed),
        (_NAMES["dates"], dates), (_NAMES["sources"], _counted(sheet.sources)),
        (_NAMES["languages"], _counted(sheet.languages)), (_NAMES["split"], sheet.split),
        (_NAMES["repeats"], sheet.repeats), (_NAMES["dropped"], sheet.dropped),
        (_NAMES["leakage"], _UNKNOWN if math.isnan(sheet.leakage) else number(sheet.leakage, 3)),
        (_NAMES["unlabelled"], sheet.unlabelled),
        (_NAMES["characters"], ", ".join(str(n) for n in sheet.characters)),
        (_NAMES["harm"], _counted(sheet.harm)),
    ])  # fmt: skip
    sides = list(sheet.sides)
    columns = [Column(_SIDES[side], decimals=0) for side in sides]
    rows: list[tuple[Cell, ...]] = [
        (label, *(sheet.sides[s][label] for s in sides)) for label in sheet.labels
    ]
    yield Table(None, (_LABEL, *columns), rows)


def _counted(counts: Mapping[str, int]) -> Text | str:
    return ", ".join(f"{name or '–'} {many}" for name, many in counts.items()) or _UNKNOWN
