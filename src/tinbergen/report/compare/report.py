"""The report of a comparison: its page, the comparison as JSON and its numbers as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tinbergen.core import serial
from tinbergen.core.documents.comparison import Comparison
from tinbergen.core.manifest import MANIFEST, Manifest, write_results
from tinbergen.core.table import csv_text
from tinbergen.core.text import Language, Text
from tinbergen.report.document import Document
from tinbergen.report.views.comparison import view
from tinbergen.report.views.context import Context

Row = tuple[object, ...]


def given(found: Comparison) -> str:
    """What was put in otherwise."""
    header = ("topic", "name", "what", "a", "b")
    rows = ((g.topic, g.name, g.title.en, _en(g.a), _en(g.b)) for g in found.given)
    return csv_text(header, rows)


def numbers(found: Comparison) -> str:
    """Numbers of both, B less A, and why where they are not subtracted."""
    header = ("topic", "name", "what", "unit", "a", "b", "b_less_a", "not_subtracted")
    rows = (
        (n.topic, n.name, n.title.en, n.unit.en, n.a, n.b, n.change, _en(n.apart))
        for n in found.numbers
    )
    return csv_text(header, rows)


def paths(found: Comparison) -> str:
    """Paths of both over the periods of both."""
    header = ("topic", "name", "what", "unit", "period", "a", "b", "b_less_a")
    return csv_text(header, _paths(found))


def _paths(found: Comparison) -> Iterator[Row]:
    for p in found.paths:
        for period, a, b, change in zip(p.span, p.a, p.b, p.change, strict=True):
            yield (p.topic, p.name, p.title.en, p.unit.en, period, a, b, change)


def revisions(found: Comparison) -> str:
    """Observations that A and B hold otherwise."""
    header = ("name", "what", "unit", "period", "a", "b", "b_less_a")
    seen = found.revisions.changed if found.revisions else ()
    return csv_text(
        header, ((r.name, r.title.en, r.unit.en, r.period, r.a, r.b, r.b - r.a) for r in seen)
    )


def _en(text: Text | None) -> str | None:
    return None if text is None else text.en


#: File name -> maker of its content.
TABLES: dict[str, Callable[[Comparison], str]] = {
    "given": given,
    "numbers": numbers,
    "paths": paths,
    "revisions": revisions,
}
#: Files that every comparison writes.
FILES = ("report.html", "comparison.json", *(f"{name}.csv" for name in TABLES))


def run_of(found: Comparison, inputs: str, lang: Language) -> Manifest:
    """What a folder's manifest says of a comparison; ``inputs`` is a hash of both documents."""
    return Manifest("compare", f"{found.a.called} {found.b.called}", "", lang, "", inputs)


def write(
    found: Comparison, inputs: str, folder: Path, lang: Language = "en", *, force: bool = False
) -> dict[str, Path]:
    """Write the report in one language, the comparison as JSON and its numbers as CSV.

    The folder's manifest is written last; with ``force`` results of another run are replaced.

    Returns
    -------
    dict
        What is in each file -> its path: report, comparison, the tables of :data:`TABLES`, and the
        manifest.

    Raises
    ------
    TinbergenError
        C004 when the folder can't be made or written, C236 when it holds results of another run.
    """
    page = view(found, Context())
    assert isinstance(page, Document)
    contents = {
        "report": ("report.html", page.html(lang)),
        "comparison": ("comparison.json", serial.to_json(found)),
        **{name: (f"{name}.csv", make(found)) for name, make in TABLES.items()},
    }
    write_results(folder, run_of(found, inputs, lang), dict(contents.values()), force=force)
    written = {key: folder / name for key, (name, _) in contents.items()}
    return {**written, "manifest": folder / MANIFEST}
