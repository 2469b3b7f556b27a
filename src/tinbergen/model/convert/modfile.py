"""Parts of a model file as text."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Mapping

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.model.convert.formula import Formula, dynare, wrapped
from tinbergen.model.dynare.expression_parser import RESERVED

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: Words with which statements of model files begin or end.
_WORDS = frozenset({"end", "model", "parameters", "var", "varexo"})


def check_name(name: str, at: Location) -> None:
    """M072 unless a model file can use the name."""
    if not _NAME.fullmatch(name) or name in RESERVED | _WORDS:
        raise TinbergenError("M072", at=at, name=name)


def described(word: str, titles: Mapping[str, str]) -> list[str]:
    """A declaration with a line a name, and what it means."""
    lines = [
        f"  {name} (long_name={quoted(title)})" if title else f"  {name}"
        for name, title in titles.items()
    ]
    return [word, *lines, ";", ""] if lines else []


def listed(word: str, names: Collection[str]) -> list[str]:
    """A declaration with as many names a line as there is room for."""
    lines = textwrap.wrap(" ".join(names), 96, initial_indent="  ", subsequent_indent="  ")
    return [word, *lines, ";", ""] if lines else []


def quoted(text: str) -> str:
    """The text between quotation marks, which it can't hold itself."""
    return f"'{text.replace(chr(39), chr(0x2019))}'"


def statement(tags: Mapping[str, str], left: Formula, right: Formula) -> list[str]:
    """An equation with those of its tags that say something."""
    written = ", ".join(f"{tag}={quoted(value)}" for tag, value in tags.items() if value)
    return [f"[{written}]", wrapped(f"{dynare(left)} = {dynare(right)};")]
