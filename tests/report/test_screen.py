"""Nothing that is printed steers the terminal, whoever wrote it."""

import io

from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Styled

from tinbergen.core.text import clean
from tinbergen.report.screen import Screen

EVIL = "A\x1b]0;pwn\x07\x1b[2J\x9b31m\u202eB"


def test_whatever_is_printed(monkeypatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    stream = io.StringIO()
    screen = Screen(stream, 80)
    table = Table(title=EVIL)
    table.add_column(EVIL)
    table.add_row(EVIL)
    for each in (EVIL, f"{EVIL}\n{EVIL}", Styled(EVIL), Panel(EVIL, title=EVIL), table):
        screen.print(each)
    screen.print(EVIL, soft_wrap=True)
    shown = stream.getvalue()
    assert shown.count("pwn") >= 8
    assert set(shown) & set("\x1b\x07\x9b\u202e") == set()


def test_its_own_colours_are_shown(monkeypatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    stream = io.StringIO()
    Screen(stream, 80).print("\x1b[2Jred", style="red")
    assert stream.getvalue().startswith("\x1b[31m")
    assert "\x1b[2J" not in stream.getvalue()


def test_directions_are_not_turned() -> None:
    assert clean("ab\u202ecd\u2066") == "ab\ufffdcd\ufffd"
    assert clean("增长\tx\ny") == "增长\tx\ny"
