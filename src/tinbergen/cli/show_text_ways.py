"""Robustness, periods and texts to label, in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinbergen.app.results_text_ways import (
    TextAsked,
    TextContinual,
    TextRobustness,
    TextTaken,
)
from tinbergen.charts.typeset import number
from tinbergen.cli.show import QUIET, left, put, right
from tinbergen.core.errors import Language
from tinbergen.core.text import Text, clean

if TYPE_CHECKING:
    from rich.console import Console

_KINDS = {
    "typos": Text("typing errors", "拼写错误"), "capitals": Text("capitals", "大小写"),
    "numbers": Text("other numbers", "改换数字"), "paraphrase": Text("synonyms", "同义词"),
    "long": Text("a long text", "加长文字"), "negation": Text("negation", "否定"),
    "opposites": Text("opposite words", "反义词"), "entities": Text("other names", "改换名称"),
    "counterfactual": Text("turned round", "变为反面"),
}  # fmt: skip
_MUST = {
    "keep": Text("keep", "不变"), "move": Text("move", "改变"),
    "turn": Text("be the opposite", "变为相反"),
}  # fmt: skip
_HEADS = {
    "change": Text("change", "改写"), "must": Text("the label must", "标签应"),
    "share": Text("share that does", "符合比例"), "interval": Text("95 percent", "95% 区间"),
    "rows": Text("rows", "行数"), "period": Text("period", "时期"),
    "learned": Text("learned", "已学习"), "train": Text("to learn from", "学习行"),
    "asked": Text("asked", "测试行"), "after": Text("after", "学完"),
    "shift": Text("shift", "偏移"), "stability": Text("stability index", "稳定性指数"),
}  # fmt: skip
_YES, _NO, _NONE = Text("yes", "是"), Text("no", "否"), Text("not measured", "未测")
_KEPT = Text(
    "{share} percent of labels survive the changes that must keep them, on {rows} test rows; "
    "intervals cover which rows are asked.",
    "在 {rows} 个测试行上，应保持不变的改写中有 {share}% 的标签不变；区间只涉及测试行的抽取。",
)
_CALIBRATED = Text(
    "Calibration error {raw} before and {after} after the temperature.",
    "温度校准前后的校准误差：{raw}、{after}。",
)
_SELECTIVE = Text(
    "Where its chance reaches {threshold} (chosen on validation rows for at most {asked} percent "
    "wrong) it answers {coverage} percent of the test rows; {risk} percent of those wrongly (95 "
    "percent: {low} to {high}, over which rows are asked). Mean risk over coverage {area}.",
    "概率达到 {threshold}（按验证行至多错 {asked}% 选定）时，模型回答 {coverage}% 的测试行，其中 "
    "{risk}% 有误（95% 区间 {low}–{high}，只涉及测试行的抽取）。风险–覆盖曲线的平均风险为 {area}。",
)
_SILENT = Text(
    "No threshold keeps its errors at {asked} percent on the validation rows, or none of the test "
    "rows reaches it: it answers nothing. Mean risk over coverage {area}.",
    "没有阈值能使验证行的错误率不超过 {asked}%，或测试行均未达到：模型一概不答。"
    "风险–覆盖曲线的平均风险为 {area}。",
)
_FOREIGN = Text(
    "Of {rows} texts that it should not know: told apart with an AUROC of {energy} by energy, "
    "{distance} by distance (one half tells nothing).",
    "对 {rows} 段不应认识的文字，区分的 AUROC：按能量 {energy}，按距离 {distance}"
    "（0.5 为毫无区分）。",
)
_NO_FOREIGN = Text(
    "Texts from elsewhere were not asked: name a table under 'robust: out_of_domain'.",
    "未检验领域外文字：可在 robust: out_of_domain 中指定表格。",
)
_ENSEMBLE = Text(
    "Averaged with the others: weighted F1 {joined}, alone {alone}.",
    "与其他模型平均：加权 F1 {joined}，单独 {alone}。",
)
_TRANSFER = Text(
    "At the end {last} on average over all periods; earlier ones changed by {backward} since they "
    "were learned; periods not yet learned had {forward}. Scores are weighted F1 of the rows "
    "asked, of one training and without intervals: with few rows they move by chance.",
    "最终各期平均 {last}；较早时期自学完后变化 {backward}；尚未学习的时期平均 {forward}。"
    "得分为测试行的加权 F1，只训练一次，没有区间：行数少时会随机波动。",
)
_NO_GATE = Text(
    "It has no gate yet: 'tinbergen text audit' judges it by an experiment whose test rows it has "
    "not read.",
    "它尚无门槛裁定：请用测试行未被它读过的实验作 tinbergen text audit。",
)
_KEPT_IN = Text("The model stands in {folder}", "模型写在 {folder}")
_ASKED = Text(
    "{asked} of {of} texts ({by}) stand in {file}. Write labels into its column, then give it to "
    "'--take'.",
    "从 {of} 段文字中选出 {asked} 段（{by}），写在 {file}。请在标签列填写后用 --take 收回。",
)
_TAKEN = Text(
    "{taken} answers taken, {blank} left blank; {rows} rows stand in {file}. Name it under "
    "'data: table'.",
    "收回 {taken} 个答案，{blank} 个空白；{file} 共 {rows} 行，可在 data: table 中指明。",
)


def _percent(value: float) -> str:
    return number(100 * value, 1)


def show_robustness(screen: Console, lang: Language, found: TextRobustness) -> None:
    columns = [left(_HEADS["change"]), left(_HEADS["must"]), right(_HEADS["share"]),
               right(_HEADS["interval"]), right(_HEADS["rows"])]  # fmt: skip
    rows = []
    for change in found.changes:
        told, range_ = _NONE(lang), "–"
        if change.share is not None and change.low is not None and change.high is not None:
            told = number(change.share, 3)
            range_ = f"{number(change.low, 2)}–{number(change.high, 2)}"
        kind, must = _KINDS[change.kind](lang), _MUST[change.must](lang)
        rows.append([kind, must, told, range_, str(change.rows)])
    put(screen, lang, columns, iter(rows))
    if found.kept is not None:
        screen.print(_KEPT.fill(share=_percent(found.kept), rows=found.rows)(lang))
    raw, after = number(found.calibration_raw, 3), number(found.calibration, 3)
    screen.print(_CALIBRATED.fill(raw=raw, after=after)(lang))
    s = found.selective
    asked, area = _percent(s.asked_risk), number(s.area, 3)
    if s.risk is None:
        screen.print(_SILENT.fill(asked=asked, area=area)(lang))
    else:
        screen.print(_SELECTIVE.fill(
            threshold=number(s.threshold, 2), asked=asked, coverage=_percent(s.coverage),
            risk=_percent(s.risk), low=_percent(s.low), high=_percent(s.high), area=area,
        )(lang))  # fmt: skip
    if found.foreign is None:
        screen.print(_NO_FOREIGN(lang), style=QUIET)
    else:
        other = found.foreign
        screen.print(_FOREIGN.fill(
            rows=other.rows, energy=number(other.energy, 3), distance=number(other.distance, 3),
        )(lang))  # fmt: skip
    if found.ensemble_f1 is not None:
        joined, alone = number(found.ensemble_f1, 3), number(found.weighted_f1, 3)
        screen.print(_ENSEMBLE.fill(joined=joined, alone=alone)(lang))


def show_continual(screen: Console, lang: Language, found: TextContinual) -> None:
    columns = [left(_HEADS["period"]), right(_HEADS["train"]), right(_HEADS["asked"]),
               right(_HEADS["stability"]),
               left(_HEADS["shift"]), left(_HEADS["learned"])]  # fmt: skip

    def said(value: bool | None) -> str:
        return "–" if value is None else (_YES if value else _NO)(lang)

    rows = (
        [clean(p.name), str(p.train), str(p.test),
         "–" if p.stability is None else number(p.stability, 2), said(p.shifted), said(p.learned)]
        for p in found.periods
    )  # fmt: skip
    put(screen, lang, columns, rows)
    names = [clean(p.name) for p in found.periods]
    heads = [left(_HEADS["after"]), *(right(Text(name, name)) for name in names)]
    cells = (
        [name, *(number(value, 3) for value in row)]
        for name, row in zip(names, found.matrix, strict=True)
    )
    put(screen, lang, heads, cells)
    screen.print(_TRANSFER.fill(
        last=number(found.last, 3), backward=number(found.backward, 3),
        forward=number(found.forward, 3),
    )(lang))  # fmt: skip
    screen.print(_KEPT_IN.fill(folder=found.folder)(lang), style=QUIET)
    screen.print(_NO_GATE(lang), style=QUIET)


def show_active(screen: Console, lang: Language, found: TextAsked | TextTaken) -> None:
    if isinstance(found, TextTaken):
        screen.print(_TAKEN.fill(
            taken=found.taken, blank=found.blank, rows=found.rows, file=clean(found.file),
        )(lang))  # fmt: skip
        return
    screen.print(_ASKED.fill(
        asked=found.asked, of=found.of, by=found.by, file=clean(found.file),
    )(lang))  # fmt: skip
    for name, many in found.guesses.items():
        screen.print(f"  {clean(name)}: {many}", style=QUIET)
