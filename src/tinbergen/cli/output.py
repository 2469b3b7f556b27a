"""Where results go: to a person's terminal or, with ``--json``, to another program."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

from tinbergen.app.answer import Answer, to_json
from tinbergen.core.errors import Language, TinbergenError, render
from tinbergen.core.progress import Progress
from tinbergen.core.text import clean

if TYPE_CHECKING:
    from rich.console import Console

#: Lines longer than this are hard to read, however wide the terminal.
WIDEST = 100


@dataclass(frozen=True, slots=True)
class Output:
    """How one command answers: in which language, to whom, and how long it may take."""

    lang: Language = "en"
    as_json: bool = False
    debug: bool = False
    progress: Progress = field(default_factory=Progress)

    def give(self, answer: Answer[Any, Any], show: Callable[[Console, Language], None]) -> None:
        """The answer of a command: as JSON, or shown. Nothing else goes to standard output.

        Warnings follow on standard error; as JSON they are part of the result.
        """
        if self.as_json:
            write(sys.stdout, to_json(answer.result))
            return
        show(console(sys.stdout), self.lang)
        sys.stdout.flush()
        screen = console(sys.stderr)
        for each in answer.advice:
            _print_message(screen, each.render(self.lang), "yellow")

    def fail(self, fault: TinbergenError) -> None:
        """An error and those found with it, to standard error: rendered, or as one JSON object."""
        if self.as_json:
            write(sys.stderr, to_json(fault.to_dict(self.lang)))
        else:
            screen = console(sys.stderr)
            for each in (fault, *fault.also):
                _print_message(screen, render(each, "error", self.lang), "bold red")


def console(stream: TextIO) -> Console:
    """The terminal behind a stream; plain where there is none, or where NO_COLOR is set."""
    from tinbergen.report.screen import Screen

    screen = Screen(stream)
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
