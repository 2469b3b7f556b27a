"""The reference of all fields of the files that users write, made of their schemas.

What a field means stands in ``loop/fields.yaml``, in both languages; its type, its default and its
bounds are those of the schema.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tinbergen.core.period import Period
from tinbergen.core.text import Language, Text
from tinbergen.loop.budget import file as crossing
from tinbergen.loop.case import (
    casefile,
    concept,
    debt,
    fiscal,
    modelparts,
    packfile,
    question,
    recording,
    schema,
)
from tinbergen.loop.scenarios import library

#: The files, and the sections of each: what a part is called in the catalogue -> its schema.
FILES: Mapping[Text, Mapping[str, type[BaseModel]]] = {
    Text("Case files", "案例文件"): {
        "case": casefile.CaseFile, "data": casefile.DataPart, "vintages": casefile.VintagesPart,
        "instrument": casefile.InstrumentPart, "money": fiscal.MoneyPart,
        "target": casefile.TargetPart, "constraint": casefile.ConstraintPart,
        "path": modelparts.PathPart, "estimation": modelparts.EstimationPart,
        "uncertainty": modelparts.UncertaintyPart, "calibration": modelparts.CalibrationPart,
        "trip_wires": casefile.TripWirePart, "monitor": casefile.MonitorPart,
        "world": casefile.WorldPart, "indicator_map": casefile.IndicatorPart,
        "bridge": casefile.BridgePart, "weights": casefile.WeightsPart,
        "credibility": casefile.CredibilityPart,
        "satellite": modelparts.SatellitePart, "read": modelparts.ReadPart,
        "budget": fiscal.BudgetPart, "deficit": fiscal.DeficitPart, "debt": debt.DebtPart,
        "record": recording.RecordPart, "desired": recording.DesiredPart,
        "rule": recording.RulePart, "hindsight": casefile.HindsightPart,
        "definition": casefile.DefinitionPart, "shock": casefile.ShockPart,
        "omit": modelparts.OmitPart, "question": question.QuestionPart,
        "link": packfile.LinkPart, "units": casefile.UnitPart, "words": schema.Words,
    },
    Text("Pack files", "领域包文件"): {
        "pack": packfile.PackFile, "indicator": packfile.IndicatorPart,
        "concept": concept.MeasurePart,
    },
    Text("Scenario files", "情景文件"): {
        "library": library.Library, "scenario": library.Story, "change": library.ChangePart,
        "opposite": library.Opposite,
    },
    Text("Crossing files", "交叉文件"): {
        "crossing": crossing.CrossingFile, "member": crossing.MemberPart,
        "spending": crossing.SpendingPart, "actor": crossing.ActorPart,
    },
}  # fmt: skip
_NAMES = {part: name for parts in FILES.values() for name, part in parts.items()}
#: Fields that mean the same wherever they stand.
_ANY = "any"

_HEAD = Text(
    "# Fields of case, pack, scenario and crossing files\n\n"
    "Made of the schema by `tinbergen schema fields`. A field without a default must be given. A "
    "text may stand in one language as plain text, or in both: `{en: …, zh: …}`. Periods are "
    "written 2008, 2008Q3 or 2008-09. All faults of a file are told at once, with line and column.",
    "# 案例、领域包、情景与交叉文件的字段\n\n"
    "由 `tinbergen schema fields --lang zh` 据模式生成。没有默认值的字段必须给出。"
    "文字可只用一种语言直接写，也可两种都写：`{en: …, zh: …}`。时期写作 2008、2008Q3 或 2008-09。"
    "文件的全部错误一次列出，并给出行列。",
)
_COLUMNS = Text("| field | meaning | type | default | example |",
                "| 字段 | 含义 | 类型 | 默认值 | 示例 |")  # fmt: skip
_REQUIRED = Text("required", "必填")
_TYPES: Mapping[object, Text] = {
    str: Text("text", "文字"), float: Text("number", "数字"), int: Text("whole number", "整数"),
    bool: Text("true or false", "true 或 false"), Period: Text("period", "时期"),
    Any: Text("anything", "任意"),
}  # fmt: skip
_LIST = Text("list of {inner}", "{inner}的列表")
_KEYS = Text("{key} → {value}", "{key} → {value}")
_OR = Text(" or ", "或")
_BOUNDS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
#: Bounds so far out that they only keep numbers finite; as near to zero they are told as zero.
_FAR = 1e30


@cache
def meanings() -> dict[str, dict[str, list[str]]]:
    """part -> field -> [English, Chinese, example where there is one]."""
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(
        Path(crossing.__file__).parents[1].joinpath("fields.yaml").read_text(encoding="utf-8")
    )
    return found


def meaning(part: str, field: str) -> list[str]:
    """What a field of a part means, in both languages, and an example; KeyError where it is told
    nowhere."""
    own = meanings().get(part, {})
    return own[field] if field in own else meanings()[_ANY][field]


def reference(lang: Language = "en") -> str:
    """All fields as a page in Markdown."""
    lines = [_HEAD(lang)]
    for title, parts in FILES.items():
        lines += ["", f"## {title(lang)}"]
        for part, written in parts.items():
            lines += ["", f"### {part}", "", _COLUMNS(lang), "|---|---|---|---|---|"]
            lines += _rows(part, written, lang)
    return "\n".join(lines) + "\n"


def _rows(part: str, written: type[BaseModel], lang: Language) -> Iterator[str]:
    for name, field in written.model_fields.items():
        shown = field.alias or name
        said = meaning(part, shown)
        example = f"`{shown}: {said[2]}`" if said[2:] else ""
        cells = (f"`{shown}`", said[0 if lang == "en" else 1], _type(field, lang),
                 _default(field, lang), example)  # fmt: skip
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _type(field: FieldInfo, lang: Language) -> str:
    bounds = [f"{sign} {value:g}" for sign, value in _bounds(field.metadata)]
    return " ".join([_named(field.annotation)(lang), ", ".join(bounds)]).strip()


def _bounds(metadata: Any) -> Iterator[tuple[str, float]]:
    for one in metadata:
        for name, sign in _BOUNDS.items():
            value = getattr(one, name, None)
            if value is not None and abs(value) < _FAR:
                yield sign, 0.0 if abs(value) <= 1 / _FAR else value


def _named(kind: Any) -> Text:
    """A type in words; a part of a file is a link to its section."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return _named(inner[0])
    if origin in (typing.Union, types.UnionType):
        return _OR.join(_named(each) for each in inner if each is not type(None))
    if origin is typing.Literal:
        said = ", ".join(f"`{each}`" for each in inner)
        return Text(said, said)
    if origin is tuple:
        return _LIST.fill(inner=_named(inner[0]))
    if origin is dict:
        return _KEYS.fill(key=_named(inner[0]), value=_named(inner[1]))
    if kind in _NAMES:
        link = f"[{_NAMES[kind]}](#{_NAMES[kind]})"
        return _TYPES[str] if kind is schema.Words else Text(link, link)
    return _TYPES.get(kind) or Text(getattr(kind, "__name__", "?"), getattr(kind, "__name__", "?"))


def _default(field: FieldInfo, lang: Language) -> str:
    if field.is_required():
        return _REQUIRED(lang)
    value = field.get_default(call_default_factory=True)
    if value is None or value == () or value == {} or isinstance(value, BaseModel):
        return "–"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
