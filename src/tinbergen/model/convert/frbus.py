"""FRB/US, the Federal Reserve Board's model of the United States, as a model file.

``model.xml`` of the FRB/US package holds every equation twice, as EViews and as Python write it,
with its coefficients. Expectations are formed by small vector autoregressions or, for groups of
variables that have a second equation, by the model itself. Every equation of a variable ``x`` has
an add-factor ``x_aerr``, which stays an exogenous variable: zero unless data say otherwise.
(Brayton, Laubach and Reifschneider, The FRB/US Model: A Tool for Macroeconomic Policy Analysis,
FEDS Notes 2014.)
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tinbergen.core import limits
from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.progress import checkpoint
from tinbergen.model.convert.eviews import EVIEWS
from tinbergen.model.convert.formula import Formula, Name, names, size
from tinbergen.model.convert.modfile import check_name, described, listed, statement
from tinbergen.model.convert.reading import Written, equation
from tinbergen.model.convert.xmltext import Element, place, read_xml
from tinbergen.model.dynare.lexer import Source

#: Which groups of second equations each kind of expectations takes.
EXPECTATIONS: Mapping[str, frozenset[str]] = {
    "var": frozenset(),
    "mcap": frozenset({"mcap"}),
    "wp": frozenset({"mcwp"}),
    "mcap+wp": frozenset({"mcap", "mcwp"}),
    "all": frozenset({"mcap", "mcwp", "mcother"}),
}
_COEFFICIENT = re.compile(r"(\w+)\((\d+)\)")


@dataclass(frozen=True, slots=True)
class _Variable:
    """An endogenous variable; ``element`` holds the equation that was chosen for it."""

    name: str
    title: str
    sector: str
    stochastic: str
    element: Element


@dataclass(frozen=True, slots=True)
class _Equation:
    variable: _Variable
    left: Formula
    right: Formula

    @property
    def names(self) -> list[Name]:
        return names(self.left) + names(self.right)


def convert_frbus(xml_path: str | Path, expectations: str = "var") -> str:
    """The text of a model file for FRB/US.

    Parameters
    ----------
    xml_path
        ``model.xml`` of the FRB/US package.
    expectations
        Whose expectations are the model's own, that is, have leads: "var" nobody's; "mcap" those
        of financial markets; "wp" those of wage and price setters; "mcap+wp"; "all".

    Raises
    ------
    TinbergenError
        C005, C240, M060 and M061 when the file can't be read as XML, M063 when it holds no model,
        M064 when an equation or M070 a coefficient is missing, M065–M069 when an equation can't be
        read, M071 for a name that is declared nowhere or M072 can't stand in a model file, M073 for
        other expectations.
    """
    if expectations not in EXPECTATIONS:
        raise TinbergenError(
            "M073",
            hint=did_you_mean(expectations, EXPECTATIONS),
            given=expectations,
            known=", ".join(EXPECTATIONS),
        )
    root, source = read_xml(xml_path)
    inside: list[_Variable] = []
    outside: dict[str, str] = {}
    for element in root.all("variable"):
        name = _name(element, source)
        chosen = _chosen(element, EXPECTATIONS[expectations])
        if chosen is not None:
            inside.append(_variable(name, element, chosen))
        elif element.words("equation_type").lower() == "exogenous":
            outside[name] = element.words("definition")
        else:
            raise TinbergenError("M064", at=source.locate(element.content), name=name)
    if not inside:
        raise TinbergenError("M063", file=xml_path)
    values = dict(pair for v in inside for pair in _coefficients(v, source))
    known = {*(v.name for v in inside), *(f"{v.name}_aerr" for v in inside), *outside, *values}
    equations = [_equation(v, values, known, source) for v in inside]
    terms = sum(size(e.left) + size(e.right) for e in equations)
    limits.check("terms", terms, Location(str(xml_path)))
    read = {n.name for e in equations for n in e.names}
    return "\n".join([
        *_header(Path(xml_path).name, root.words("name"), expectations, equations),
        *described("var", {v.name: v.title for v in inside}),
        *described("varexo", {n: title for n, title in outside.items() if n in read}),
        "// Add-factors.",
        *listed("varexo", [f"{v.name}_aerr" for v in inside if f"{v.name}_aerr" in read]),
        *_parameters({n: value for n, value in values.items() if n in read}),
        "model;",
        *(line for e in equations for line in _lines(e)),
        "",
        "end;",
        "",
    ])  # fmt: skip


# -- reading ----------------------------------------------------------------------------------
def _name(element: Element, source: Source) -> str:
    name = element.words("name").lower()
    check_name(name, source.locate(element.content))
    return name


def _variable(name: str, element: Element, chosen: Element) -> _Variable:
    stochastic = element.words("stochastic_type")
    return _Variable(
        name,
        element.words("definition"),
        element.words("sector"),
        stochastic if stochastic != "NO" else "",
        chosen,
    )


def _chosen(element: Element, groups: Collection[str]) -> Element | None:
    ahead = element.find("mce_equation")
    if ahead is not None and ahead.words("mce_group") in groups:
        return ahead
    return element.find("standard_equation")


def _coefficients(variable: _Variable, source: Source) -> Iterator[tuple[str, str]]:
    """Names as a model file can write them, with the digits of their values."""
    for element in variable.element.all("coeff"):
        name, value = element.words("cf_name").lower(), element.words("cf_value")
        parts = _COEFFICIENT.fullmatch(name)
        try:
            known = math.isfinite(float(value))
        except ValueError:
            known = False
        if parts is None or not known:
            raise TinbergenError(
                "M070", at=source.locate(element.content), name=name, equation=variable.name
            )
        yield f"{parts[1]}_{parts[2]}", value


def _equation(
    variable: _Variable, coefficients: Collection[str], known: Collection[str], source: Source
) -> _Equation:
    checkpoint()
    element = variable.element.find("eviews_equation") or variable.element.find("python_equation")
    if element is None:
        at = source.locate(variable.element.content)
        raise TinbergenError("M064", at=at, name=variable.name)
    written = Written(variable.name, element.text, partial(place, source, element))
    found = _Equation(variable, *equation(written, EVIEWS, coefficients))
    for name in found.names:
        if name.name not in known:
            raise _undeclared(name, written, coefficients, known)
    return found


def _undeclared(
    name: Name, written: Written, coefficients: Collection[str], known: Collection[str]
) -> TinbergenError:
    """A name that the model does not have, or the number of a coefficient that it lacks."""
    word = re.search(rf"\b{name.name}\b", written.text.lower())
    at = written.where(word.start() if word else 0)
    if any(c.startswith(f"{name.name}_") for c in coefficients):
        shown = f"{name.name}({name.lag})"
        return TinbergenError("M070", at=at, name=shown, equation=written.equation)
    return TinbergenError(
        "M071",
        at=at,
        hint=did_you_mean(name.name, known),
        name=name.name,
        equation=written.equation,
    )


# -- writing ----------------------------------------------------------------------------------
def _header(file: str, version: str, expectations: str, equations: list[_Equation]) -> list[str]:
    return [
        "// FRB/US, the Federal Reserve Board's model of the United States economy.",
        f"// Written by tinbergen from {file} ({version}), expectations {expectations}, "
        f"{len(equations)} equations.",
        "// x_aerr is the add-factor of the equation of x; stochastic='...' marks the equations",
        "// whose errors the Board draws in stochastic simulations.",
        "",
    ]


def _parameters(values: Mapping[str, str]) -> list[str]:
    assigned = [f"{name} = {value};" for name, value in values.items()]
    return [*listed("parameters", values), *assigned, ""]


def _lines(equation: _Equation) -> list[str]:
    variable = equation.variable
    tags = {"name": variable.name, "sector": variable.sector, "stochastic": variable.stochastic}
    return ["", *statement(tags, equation.left, equation.right)]
