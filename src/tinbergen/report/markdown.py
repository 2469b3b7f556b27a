"""Documents as Markdown: headings, paragraphs and tables, for pages that are kept with the code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tinbergen.core.text import Language, Text
from tinbergen.report.blocks import Callout, Definitions, Table, show
from tinbergen.report.document import Block, Document, Section


def markdown(document: Document, lang: Language, alternate: str | None = None) -> str:
    """The page; ``alternate`` is the address of the same page in the other language.

    Raises
    ------
    TypeError
        When it holds a block that Markdown has no form for.
    """
    parts = [f"# {document.title(lang)}"]
    if alternate:
        parts.append(f"*[{'English' if lang == 'zh' else '中文'}]({alternate})*")
    if document.meta:
        parts.append("\n".join(_definitions(document.meta, lang)))
    for section in document.sections:
        parts += _section(section, lang)
    if document.colophon:
        parts.append(document.colophon(lang))
    return "\n\n".join(parts) + "\n"


def _section(section: Section, lang: Language) -> Iterator[str]:
    yield f"## {section.title(lang)}"
    if section.lead:
        yield section.lead(lang)
    listed = [b for b in section.blocks if isinstance(b, Text)]
    if listed:
        yield "\n".join(f"- {text(lang)}" for text in listed)
    for block in section.blocks:
        if not isinstance(block, Text):
            yield from _block(block, lang)
    if section.note:
        yield f"*{section.note(lang)}*"


def _block(block: Block, lang: Language) -> Iterator[str]:
    match block:
        case Table():
            yield from _table(block, lang)
        case Callout():
            yield f"> **{block.title(lang)}**" + (f" {block.body(lang)}" if block.body else "")
        case Definitions():
            yield "\n".join(_definitions(block.items, lang))
        case _:
            raise TypeError(f"Markdown has no form for {type(block).__name__}")


def _definitions(items: Sequence[tuple[Text, object]], lang: Language) -> Iterator[str]:
    for term, value in items:
        yield f"- {term(lang)}: {show(value, lang)}"  # type: ignore[arg-type]


def _table(table: Table, lang: Language) -> Iterator[str]:
    if table.title:
        yield f"### {table.title(lang)}"
    heads = [c.name(lang) + (f", {c.unit(lang)}" if c.unit else "") for c in table.columns]
    rule = ["---:" if c.align == "number" else "---" for c in table.columns]
    rows = [table.cells(row, lang) for row in table.rows]
    yield "\n".join(_row(cells) for cells in (heads, rule, *rows))
    for said in (table.note, table.source):
        if said:
            yield f"*{said(lang)}*"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
