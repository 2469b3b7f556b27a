"""Language models in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinbergen.app.results_text import (
    TextPredictions,
    TextPretraining,
    TextRate,
    TextScores,
    TextTraining,
)
from tinbergen.charts.spark import spark
from tinbergen.charts.typeset import number
from tinbergen.cli.show import QUIET, left, meaning, put, right
from tinbergen.core.errors import Language
from tinbergen.core.text import Text, clean

if TYPE_CHECKING:
    from rich.console import Console

#: Rows of predictions, blocks of a picture.
_ROWS, _BLOCKS = 40, 40

_ROWS_SAID = Text(
    "{train} rows to learn from, {validation} to choose by, {test} asked",
    "{train} 行用于学习，{validation} 行用于选择，{test} 行用于测试",
)
_LABELS = Text(
    "{labels} of the rows to learn from count with their label, the others without",
    "学习行中 {labels} 行计入标签，其余视为无标签",
)
_REPEATS = Text(
    "{count} pairs of texts stood on both sides; {dropped} rows were dropped from training",
    "有 {count} 对文字两边皆有；已从训练中剔除 {dropped} 行",
)
_LEAK = Text(
    "{share} percent of the test's texts stand in training too: its scores flatter",
    "测试文字中有 {share}% 也出现在训练中：得分偏高",
)
_AGREED = Text(
    "annotators agree beyond chance by {alpha} (Krippendorff's alpha)",
    "标注者的一致程度（克里彭多夫 α）为 {alpha}",
)
_TAUGHT = Text(
    "Of {both} training texts that the teacher's table labels too it gives {share} percent the "
    "label that they have.",
    "训练文字中有 {both} 条也见于教师表，其中 {share}% 标签相同。",
)
_SLIPPED = Text(
    "The model learned here is right more often than that: look whether the table's labels stand "
    "beside their own texts.",
    "此处学成的模型正确率更高：请检查该表的标签是否与文字对齐。",
)
_MOVED = Text("{method}: {count} parameters trained", "{method}：训练 {count} 个参数")
_KEPT = Text("The model stands in {folder}", "模型写在 {folder}")
_PASSED = Text(
    "It may be served: it passed what its experiment's 'gate' asks ({asked}). {folder}/card.md "
    "says what speaks against it.",
    "可以提供服务：已通过其实验 gate 的要求（{asked}）。局限见 {folder}/card.zh.md。",
)
_FAILED = Text(
    "It may not be served: of what its experiment's 'gate' asks it did not pass {failed}. "
    "{folder}/card.md says more.",
    "不得提供服务：其实验 gate 的要求中未通过 {failed}。详见 {folder}/card.zh.md。",
)
_MAJORITY = Text(
    "Always saying the commonest label would reach {majority}.", "总答最常见标签可得 {majority}。"
)
_SCORES = Text(
    "weighted F1 {f1} (standard error {error} over which rows are asked), accuracy {accuracy}, "
    "macro F1 {macro}, calibration error {calibration}",
    "加权 F1 {f1}（标准误 {error}，只涉及测试行的抽取），准确率 {accuracy}，宏 F1 {macro}，"
    "校准误差 {calibration}",
)
_NO_GAIN = Text(
    "This is within two standard errors of always saying the commonest label: no skill is shown.",
    "与总答最常见标签的差距在两个标准误之内：未显示出能力。",
)
_RATE = Text(
    "The loss falls fastest at a rate of {rate}; {steps} rates tried, {lowest} to {highest}. "
    "Write it under 'training: learning_rate'.",
    "损失在学习率 {rate} 处下降最快；共试 {steps} 个学习率，自 {lowest} 至 {highest}。"
    "可写入 training: learning_rate。",
)
_READ_ON = Text(
    "Loss of a hidden token on {aside} texts kept aside: {before} before, {after} after "
    "{epochs} epochs on {texts} texts. The encoder stands in {folder}; name it under 'encoder'.",
    "在留出的 {aside} 段文字上，被遮盖词的损失：此前 {before}，读过 {texts} 段文字 {epochs} 轮后 "
    "{after}。"
    "编码器写在 {folder}，可在 encoder 中指明。",
)
_FRESH = Text(
    "The head that guesses started from nothing and is not kept: how much of the fall is the "
    "encoder's is not known. Train on it and on the encoder before, and compare.",
    "猜词的输出层从零学起且不保留：损失下降中有多少属于编码器未知。请分别用新旧编码器训练后比较。",
)
_UNSURE = Text("not known", "不确定")
_MORE = Text("… and {count} more", "……另有 {count} 条")
_HEADS = {
    "label": Text("label", "标签"), "precision": Text("precision", "精确率"),
    "recall": Text("recall", "召回率"), "rows": Text("rows", "行数"), "text": Text("text", "文字"),
    "chance": Text("chance", "概率"), "epoch": Text("epoch", "轮"), "loss": Text("loss", "损失"),
    "score": Text("validation F1", "验证 F1"),
}  # fmt: skip


def show_training(screen: Console, lang: Language, found: TextTraining) -> None:
    screen.print(_ROWS_SAID.fill(**found.rows)(lang))
    if (labels := found.rows.get("labels")) is not None:
        screen.print(_LABELS.fill(labels=labels)(lang))
    if found.repeats:
        dropped = found.rows["dropped"]
        screen.print(_REPEATS.fill(count=found.repeats, dropped=dropped)(lang), style=QUIET)
    if found.leakage:
        screen.print(_LEAK.fill(share=number(100 * found.leakage, 1))(lang))
    if found.agreement is not None:
        screen.print(_AGREED.fill(alpha=number(found.agreement, 2))(lang))
    if found.taught and found.taught_alike is not None:
        share = found.taught_alike / found.taught
        screen.print(_TAUGHT.fill(both=found.taught, share=number(100 * share, 0))(lang))
        if share < found.scores.accuracy:
            screen.print(_SLIPPED(lang))
    screen.print(_MOVED.fill(method=found.method, count=f"{found.parameters:,}")(lang))
    if found.epochs:
        columns = [right(_HEADS[name]) for name in ("epoch", "loss", "score")]
        rows = (
            [str(e.epoch + 1), number(e.loss, 3), "–" if e.score is None else number(e.score, 3)]
            for e in found.epochs
        )
        put(screen, lang, columns, rows)
    show_skill(screen, lang, found.scores, found.majority_f1)
    failed = ", ".join(name for name, passed in found.gate.items() if not passed)
    said = _FAILED if failed else _PASSED
    asked = ", ".join(found.gate) or "–"
    screen.print(said.fill(failed=failed, asked=asked, folder=found.folder)(lang))
    screen.print(_KEPT.fill(folder=found.folder)(lang), style=QUIET)


def show_skill(screen: Console, lang: Language, scores: TextScores, majority: float) -> None:
    show_scores(screen, lang, scores)
    screen.print(_MAJORITY.fill(majority=number(majority, 3))(lang))
    if scores.weighted_f1 - majority < 2 * scores.standard_error:
        screen.print(_NO_GAIN(lang))


def show_scores(screen: Console, lang: Language, scores: TextScores) -> None:
    columns = [left(_HEADS["label"]), right(_HEADS["precision"]), right(_HEADS["recall"]),
               right(Text("F1", "F1")), right(_HEADS["rows"])]  # fmt: skip
    rows = (
        [clean(name), number(s.precision, 3), number(s.recall, 3), number(s.f1, 3), str(s.rows)]
        for name, s in scores.labels.items()
    )
    put(screen, lang, columns, rows)
    screen.print(_SCORES.fill(
        f1=number(scores.weighted_f1, 3), error=number(scores.standard_error, 3),
        accuracy=number(scores.accuracy, 3), macro=number(scores.macro_f1, 3),
        calibration=number(scores.calibration_error, 3),
    )(lang))  # fmt: skip


def show_rate(screen: Console, lang: Language, found: TextRate) -> None:
    screen.print(_RATE.fill(
        rate=f"{found.suggested:.1g}", steps=len(found.rates), lowest=f"{found.rates[0]:.0e}",
        highest=f"{found.rates[-1]:.0e}",
    )(lang))  # fmt: skip
    screen.print(spark(list(found.losses), _BLOCKS), style=QUIET)


def show_pretraining(screen: Console, lang: Language, found: TextPretraining) -> None:
    screen.print(_READ_ON.fill(
        aside=found.kept_aside, before=number(found.before, 2), after=number(found.losses[-1], 2),
        epochs=len(found.losses), texts=found.texts, folder=found.folder,
    )(lang))  # fmt: skip
    if found.fresh:
        screen.print(_FRESH(lang))


def show_predictions(screen: Console, lang: Language, found: TextPredictions) -> None:
    columns = [left(_HEADS["label"]), right(_HEADS["chance"]), meaning(_HEADS["text"], cut=True)]
    rows = (
        [
            clean(p.label) if p.sure else _UNSURE(lang),
            number(p.chances[p.label], 2),
            clean(p.text),
        ]
        for p in found.predictions[:_ROWS]
    )
    put(screen, lang, columns, rows)
    if len(found.predictions) > _ROWS:
        screen.print(_MORE.fill(count=len(found.predictions) - _ROWS)(lang), style=QUIET)
