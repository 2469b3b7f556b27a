"""Smaller models and services in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinbergen.app.results_text_serve import TextCompression, TextKeys, TextRegistry, TextServed
from tinbergen.charts.typeset import number
from tinbergen.cli.show import QUIET, left, put, right
from tinbergen.core.errors import Language
from tinbergen.core.text import Text, clean

if TYPE_CHECKING:
    from rich.console import Console

_LIKE = Text(
    "Of {rows} test texts {agreement} percent have the same label as before; logits move by "
    "{mean} on average and by {drift} at most.",
    "{rows} 段测试文字中，{agreement}% 的标签与原模型相同；logit 平均变动 {mean}，最多 {drift}。",
)
_TIMES = Text(
    "Times are for one text at a time on one core of this machine as busy as it was.",
    "时间为本机一个核心逐条处理所测，受当时负载影响。",
)
_KEPT = Text("The smaller model stands in {folder}", "压缩后的模型写在 {folder}")
_SECRET = Text(
    "Send this as 'Authorization: Bearer …'; it is told only now:",
    "请以 Authorization: Bearer … 发送；仅此一次显示：",
)
_EMPTY = Text("There is nothing yet.", "尚无内容。")
_SOUND = Text(
    "{records} lines from {first} to {last}; the chain of seals holds.",
    "共 {records} 行，自 {first} 至 {last}；封印链完好。",
)
_HEADS = {
    "what": Text("", ""), "before": Text("before", "之前"), "after": Text("after", "之后"),
    "size": Text("megabytes", "兆字节"), "p50": Text("median, ms", "中位数，毫秒"),
    "p99": Text("99th percentile, ms", "第99百分位，毫秒"),
    "throughput": Text("texts a second of processor time", "每秒处理器时间的文字数"),
    "f1": Text("weighted F1", "加权 F1"), "version": Text("version", "版本"),
    "stage": Text("stage", "阶段"), "share": Text("share", "份额"),
    "added": Text("added", "登记时间"), "source": Text("from", "来源"),
    "name": Text("name", "名称"), "role": Text("role", "角色"),
    "rate": Text("a minute", "每分钟"), "created": Text("made", "建立时间"),
    "revoked": Text("revoked", "已吊销"), "status": Text("answer", "答复"),
    "count": Text("count", "次数"),
}  # fmt: skip
_STAGES = {
    "candidate": Text("candidate", "候选"), "canary": Text("on trial", "试用"),
    "production": Text("serves", "服务中"), "retired": Text("retired", "已退役"),
}  # fmt: skip
_YES, _ALARM = Text("yes", "是"), Text("alarm: {name}", "警报：{name}")
_UNLOGGED = Text("without a known key, not logged one by one", "无已知密钥，未逐条记录")


def show_compression(screen: Console, lang: Language, found: TextCompression) -> None:
    screen.print(_LIKE.fill(
        rows=found.rows, agreement=number(100 * found.agreement, 1),
        mean=number(found.mean_drift, 2), drift=number(found.drift, 2),
    )(lang))  # fmt: skip
    before, after = found.before, found.after
    rows = [
        [_HEADS["size"](lang), number(before.size / 1e6, 1), number(after.size / 1e6, 1)],
        [_HEADS["f1"](lang), number(found.f1_before, 3), number(found.f1, 3)],
        *([_HEADS[name](lang), number(getattr(before, name), 1), number(getattr(after, name), 1)]
          for name in ("p50", "p99", "throughput")),
    ]  # fmt: skip
    put(screen, lang, [left(_HEADS["what"]), right(_HEADS["before"]), right(_HEADS["after"])], rows)
    screen.print(_TIMES(lang), style=QUIET)
    screen.print(_KEPT.fill(folder=found.folder)(lang), style=QUIET)


def show_registry(screen: Console, lang: Language, found: TextRegistry) -> None:
    if not found.versions:
        screen.print(_EMPTY(lang))
        return
    columns = [right(_HEADS["version"]), left(_HEADS["stage"]), right(_HEADS["share"]),
               left(_HEADS["added"]), left(_HEADS["source"])]  # fmt: skip
    rows = (
        [str(v.version), _STAGES[v.stage](lang), number(v.share, 2) if v.share else "–", v.added,
         clean(v.source)] for v in found.versions
    )  # fmt: skip
    put(screen, lang, columns, rows)


def show_keys(screen: Console, lang: Language, found: TextKeys) -> None:
    if not found.keys:
        screen.print(_EMPTY(lang))
        return
    columns = [left(_HEADS["name"]), left(_HEADS["role"]), right(_HEADS["rate"]),
               left(_HEADS["created"]), left(_HEADS["revoked"])]  # fmt: skip
    rows = (
        [clean(k.name), k.role, str(k.rate), k.created, _YES(lang) if k.revoked else ""]
        for k in found.keys
    )
    put(screen, lang, columns, rows)
    if found.secret is not None:
        screen.print(_SECRET(lang))
        screen.print(found.secret, soft_wrap=True, highlight=False)


def show_served(screen: Console, lang: Language, found: TextServed) -> None:
    if not found.records:
        screen.print(_EMPTY(lang))
        return
    screen.print(_SOUND.fill(records=found.records, first=found.first, last=found.last)(lang))
    rows = [[status, str(many)] for status, many in sorted(found.statuses.items())]
    rows += [[_ALARM.fill(name=name)(lang), str(many)] for name, many in found.alarms.items()]
    rows += [[_UNLOGGED(lang), str(found.unlogged)]] if found.unlogged else []
    put(screen, lang, [left(_HEADS["status"]), right(_HEADS["count"])], rows)
