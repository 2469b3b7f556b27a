"""Parameters of an input-output model, from a published table.

The table's rows are industries and below them primary inputs, its columns industries and beside
them final demand; imports are a negative column (they compete with home products in every use).
What is bought of good i at home is :math:`(1 - m_i)` of what is bought, with the import share
:math:`m_i` of home demand (the usual Japanese and Chinese practice):

.. math:: x = A_d x + (I - \\hat m) f + e, \\qquad A_d = (I - \\hat m) A

Industries may be merged first: ``groups`` names the model's sectors, their words and their rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.domains.industry.methods.user_cost import allowances
from tinbergen.economics.input_output import InputOutput, input_output
from tinbergen.loop.case.calibration import Calibrated, Calibration, table
from tinbergen.loop.case.question import Question

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sectors:
    """The model's sectors: codes, words, and the table's rows that each one holds."""

    codes: tuple[str, ...]
    words: Mapping[str, Text]
    rows: Mapping[str, tuple[str, ...]]


def leontief(tables: Mapping[str, Matrix], question: Question) -> Calibrated:
    """Coefficients of the quantity and of the price model, one parameter for each.

    Arguments: ``table``; ``groups``; ``unit`` (what the table's figures are multiplied with);
    ``imports``, ``exports``, ``investment`` (columns), ``capital`` and ``surplus`` (rows),
    ``labour`` (rows that with the two are value added); ``untaxed`` (industries whose capital no
    credit reaches); ``per_output`` (prefix -> column of the table ``sectors``); ``depreciation``;
    ``words`` (prefix of variables or equations -> words); ``names`` (words for sectors that only
    the data have).

    Gives, for sectors i and j: ``a_i_j`` home input of i per output of j; ``l_i_j`` the same, all
    rounds counted; ``e_i`` exports in final demand; ``b_i`` home content of an investment; ``m_i``
    imported inputs per output, ``q_i`` primary inputs per output: what inputs from home and abroad
    leave of it; ``u_i`` capital income per output, ``s_i`` its share in value added; ``x_i``
    output, ``n_i`` investment that replaces capital, ``k_i`` capital; and ``SECTORS`` for the
    macro processor.

    Raises
    ------
    TinbergenError
        L042, L047, L080, L084 for faults in the arguments; D071 for unknown labels; F060 to F062.
    """
    source = table(tables, question)
    sectors = _sectors(question)
    unit, depreciation = question.number("unit", 1.0), question.number("depreciation")
    if not depreciation > 0:
        raise TinbergenError("L084", at=question.at, key="depreciation", value=depreciation)
    industries = tuple(row for code in sectors.codes for row in sectors.rows[code])
    finals = tuple(name for name in source.columns if name not in industries)
    imports = question.names("imports")
    merge = _merging(sectors, industries)
    flows = unit * merge @ source.block(industries, industries) @ merge.T
    final = unit * merge @ np.nan_to_num(source.block(industries, finals))
    columns = dict(zip(finals, final.T, strict=True))
    output = flows.sum(axis=1) + final.sum(axis=1)
    bought = -_sum(columns, imports, source)
    exported = _sum(columns, question.names("exports"), source)
    used = output + bought - exported
    share = np.divide(bought, used, out=np.zeros_like(used), where=used > 0)
    economy = input_output(sectors.codes, flows * (1 - share)[:, None], output)
    rows = _primary(source, industries, merge, unit)
    capital = _sum(rows, question.names("capital"), source)
    income = capital + _sum(rows, question.names("surplus"), source)
    value = income + _sum(rows, question.names("labour"), source)
    invested = _sum(columns, question.names("investment"), source)
    wear = capital - _left_out(source, question, sectors, unit)
    values = {
        **_pairs("a", sectors, economy.coefficients),
        **_pairs("l", sectors, economy.leontief),
        **_each("e", sectors, exported / economy.final_demand),
        **_each("b", sectors, invested * (1 - share) / invested.sum()),
        **_each("m", sectors, (flows * share[:, None]).sum(axis=0) / output),
        **_each("q", sectors, 1.0 - flows.sum(axis=0) / output),
        **_each("u", sectors, income / output),
        **_each("s", sectors, income / value),
        **_each("x", sectors, output),
        **_each("n", sectors, wear),
        **_each("k", sectors, wear / depreciation),
        **_per_output(tables, question, sectors, output),
    }
    return Calibrated(values, {"SECTORS": list(sectors.codes)}, _titles(question, sectors),
                      (_note(economy, share),))  # fmt: skip


def allowance(tables: Mapping[str, Matrix], question: Question) -> Calibrated:
    """The present value of depreciation allowances on a unit of investment: parameter ``z``.

    Arguments: ``rate`` and ``written_off``, fractions a year.
    """
    worth = allowances(question.number("rate"), question.number("written_off"))
    return Calibrated({question.text("parameter", "z"): float(worth)})


def _sectors(question: Question) -> Sectors:
    """L080 unless ``groups`` maps codes to words and rows."""
    groups = question.arguments.get("groups")
    if not isinstance(groups, Mapping) or len(groups) < 2:
        raise TinbergenError("L080", at=question.at, name=question.name)
    words, rows = {}, {}
    for code, group in groups.items():
        of = group.get("of") if isinstance(group, Mapping) else None
        if not (str(code).isidentifier() and isinstance(of, list) and of):
            raise TinbergenError("L080", at=question.at, name=question.name)
        words[str(code)] = _words(group, question)
        rows[str(code)] = tuple(str(row) for row in of)
    return Sectors(tuple(words), words, rows)


def _mapping(question: Question, key: str) -> Mapping[str, Any]:
    """An argument that maps names to something, empty where it is not given; L080 for others."""
    found = question.arguments.get(key, {})
    if not isinstance(found, Mapping):
        raise TinbergenError("L080", at=question.at, name=question.name)
    return found


def _words(given: Any, question: Question) -> Text:
    if isinstance(given, Mapping) and isinstance(given.get("en"), str):
        return Text(given["en"], str(given.get("zh", given["en"])))
    raise TinbergenError("L080", at=question.at, name=question.name)


def _merging(sectors: Sectors, industries: tuple[str, ...]) -> Array:
    """(sectors, industries): 1 where an industry belongs to a sector."""
    return np.array(
        [[float(row in sectors.rows[code]) for row in industries] for code in sectors.codes]
    )


def _primary(
    source: Matrix, industries: tuple[str, ...], merge: Array, unit: float
) -> dict[str, Array]:
    names = tuple(row for row in source.rows if row not in industries)
    block = unit * np.nan_to_num(source.block(names, industries)) @ merge.T
    return dict(zip(names, block, strict=True))


def _sum(found: Mapping[str, Array], names: tuple[str, ...], source: Matrix) -> Array:
    """Several rows or columns together; D071 for one that is not there."""
    for name in names:
        if name not in found:
            raise TinbergenError(
                "D071", hint=did_you_mean(name, found), name=name, table=source.name,
                known=", ".join(found),
            )  # fmt: skip
    return np.asarray(np.sum([found[name] for name in names], axis=0), dtype=np.float64)


def _left_out(source: Matrix, question: Question, sectors: Sectors, unit: float) -> Array:
    """Capital of industries that no tax credit reaches: those that ``untaxed`` names."""
    lost = np.zeros(len(sectors.codes))
    for name in question.names("untaxed", ()):
        for i, code in enumerate(sectors.codes):
            if name in sectors.rows[code]:
                lost[i] += unit * source.block(question.names("capital"), (name,)).sum()
    return lost


def _pairs(prefix: str, sectors: Sectors, matrix: Array) -> dict[str, float]:
    return {
        f"{prefix}_{i}_{j}": float(matrix[row, column])
        for row, i in enumerate(sectors.codes)
        for column, j in enumerate(sectors.codes)
    }


def _each(prefix: str, sectors: Sectors, values: Array) -> dict[str, float]:
    return {f"{prefix}_{code}": float(v) for code, v in zip(sectors.codes, values, strict=True)}


def _per_output(
    tables: Mapping[str, Matrix], question: Question, sectors: Sectors, output: Array
) -> dict[str, float]:
    wanted = _mapping(question, "per_output")
    if not wanted:
        return {}
    given = table(tables, question, "sectors")
    found: dict[str, float] = {}
    for prefix, column in wanted.items():
        amounts = given.block(sectors.codes, (str(column),))[:, 0]
        found |= _each(str(prefix), sectors, np.nan_to_num(amounts) / output)
    return found


def _titles(question: Question, sectors: Sectors) -> dict[str, Text]:
    """Words for each sector and for what the case says the model has by sector.

    Prefixes with a blank are those of equations: ``demand for MAN``, others ``X_MAN``.
    """
    titles = dict(sectors.words)
    for code, given in _mapping(question, "names").items():
        titles[str(code)] = _words(given, question)
    named = dict(titles)
    for prefix, given in _mapping(question, "words").items():
        of = _words(given, question)
        for code, words in named.items():
            name = f"{prefix} {code}" if " " in str(prefix) else f"{prefix}_{code}"
            titles[name] = Text("{of}: {sector}", "{of}：{sector}").fill(of=of, sector=words)
    return titles


def _note(economy: InputOutput, share: Array) -> Text:
    bought = economy.output @ share / economy.output.sum()
    return Text(
        "The input-output table gives {count} sectors; a unit of final demand calls for "
        "{least:.2f} to {most:.2f} units of home output; {share:.0f} % of what home users buy is "
        "imported (weighted by output). Coefficients stay as in the table's year.",
        "投入产出表给出 {count} 个部门；一单位最终需求带动国内产出 {least:.2f} 至 {most:.2f} 单位；"
        "国内使用中进口占 {share:.0f}%（按产出加权）。系数保持表列年份不变。",
    ).fill(
        count=len(economy.names), least=economy.leontief.sum(axis=0).min(),
        most=economy.leontief.sum(axis=0).max(), share=100 * bought,
    )  # fmt: skip


#: By the name with which a case asks for it.
CALIBRATIONS: dict[str, Calibration] = {"leontief": leontief, "tax allowance": allowance}
