"""What the diagnoses share: where the data are, and pages in both languages."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tinbergen.core.text import Text
from tinbergen.report.blocks import Estimate, Findings
from tinbergen.report.document import Block, Document, Section

ROOT = Path(__file__).parents[2]
DATA = ROOT / os.environ.get("TINBERGEN_SHARED", "../shared") / "data"


def plain(word: str) -> Text:
    """A name that is the same in both languages."""
    return Text(word, word)


def write(name: str, title: Text, subtitle: Text, sections: Sequence[Section]) -> None:
    """Write ``name.en.html`` and ``name.zh.html`` into the folder given on the command line."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "out")
    folder.mkdir(parents=True, exist_ok=True)
    made = Document(title, subtitle, sections=sections)
    for lang, other in (("en", "zh"), ("zh", "en")):
        print(made.save(folder / f"{name}.{lang}.html", lang, f"{name}.{other}.html"))


def diagnosis(found: Sequence[Estimate], *pictures: Block) -> list[Section]:
    """The findings, then what they rest on."""
    return [
        Section(Text("Diagnosis", "诊断"), None, [Findings(found)]),
        Section(Text("What it rests on", "依据"), None, pictures),
    ]
