"""Where results go: to a person's terminal or, with ``--json``, to another program."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from unicodedata import category

from tinbergen.app.results import Note
from tinbergen.core.errors import Advice, Language, TinbergenError
from tinbergen.core.period import Period

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


def clean(text: str) -> str:
    """A user's text without what would steer the terminal, each such character replaced by one."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if category(c) in ("Cc", "Cs") and c not in "\n\t" else c
        for c in text
    )


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
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    if len(text) > _HUGE:
        return text
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)


def plain(data: Any) -> Any:
    """Documents, arrays and periods as dicts, lists, strings and finite numbers.

    The same as :func:`tinbergen.core.serial.to_dict` where both apply, without its start-up cost.
    """
    match data:
        case None | bool() | int() | str():
            return data
        case float():
            return float(data) if math.isfinite(data) else None
        case Period() | Path():
            return str(data)
        case Mapping():
            return {
                key if type(key) is str else _key(key): plain(value) for key, value in data.items()
            }
        case list() | tuple():
            return [plain(value) for value in data]
        case _ if dataclasses.is_dataclass(data):
            return {f.name: plain(getattr(data, f.name)) for f in dataclasses.fields(data)}
        case _:
            return plain(data.tolist())


def _key(key: Any) -> str:
    return f"{key:g}" if isinstance(key, float) else str(key)
