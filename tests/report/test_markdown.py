import pytest

from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Column, Definitions, Findings, Table
from tinbergen.report.document import Document, Section
from tinbergen.report.markdown import markdown


def words(text):
    return Text(text, f"{text}（中）")


PAGE = Document(
    words("Title"),
    meta=[(words("As of"), "2008Q4")],
    sections=[
        Section(
            words("Part"),
            words("Lead."),
            [
                words("One."),
                Table(
                    words("Table"),
                    [Column(words("name"), align="text"), Column(words("value"), words("%"))],
                    [["a|b", 1.25], ["c", None]],
                    note=words("Note."),
                ),
                words("Two."),
                Callout(words("Look"), words("out.")),
                Definitions([(words("term"), 2.0)]),
            ],
            words("Foot."),
        )
    ],
    colophon=words("End."),
)

EXPECTED = """\
# Title

*[中文](other.md)*

- As of: 2008Q4

## Part

Lead.

- One.
- Two.

### Table

| name | value, % |
| --- | ---: |
| a\\|b | 1.2 |
| c | – |

*Note.*

> **Look** out.

- term: 2.0

*Foot.*

End.
"""


def test_a_page():
    assert markdown(PAGE, "en", "other.md") == EXPECTED


def test_in_chinese():
    shown = markdown(PAGE, "zh", "other.md")
    assert shown.startswith("# Title（中）\n\n*[English](other.md)*")
    assert "Lead.（中）" in shown


def test_what_it_has_no_form_for():
    page = Document(words("T"), sections=[Section(words("S"), None, [Findings([])])])
    with pytest.raises(TypeError, match="Findings"):
        markdown(page, "en")
