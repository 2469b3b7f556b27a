"""What is asked in one's own words: targets, bounds and weights over those that data start with.

``GDP growth>=+2`` is a target: a number with a sign counts from the path without policy, one
without is a level; ``=`` is missed on both sides, ``>=`` and ``<=`` on one; ``none`` drops it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tinbergen.core.arguments import HUGE
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import SEMICOLONS, Text

Sign = Literal["=", "<=", ">="]
#: What is asked of: a target, a bound or a weight.
Kind = Literal["target", "bound", "weight"]
#: A part of a case file as plain content, such as one of its targets.
Part = dict[str, Any]

_SAID = re.compile(
    r"\s*(.*?\S)\s*(<=|>=|==|=|≤|≥)\s*(none|无|[+\-−]?[\d.]+(?:[eE][+-]?\d+)?)\s*(%?)\s*"
)
_SIGNS: Mapping[str, Sign] = {"=": "=", "==": "=", "<=": "<=", "≤": "<=", ">=": ">=", "≥": ">="}
_EXAMPLES = {"target": "unemployment rate<=5", "bound": "short-term interest rate>=0.25",
             "weight": "unemployment rate=4"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing asked. ``value`` None drops it; ``signed`` numbers count from the path without
    policy; those in ``percent`` are of the last value observed."""

    text: str
    name: str
    sign: Sign
    value: float | None
    signed: bool
    percent: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Targets, bounds and weights in place of those that data start with."""

    targets: tuple[Wish, ...] = ()
    bounds: tuple[Wish, ...] = ()
    weights: tuple[Wish, ...] = ()


def asked(
    targets: Iterable[str] = (), bounds: Iterable[str] = (), weights: Iterable[str] = ()
) -> Asked:
    """Targets, bounds and weights as they are written; U261 for what can't be read."""
    return Asked(
        tuple(_wish(text, "target") for text in targets),
        tuple(_wish(text, "bound") for text in bounds),
        tuple(_wish(text, "weight") for text in weights),
    )


def _wish(text: str, kind: Kind) -> Wish:
    found = _SAID.fullmatch(text)
    sign = _SIGNS[found[2]] if found else "="
    unsaid = found is not None and found[3] in ("none", "无")
    try:
        value = None if unsaid or not found else float(found[3].replace("−", "-"))
    except ValueError:
        found = value = None
    fits = found and (value is None or abs(value) <= HUGE)
    if kind == "bound":
        fits = fits and sign != "="
    elif kind == "weight":
        fits = fits and sign == "=" and value is not None and value > 0 and not found[4]  # type: ignore[index]
    else:
        fits = fits and found is not None and not found[4]
    if not (fits and found):
        raise TinbergenError("U261", option=f"--{kind}", text=text, example=_EXAMPLES[kind])
    return Wish(text, found[1], sign, value, found[3][0] in "+-−", bool(found[4]))


def with_asked(
    written: Part,
    said: Asked,
    others: Sequence[Part] = (),
    sizes: Mapping[str, float] | None = None,
) -> Part:
    """A case's content with what is asked in place of its own.

    Parameters
    ----------
    written
        The content of a case file.
    others
        Targets that it does not have but may: their ``variable``, ``title`` and ``unit``.
    sizes
        Last values of instruments, by name, for bounds in percent.

    Raises
    ------
    TinbergenError
        L262 for a name that nothing has, L263 for a bound that must count from the path without
        policy or can't be in percent, L264 when no target is left.
    """
    case = copy.deepcopy(written)
    for wish in said.targets:
        part = _find(wish, [*case["targets"], *others])
        case["targets"] = [t for t in case["targets"] if t["variable"] != part["variable"]]
        if wish.value is not None:
            case["targets"].append({
                **part, "desired": wish.value, "relative": wish.signed,
                "sense": {"=": "at", "<=": "at_most", ">=": "at_least"}[wish.sign],
            })  # fmt: skip
    if not case["targets"]:
        raise TinbergenError("L264", text=said.targets[-1].text)
    for wish in said.weights:
        _find(wish, case["targets"])["weight"] = wish.value
    for wish in said.bounds:
        part = _find(wish, [*case["instruments"], *case["constraints"]])
        if "bound" in part:
            _limit(case, part, wish)
        else:
            part["lower" if wish.sign == ">=" else "upper"] = _bound(part, wish, sizes or {})
    return case


def _limit(case: Part, part: Part, wish: Wish) -> None:
    """A constraint's bound; one that is dropped goes."""
    if wish.value is None:
        case["constraints"].remove(part)
        return
    if wish.percent:
        raise TinbergenError("L263", text=wish.text, title=_title(part), problem=_NO_PERCENT)
    part["bound"] = wish.value
    part["sense"] = "at_most" if wish.sign == "<=" else "at_least"


def _bound(part: Part, wish: Wish, sizes: Mapping[str, float]) -> float | None:
    if wish.value is None:
        return None
    if part.get("relative") and not wish.signed:
        raise TinbergenError("L263", text=wish.text, title=_title(part), problem=_COUNTS)
    if not wish.percent:
        return wish.value
    if part["name"] not in sizes:
        raise TinbergenError("L263", text=wish.text, title=_title(part), problem=_NO_PERCENT)
    return wish.value / 100 * sizes[part["name"]]


def _find(wish: Wish, parts: Sequence[Part]) -> Part:
    """The part of that code or title, or the only one whose title has the words in it."""
    word = wish.name.casefold()
    names = {id(part): [part.get("variable") or "", part.get("name") or "", *_title_pair(part)]
             for part in parts}  # fmt: skip
    for same in (
        [p for p in parts if word in (n.casefold() for n in names[id(p)])],
        [p for p in parts if any(word in n.casefold() for n in names[id(p)])],
    ):
        if len({p.get("variable") or p.get("name") for p in same}) == 1:
            return same[0]
    known = [_title(part).en for part in parts]
    every = [n for part in parts for n in names[id(part)] if n]
    raise TinbergenError("L262", hint=did_you_mean(wish.name, every), name=wish.name,
                         text=wish.text, known=", ".join(dict.fromkeys(known)))  # fmt: skip


def _title_pair(part: Part) -> tuple[str, str]:
    return part["title"]["en"], part["title"]["zh"]


def _title(part: Part) -> Text:
    return Text(*_title_pair(part))


def in_words(written: Part) -> tuple[Text, Text]:
    """The targets of a case's content, and its bounds, as the terminal and a report say them."""
    targets = [
        _TARGET.fill(
            title=_title(t), sense=_SENSES[t.get("sense", "at")], value=_signed(t["desired"], t),
            unit=Text(t["unit"]["en"], t["unit"]["zh"]),
            counted=_FROM if t.get("relative") else _NOTHING,
            mean=_MEAN if t.get("average") else _NOTHING, weight=t.get("weight", 1),
        )
        for t in written["targets"]
    ]  # fmt: skip
    bounds = []
    for part in (*written["instruments"], *written["constraints"]):
        ends = ({"≥": part.get("lower"), "≤": part.get("upper")} if "bound" not in part else
                {{"at_most": "≤", "at_least": "≥"}[part["sense"]]: part["bound"]})  # fmt: skip
        said = ", ".join(f"{k} {_signed(v, part)}" for k, v in ends.items() if v is not None)
        if said:
            unit = Text(part["unit"]["en"], part["unit"]["zh"])
            bounds.append(_BOUND.fill(title=_title(part), said=said, unit=unit))
    return SEMICOLONS.join(targets), SEMICOLONS.join(bounds)


def _signed(value: float, part: Part) -> str:
    return f"{value:+.4g}" if part.get("relative") else f"{value:.4g}"


_NOTHING = Text("", "")
_FROM = Text(" from the path without policy", "（相对于无政策路径）")
_MEAN = Text(", on average", "，按平均")
_TARGET = Text("{title} {sense} {value} {unit}{counted}{mean} (weight {weight:g})",
               "{title} {sense} {value} {unit}{counted}{mean}（权重 {weight:g}）")  # fmt: skip
_BOUND = Text("{title} {said} {unit}", "{title} {said} {unit}")
_SENSES = {"at": "=", "at_most": "≤", "at_least": "≥"}
_COUNTS = Text(
    "its bounds count from the path without policy, so the number needs a sign: +300, or +10% of "
    "its last value",
    "其界限相对于无政策路径，数字须带正负号：+300，或 +10%（占最近数值）",
)
_NO_PERCENT = Text(
    "it is not bounded in percent; leave out the % sign", "其界限不按百分比；请去掉 %"
)
