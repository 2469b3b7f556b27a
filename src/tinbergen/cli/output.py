"""Where results go: to a person's terminal or, with ``--json``, to another program."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from tinbergen.app.results import Note
from tinbergen.core.errors import Advice, Language, TinbergenError
from tinbergen.core.plain import dump, plain
from tinbergen.core.text import clean

if TYPE_CHECKING:
    from rich.console import Console

#: Lines longer than this are hard to read, however wide the terminal.
WIDEST = 100
#: Characters of JSON that nobody reads, and that indenting would double.
_HUGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Output:
    """How one command answers: in which language, to whom."""

    lang: Language = "en"
    as_json: bool = False
    debug: bool = False

    def give(
        self,
        data: Any,
        show: Callable[[Console, Language], None],
        advice: Iterable[Advice] = (),
    ) -> None:
        """The result of a command: as JSON, or shown. Nothing else goes to standard output.

        Warnings follow on standard error; as JSON they are part of the result.
        """
        if self.as_json:
            write(sys.stdout, to_json(data))
            return
        show(console(sys.stdout), self.lang)
        sys.stdout.flush()
        screen = console(sys.stderr)
        for each in advice:
            _print_message(screen, each.render(self.lang), "yellow")

    def notes(self, advice: Iterable[Advice]) -> tuple[Note, ...]:
        """Warnings as part of a result."""
        return tuple(note(each, self.lang) for each in advice)

    def fail(self, fault: TinbergenError) -> None:
        """An error, to standard error: rendered, or as one JSON object."""
        if self.as_json:
            write(sys.stderr, to_json(fault.to_dict(self.lang)))
        else:
            _print_message(console(sys.stderr), fault.render(self.lang), "bold red")


def console(stream: TextIO) -> Console:
    """The terminal behind a stream; plain where there is none, or where NO_COLOR is set."""
    from rich.console import Console

    screen = Console(file=stream, highlight=False, markup=False, emoji=False)
    if screen.width > WIDEST:
        screen.width = WIDEST
    return screen


def write(stream: TextIO, text: str) -> None:
    """One line, whatever the stream's encoding can hold."""
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(json.loads(text), indent=2)
    stream.write(text + "\n")
    stream.flush()


def _print_message(screen: Console, message: str, style: str) -> None:
    """A rendered message: its first words in colour, unwrapped so that carets stay in place."""
    from rich.text import Text as Styled

    first, *rest = clean(message).split("\n")
    label, bracket, title = first.partition("]")
    screen.print(Styled.assemble((label + bracket, style), (title, "bold")), soft_wrap=True)
    for line in rest:
        screen.print(Styled(line), soft_wrap=True)


def note(advice: Advice, lang: Language) -> Note:
    at = advice.at
    return Note(
        code=advice.code,
        message=advice.text("title", lang),
        cause=advice.text("cause", lang),
        fix=advice.text("fix", lang),
        file=at.file if at else None,
        line=at.line if at else None,
        column=at.column if at else None,
    )


def to_json(data: Any) -> str:
    """Strictly valid JSON: what is not a finite number is null; indented unless it is huge."""
    content = plain(data)
    text = dump(content, None)
    return text if len(text) > _HUGE else dump(content)
