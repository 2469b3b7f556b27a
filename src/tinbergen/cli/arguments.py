"""Values of arguments and options: read here, so that every fault has a code and a language."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from tinbergen.app.settings import Assigned, Setting
from tinbergen.core.errors import Language, TinbergenError, did_you_mean
from tinbergen.core.limits import LARGEST
from tinbergen.core.period import Period, Span

Word = TypeVar("Word", bound=str)

LANGUAGES: tuple[Language, ...] = ("en", "zh")

#: Options of every command, with the place of their value.
COMMON: dict[str, str] = {
    "--json": "",
    "--lang": "en|zh",
    "--timeout": "SECONDS",
    "--limit": "NAME=VALUE",
    "--debug": "",
    "--help": "",
}


def option(name: str, words: str, metavar: str | None = None) -> Any:
    """An option; ``words`` are its help in both languages, ``"English | 中文"``."""
    return typer.Option(name, help=words, metavar=metavar, show_default=False)


def argument(metavar: str, words: str) -> Any:
    """A positional argument; ``words`` as for :func:`option`."""
    return typer.Argument(help=words, metavar=metavar, show_default=False)


Folder = Annotated[
    Path | None,
    option("--out", "Folder for the report; by default out/NAME, with the date, scenario and "
           "language asked for | 报告文件夹；默认 out/名称，并含指定的日期、情景与语言", "FOLDER"),
]  # fmt: skip

Force = Annotated[
    bool,
    option("--force", "Replace other results that are there already | 替换已有的其他结果"),
]

Unsealed = Annotated[
    bool,
    option(
        "--unsealed",
        "Take a document that your key did not seal: another person's or machine's | "
        "接受未经您的密钥封印的文档（他人或其他机器的）",
    ),
]

CASE = "A case file, or the name of a worked case (us-2008) | 案例文件，或内置案例名（us-2008）"
_AS_OF = "Last period that may be seen | 可见数据的最后时期"
_SCENARIO = (
    "What is assumed to happen besides: one that 'tinbergen scenarios' lists, or of a file, "
    "FILE.yaml:NAME | 假定另外发生的情景：'tinbergen scenarios' 所列，或文件中的 文件.yaml:名称"
)
AsOf = Annotated[str | None, option("--as-of", _AS_OF, "2008Q3")]
ScenarioName = Annotated[str | None, option("--scenario", _SCENARIO, "NAME")]


@dataclass(frozen=True, slots=True)
class Common:
    """The options that every command takes, wherever they stand; ``rest`` are all other words."""

    as_json: bool
    debug: bool
    lang: str | None
    timeout: str | None
    limits: tuple[str, ...]
    rest: tuple[str, ...]


def common(words: Sequence[str]) -> Common:
    """Take the common options out of a command line, up to ``--``.

    Raises
    ------
    TinbergenError
        U006 when one that takes a value has none.
    """
    end = list(words).index("--") if "--" in words else len(words)
    rest: list[str] = []
    said: dict[str, list[str]] = {name: [] for name, value in COMMON.items() if value}
    flags = set()
    own = iter(words[:end])
    for word in own:
        name, sign, value = word.partition("=")
        if word in ("--json", "--debug"):
            flags.add(word)
        elif name not in said:
            rest.append(word)
        elif sign or (value := next(own, "")):
            said[name].append(value)
        else:
            raise TinbergenError("U006", option=name, needed=COMMON[name])
    lang, timeout = (said[name][-1] if said[name] else None for name in ("--lang", "--timeout"))
    limits = tuple(part for text in said["--limit"] for part in text.split(","))
    rest += words[end:]
    return Common("--json" in flags, "--debug" in flags, lang, timeout, limits, tuple(rest))


def language(said: str | None) -> Language:
    """The language asked for: by ``--lang``, else by TINBERGEN_LANG, else that of the system.

    Of the system's locales the first that is set counts (LC_ALL, LC_MESSAGES, LANG); where it is
    not Chinese, English.

    Raises
    ------
    TinbergenError
        U008 when it is neither en nor zh.
    """
    if said is not None:
        return choice("--lang", said, LANGUAGES)
    wanted = os.environ.get("TINBERGEN_LANG", "")
    # A locale such as zh_CN.UTF-8 names its language first.
    word = re.split(r"[_.\-]", wanted.lower())[0]
    if word:
        return choice("TINBERGEN_LANG", word, LANGUAGES)
    system = next((os.environ[name] for name in _LOCALES if os.environ.get(name)), "")
    return "zh" if system.lower().startswith("zh") else "en"


_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


def choice(option: str, text: str, known: Collection[Word]) -> Word:
    """One of a few words, whatever its capitals."""
    for each in known:
        if text.lower() == each.lower():
            return each
    raise TinbergenError(
        "U008", hint=did_you_mean(text, known), option=option, text=text, known=", ".join(known)
    )


def whole(option: str, text: str, least: int, most: int) -> int:
    """A whole number from ``least`` to ``most``."""
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise TinbergenError("U007", option=option, text=text, least=least, most=most)
    return value


def real(option: str, text: str, least: float, most: float) -> float:
    """A number strictly between ``least`` and ``most``."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not least < value < most:
        raise TinbergenError("U011", option=option, text=text, least=least, most=most)
    return value


def share(option: str, text: str) -> float:
    """A number from 0 to 1, both included."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise TinbergenError("U011", option=option, text=text, least=0, most=1)
    return value


def seconds(text: str | None) -> float | None:
    """The value of ``--timeout``; None is for ever.

    Raises
    ------
    TinbergenError
        U011 when it is no positive number.
    """
    return None if text is None else real("--timeout", text, 0, 1_000_000)


def names(option: str, texts: Sequence[str] | None) -> list[str]:
    """Names separated by commas, in one option or several; commas in parentheses don't count.

    Raises
    ------
    TinbergenError
        U006 when the option was given and names nothing.
    """
    found = [part.strip() for text in texts or () for part in re.split(r",(?![^()]*\))", text)]
    kept = list(dict.fromkeys(part for part in found if part))
    if texts and not kept:
        raise TinbergenError("U006", option=option, needed="A,B")
    return kept


def named_files(option: str, texts: Sequence[str] | None) -> dict[str, Path]:
    """Files by name, each written ``NAME=FILE``.

    Raises
    ------
    TinbergenError
        U077 when one is written otherwise.
    """
    found = {}
    for text in texts or ():
        name, sign, file = (part.strip() for part in text.partition("="))
        if not (name and sign and file):
            raise TinbergenError("U077", option=option, text=text)
        found[name] = Path(file)
    return found


def period(text: str | None) -> Period | None:
    """A period such as ``2008Q3``, where one is given; C001 when it is none."""
    return Period.parse(text) if text else None


def sample(option: str, text: str) -> Span:
    """A span of periods written ``1961Q1:2008Q3``.

    Raises
    ------
    TinbergenError
        U012 when it is not two periods in order, C001 when one of them is no period, C002 when
        their frequencies differ.
    """
    parts = text.split(":")
    if len(parts) != 2:
        raise TinbergenError("U012", option=option, text=text)
    first, last = (Period.parse(part) for part in parts)
    if last < first:
        raise TinbergenError("U012", option=option, text=text)
    return first.to(last)


_WINDOW = re.compile(r"\s*([+-]?\d{1,6})\s*:\s*([+-]?\d{1,6})\s*")


def window(option: str, text: str) -> tuple[int, int]:
    """First and last period of event time, written ``-1:1``; U220 when it is none."""
    found = _WINDOW.fullmatch(text)
    first, last = (int(part) for part in found.groups()) if found else (1, 0)
    if last < first:
        raise TinbergenError("U220", option=option, text=text)
    return first, last


_ASSIGNED = re.compile(r"\s*([^\W\d]\w*)\s*(\+?=)\s*([^\s@]+)\s*(?:@\s*(\S+)\s*)?")


def _assigned(text: str, code: str) -> tuple[str, str, float, Span | None]:
    """Name, sign, value and stretch; ``code`` is raised where there is no such thing."""
    found = _ASSIGNED.fullmatch(text)
    try:
        value = float(found[3]) if found else math.nan
    except ValueError:
        value = math.nan
    if not found or not abs(value) <= LARGEST:
        raise TinbergenError(code, text=text)
    if found[4] is None:
        return found[1], found[2], value, None
    parts = found[4].split(":")
    periods = [Period.parse(part) for part in parts]
    if len(periods) > 2 or periods[-1] < periods[0]:
        raise TinbergenError(code, text=text)
    return found[1], found[2], value, periods[0].to(periods[-1])


def setting(text: str) -> Setting:
    """A setting as it is written.

    Raises
    ------
    TinbergenError
        U013 when it is not a name, an equals sign, a number and perhaps a stretch in order, C001
        when what stands behind ``@`` is no period.
    """
    name, sign, value, stretch = _assigned(text, "U013")
    return Setting(name, value, sign == "+=", stretch)


def addition(text: str) -> Assigned:
    """What ``--add`` says.

    Raises
    ------
    TinbergenError
        U060 in place of U013; else as :func:`setting`.
    """
    name, sign, value, stretch = _assigned(text, "U060")
    if sign != "=":
        raise TinbergenError("U060", text=text)
    return Assigned(name, value, stretch)


def fixed(text: str) -> Assigned:
    """What ``--fix`` says; its stretch is not None.

    Raises
    ------
    TinbergenError
        U061 in place of U013, and when the periods are missing; else as :func:`setting`.
    """
    name, sign, value, stretch = _assigned(text, "U061")
    if sign != "=" or stretch is None:
        raise TinbergenError("U061", text=text)
    return Assigned(name, value, stretch)
