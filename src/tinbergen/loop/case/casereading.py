"""Case files read: checked against the schema, then for values that don't go together."""

from __future__ import annotations

from pathlib import Path

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import read_text
from tinbergen.core.text import Text
from tinbergen.loop.case.casefile import PARTS, CaseFile
from tinbergen.loop.case.casetext import Positions
from tinbergen.loop.case.schema import drafted


def read_case(path: str | Path) -> tuple[CaseFile, Positions]:
    """A case file, checked, and the positions of its parts for later errors.

    Raises
    ------
    TinbergenError
        C005 when unreadable; L001 no YAML, L002 unknown key, L003 wrong value, L004 missing key,
        L005 too large, L016 a key and L017 a name twice.
    """
    return parse_case(read_text(path), str(path))


def parse_case(text: str, name: str) -> tuple[CaseFile, Positions]:
    """A case file's text, checked; errors as for :func:`read_case`, all at once."""
    written, positions = draft_case(text, name)
    positions.settle()
    return written, positions


def draft_case(text: str, name: str) -> tuple[CaseFile, Positions]:
    """A case file's text whose wrong values are noted with the positions, so that faults of its
    names and data can be told together with them; errors as for :func:`read_case` for all else."""
    written, positions = drafted(CaseFile, PARTS, text, name)
    if written is None:
        positions.settle()
    assert written is not None, "what is not whole has faults"
    wrong = bool(positions.faults)
    _check_values(written, positions)
    # Where a world or the targets are missing, nothing else is worth saying; but what is missing
    # may have been left out as wrong.
    if wrong:
        positions.faults[:] = [f for f in positions.faults if f.code != "L004"]
    elif any(f.code == "L004" for f in positions.faults):
        positions.settle()
    return written, positions


def _check_values(written: CaseFile, positions: Positions) -> None:
    """Notes faults of a case file that no single value shows.

    They are L003 for values and keys that don't go together, L004 without any world, L017 for a
    name twice.
    """
    for i, instrument in enumerate(written.instruments):
        lower, upper = instrument.lower, instrument.upper
        if lower is not None and upper is not None and lower > upper:
            problem = _ABOVE.fill(lower=lower, upper=upper)
            positions.note(positions.wrong("instruments", i, "lower", problem=problem))
    until = written.monitor.until if written.monitor else None
    if until and until.frequency is written.as_of.frequency and until <= written.as_of:
        positions.note(
            positions.wrong("monitor", "until", problem=_BEFORE.fill(as_of=written.as_of))
        )
    for name, path in written.exogenous.items():
        if path.rule == "growth" and path.value is not None:
            positions.note(positions.wrong("exogenous", name, "value", problem=_VALUE))
        if (path.rule == "stated") != bool(path.values):
            positions.note(positions.wrong("exogenous", name, "rule", problem=_STATED))
    for name, (low, high) in written.plausible.items():
        if not low < high:
            positions.note(positions.wrong("plausible", name, problem=_RANGE))
    if written.data.vintages and written.data.columns not in (None, "own"):
        positions.note(positions.wrong("data", "columns", problem=_OWN))
    if written.data.vintages and written.baseline == "data":
        positions.note(positions.wrong("baseline", problem=_PROJECTION))
    if written.risk is not None and written.penalty != "linear":
        positions.note(positions.wrong("risk", problem=_RISK))
    squared = written.penalty == "quadratic"
    for key, asked in (("objective", written.objective == "regret"),
                       ("robustness", written.robustness is not None)):  # fmt: skip
        if asked and not squared:
            positions.note(positions.wrong(key, problem=_SQUARED))
    if written.objective == "regret":
        if written.robustness is not None:
            positions.note(positions.wrong("robustness", problem=_FEARED))
        if any(p.kind == "switch" for p in written.instruments):
            positions.note(positions.wrong("objective", problem=_PROJECTS))
    for i, limit in enumerate(written.constraints):
        if limit.share is None and not limit.jointly:
            positions.note(positions.wrong("constraints", i, "jointly", problem=_NO_SHARE))
        if limit.share is not None and any(p.kind == "switch" for p in written.instruments):
            positions.note(positions.wrong("constraints", i, "share", problem=_DRAWN))
    late = (*(("targets", i, p.after) for i, p in enumerate(written.targets)),
            *(("constraints", i, p.after) for i, p in enumerate(written.constraints)))  # fmt: skip
    for key, i, after in late:
        if after and not written.tail:
            positions.note(positions.wrong(key, i, "after", problem=_NO_TAIL))
    _check_scenario(written, positions)
    if written.model is None and not written.worlds:
        positions.note(TinbergenError("L004", at=positions.at(), key="model", place="model"))
    named = {
        "instruments": ("name", [p.name for p in written.instruments]),
        "targets": ("variable", [p.variable for p in written.targets]),
        "constraints": ("name", [p.name for p in written.constraints]),
    }
    for kind, (key, names) in named.items():
        for i, name in enumerate(names):
            if name in names[:i]:
                positions.note(
                    TinbergenError("L017", at=positions.at(kind, i, key), name=name, part=kind)
                )


def _check_scenario(written: CaseFile, positions: Positions) -> None:
    """What nature sets goes alone, with limits to break; errors of :func:`_check_values`."""
    natural = [p.kind == "scenario" for p in written.instruments]
    once = [i for i, c in enumerate(written.constraints) if c.once]
    for i, c in enumerate(written.constraints):
        if (c.once or c.on) and (c.cumulative or c.after or (c.once and c.on)):
            positions.note(
                positions.wrong("constraints", i, "once" if c.once else "on", problem=_ONE)
            )
    if once[1:]:
        positions.note(positions.wrong("constraints", once[1], "once", problem=_ONLY))
    if not any(natural):
        if not written.targets:
            positions.note(
                TinbergenError("L004", at=positions.at(), key="targets", place="targets")
            )
        return
    if not all(natural):
        positions.note(positions.wrong("instruments", natural.index(False), "kind", problem=_MIXED))
        return
    if written.satellite is None:
        positions.note(positions.wrong("instruments", 0, "kind", problem=_NOTHING_READ))
        return
    for i, part in enumerate(written.instruments):
        weighed = {"cost": part.cost, "smoothness": part.smoothness, "lag": part.lag,
                   "relative": part.relative or part.measure}  # fmt: skip
        for key, said in weighed.items():
            if said:
                positions.note(positions.wrong("instruments", i, key, problem=_WEIGHED))
    asked = {"targets": written.targets, "risk": written.risk, "robustness": written.robustness,
             "objective": written.objective != "central",
             "penalty": written.penalty != "quadratic"}  # fmt: skip
    for key, value in asked.items():
        if value:
            positions.note(positions.wrong(key, problem=_DISTANCE))
    if not written.constraints:
        positions.note(
            TinbergenError("L004", at=positions.at(), key="constraints", place="constraints")
        )


_ONE = Text("a limit in one period is neither a sum nor one of the tail, and 'on' names the period "
            "that 'once' leaves open",
            "单期限制既非累计也不在期限之后；on 指明时期，once 则不指明")  # fmt: skip
_ONLY = Text("one limit of a case may leave its period open", "每个案例只能有一个限制不指明时期")
_MIXED = Text("nature's paths and an actor's instruments are not chosen together",
              "情景路径与主体的工具不能一并选择")  # fmt: skip
_NOTHING_READ = Text("a scenario is of what a satellite reads; the case has none",
                     "情景由卫星模型所读取的指标构成，而案例没有卫星模型")  # fmt: skip
_WEIGHED = Text("what a scenario costs is how implausible it is, against the outlook's draws",
                "情景的代价即其相对于展望抽样的不可信程度")  # fmt: skip
_DISTANCE = Text("what a scenario makes small is its distance from the outlook, and nothing else",
                 "情景只使其与展望的距离最小")  # fmt: skip
_NO_TAIL = Text("nothing comes after the horizon without 'tail', periods beyond it",
                "没有 tail（期限之后的时期），期限之后即无内容")  # fmt: skip
_ABOVE = Text("it is above the upper bound, {upper:g}", "高于上限 {upper:g}")
_BEFORE = Text("it is not after the as-of date, {as_of}", "不晚于截止日 {as_of}")
_RISK = Text("the worst share is taken of misses as they are, with 'penalty: linear'",
             "最差份额按未平方的偏离计算，须设 penalty: linear")  # fmt: skip
_SQUARED = Text("it goes with squared misses, 'penalty: quadratic'",
                "仅适用于平方偏离，即 penalty: quadratic")  # fmt: skip
_FEARED = Text("regret counts the worst world already; robustness goes with central or expected",
               "后悔值已计最差世界；robustness 仅与 central 或 expected 合用")  # fmt: skip
_PROJECTS = Text("regret is sought over paths and levels, not over projects that are done or not",
                 "后悔值仅对路径与水平求解，不适用于取舍型项目")  # fmt: skip
_NO_SHARE = Text("it says how the 'share' of draws is counted, and there is none",
                 "它说明 share（抽样比例）如何计算，而此处未给出 share")  # fmt: skip
_DRAWN = Text("a chance is sought over paths and levels, not over projects that are done or not",
              "概率约束仅对路径与水平求解，不适用于取舍型项目")  # fmt: skip
_OWN = Text("the series of a table of vintages are called as the model's variables: own",
            "数据版本表中的序列须与模型变量同名：own")  # fmt: skip
_PROJECTION = Text("vintages hold outturns; a projection is read without them, or as a forecast",
                   "数据版本为实际值；预测须不按版本读取，或作为 forecast 给出")  # fmt: skip
_STATED = Text("the rule 'stated' needs 'values', and no other rule takes them",
               "规则 stated 须给出 values，其他规则不可有 values")  # fmt: skip
_RANGE = Text("the first number must be below the second", "第一个数须小于第二个数")
_VALUE = Text("growth goes on from the last value; value is for the rule 'constant'",
              "growth 从最后的数值延续；value 仅用于规则 constant")  # fmt: skip
