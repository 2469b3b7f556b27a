"""Every user error: a code, a place, a cause and a fix, in English and Chinese.

The catalogue is data, so that a message is written, translated and reviewed without code: files in
``core/messages``, one a layer, and a ``messages.toml`` in each folder that has messages of its own.
Code that finds a fault names the code and the facts:

>>> raise TinbergenError("M003", at=Location("us.mod", 12, 7), name="consmption")  # doctest: +SKIP
"""

from __future__ import annotations

import difflib
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self

from tinbergen.core.text import Language as Language
from tinbergen.core.text import Text

#: Characters of a source line that an error shows.
_LONGEST = 200

_LABELS: dict[str, dict[str, str]] = {
    "en": {
        "error": "error",
        "warning": "warning",
        "cause": "cause",
        "fix": "fix",
        "hint": "did you mean",
    },
    "zh": {"error": "错误", "warning": "警告", "cause": "原因", "fix": "解决", "hint": "是否想写"},
}


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a user's file; ``text`` is the source line, shown above the caret."""

    file: str
    line: int | None = None
    column: int | None = None
    text: str | None = None

    def __str__(self) -> str:
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n is not None)]
        return ":".join(parts)

    def excerpt(self) -> str:
        """The source line with a caret below the column; empty when the line is not known.

        Of a long line the part around the column is shown; characters that would steer the
        terminal are blanks.
        """
        if self.text is None or self.line is None:
            return ""
        margin = f"{self.line:>5} | "
        whole = "".join(c if c.isprintable() else " " for c in self.text.rstrip("\r\n"))
        at = (self.column or 1) - 1
        first = max(0, at - _LONGEST // 2) if len(whole) > _LONGEST else 0
        shown = whole[first : first + _LONGEST]
        if self.column is None:
            return margin + shown
        before = sum(_cells(c) for c in shown[: at - first])
        return f"{margin}{shown}\n{'':>5} | {' ' * before}^"


def _cells(character: str) -> int:
    """How many cells of a terminal a character fills: two for Chinese ones."""
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


#: What a folder's own messages are called.
MESSAGES = "messages.toml"

Messages = dict[str, dict[str, dict[str, str]]]


@cache
def catalogue() -> Messages:
    """All messages: code -> language -> {title, cause, fix}."""
    root = Path(str(files("tinbergen")))
    found = [*sorted(root.glob("core/messages/*.toml")), *sorted(root.glob(f"*/*/{MESSAGES}"))]
    messages: Messages = {}
    for path in found:
        messages.update(_messages(path))
    return messages


def bring_messages(folder: Path) -> None:
    """Adds the messages of a folder outside this package to the catalogue, where it has any.

    Raises
    ------
    TinbergenError
        C007 when the file is no TOML, has a code that means something else already, or lacks
        English, in which messages without a translation are told.
    """
    path = folder / MESSAGES
    if not path.is_file():
        return
    try:
        brought = _messages(path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise TinbergenError("C007", file=path, problem=str(fault)) from None
    for code, entry in brought.items():
        if not (isinstance(entry, dict) and "title" in entry.get("en", {})):
            raise TinbergenError("C007", file=path, problem=_UNTOLD.fill(code=code))
        if catalogue().setdefault(code, entry) != entry:
            raise TinbergenError("C007", file=path, problem=_TAKEN.fill(code=code))


_UNTOLD = Text("{code} has no en.title", "{code} 没有 en.title")
_TAKEN = Text("the code {code} is taken", "代码 {code} 已被占用")


def _messages(path: Path) -> Messages:
    return tomllib.loads(path.read_text(encoding="utf-8"))


class _Facts(dict[str, Any]):
    """Leaves an unknown ``{placeholder}`` standing rather than failing inside an error."""

    @classmethod
    def of(cls, facts: dict[str, Any], lang: Language) -> _Facts:
        """Facts that are phrases, in the message's own language."""
        return cls({k: getattr(v, lang) if isinstance(v, Text) else v for k, v in facts.items()})

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class TinbergenError(Exception):
    """A fault the user can mend. ``facts`` fill the placeholders of the catalogue's texts.

    Parameters
    ----------
    code
        Key of the catalogue, such as ``"M003"``.
    at
        Where the fault stands, when it stands in a file.
    hint
        The name that was probably meant.

    Its class follows from the code: ``except SolveError`` catches all that could not be solved.
    ``also`` are further faults of the same input, found with it (:func:`together`).
    """

    def __new__(cls, code: str, /, **_: Any) -> Self:
        kind = kind_of(code)
        return super().__new__(kind if issubclass(kind, cls) else cls, code)

    def __init__(
        self, code: str, /, *, at: Location | None = None, hint: str | None = None, **facts: Any
    ) -> None:
        self.code = code
        self.at = at
        self.hint = hint
        self.facts = facts
        self.also: tuple[TinbergenError, ...] = ()
        super().__init__(self.render("en"))

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies, and those sent between processes, are made of the facts, not of the message."""
        return _again, (self.code, self.at, self.hint, self.facts, self.also)

    def __str__(self) -> str:
        return self.render("en")

    def placed(self, at: Location | None) -> TinbergenError:
        """The same fault where it was asked for, if that is known and it has no place yet."""
        return TinbergenError(self.code, at=self.at or at, hint=self.hint, **self.facts)

    def text(self, part: Literal["title", "cause", "fix"], lang: Language = "en") -> str:
        """One part of the message in one language, placeholders filled."""
        entry = catalogue()[self.code]
        template = entry.get(lang, entry["en"]).get(part, "")
        return template.format_map(_Facts.of(self.facts, lang))

    def render(self, lang: Language = "en") -> str:
        """The whole message as plain text, and those of the faults found with it."""
        return "\n".join(render(each, "error", lang) for each in (self, *self.also))

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """The message for machine output; those of ``also`` have the same keys but this one."""
        return {**self._own_dict(lang), "also": [each._own_dict(lang) for each in self.also]}

    def _own_dict(self, lang: Language) -> dict[str, Any]:
        return {
            "code": self.code,
            "message": self.text("title", lang),
            "cause": self.text("cause", lang),
            "fix": self.text("fix", lang),
            "hint": self.hint,
            "file": self.at.file if self.at else None,
            "line": self.at.line if self.at else None,
            "column": self.at.column if self.at else None,
        }


class DataError(TinbergenError):
    """Data, or a method on them: what they lack or how they are written."""


class TooLittleDataError(DataError):
    """A series is too short, gapped, constant or drifting for a method."""


class SeriesError(DataError):
    """One series of several can't be forecast."""


class UnreadableError(TinbergenError):
    """A file can't be read."""


class ModelError(TinbergenError):
    """A model file, its equations or its values."""


class GrammarError(ModelError):
    """A text that is not of the model language."""


class UndeterminedError(ModelError):
    """Equations that can't determine their variables."""


class UncountedError(ModelError):
    """More or fewer equations than variables."""


class UnvaluedError(ModelError):
    """A parameter or shock without value."""


class UnsizedError(UnvaluedError):
    """A shock whose size only another program computes."""


class SpecificationError(TinbergenError):
    """A regression or an estimation that can't be carried out as it is asked for."""


class NoRegressorsError(SpecificationError):
    """An equation without endogenous regressors has no first stage."""


class CaseError(TinbergenError):
    """A case, a pack, a scenario or a plan."""


class SolveError(TinbergenError):
    """A model, a path or a choice that could not be solved."""


class UnsolvedError(SolveError):
    """The equations of a period, or of a path, have no solution that was found."""


class InfeasibleError(SolveError):
    """No choice keeps the limits."""


class UnsettledError(SolveError):
    """An optimisation whose iterations did not settle."""


class NotYetError(TinbergenError):
    """What is asked for is not there yet."""


class StoppedError(TinbergenError):
    """Work that was cancelled, or whose time was over."""


class LimitError(TinbergenError):
    """More was read or asked for than a limit allows."""


class UsageError(TinbergenError):
    """How a command or a function was called."""


#: Classes of single codes; those of the others follow from their first letter.
_KINDS: dict[str, type[TinbergenError]] = {
    **dict.fromkeys(("C001", "C002", "C006", "C008", "C009", "C010", "C011"), UsageError),
    "C005": UnreadableError, "C012": StoppedError, "U030": StoppedError, "C240": LimitError,
    "E003": UnsolvedError, "E011": UnsolvedError, "E012": UnsolvedError,
    "E009": InfeasibleError, "E021": InfeasibleError, "E010": UnsettledError, "E016": NotYetError,
    "F001": SeriesError, "F003": SeriesError, "F007": SeriesError, "F240": SeriesError,
    **dict.fromkeys(("F050", "F051", "F052", "F055", "F056"), TooLittleDataError),
    "M001": GrammarError, "M002": GrammarError, "M003": GrammarError,
    "M006": UnvaluedError, "M144": UnvaluedError, "M152": UnsizedError,
    "M020": UncountedError, "M021": UndeterminedError,
    "S019": NoRegressorsError,
}  # fmt: skip
_FAMILIES: dict[str, type[TinbergenError]] = {
    "D": DataError, "F": DataError, "M": ModelError, "L": CaseError, "E": SolveError,
    "S": SpecificationError, "U": UsageError, "R": UsageError,
}  # fmt: skip


def kind_of(code: str) -> type[TinbergenError]:
    """The class of a code's errors."""
    return _KINDS.get(code) or _FAMILIES.get(code[:1], TinbergenError)


def _again(
    code: str,
    at: Location | None,
    hint: str | None,
    facts: dict[str, Any],
    also: tuple[TinbergenError, ...],
) -> TinbergenError:
    fault = TinbergenError(code, at=at, hint=hint, **facts)
    fault.also = also
    return fault


def together(faults: Iterable[TinbergenError]) -> TinbergenError:
    """The first of several faults, which brings the others: all are told at once."""
    first, *rest = faults
    found = TinbergenError(first.code, at=first.at, hint=first.hint, **first.facts)
    found.also = (*first.also, *rest)
    return found


@dataclass(frozen=True, slots=True)
class Advice:
    """A warning with the same anatomy as an error; the work goes on."""

    code: str
    facts: dict[str, Any]
    at: Location | None = None

    def text(self, part: Literal["title", "cause", "fix"], lang: Language = "en") -> str:
        entry = catalogue()[self.code]
        return entry.get(lang, entry["en"]).get(part, "").format_map(_Facts.of(self.facts, lang))

    @property
    def hint(self) -> None:
        return None

    def render(self, lang: Language = "en") -> str:
        return render(self, "warning", lang)


def render(fault: TinbergenError | Advice, severity: str, lang: Language) -> str:
    """The message as the command line prints it, without colours."""
    labels = _LABELS[lang]
    place = f" {fault.at}" if fault.at else ""
    lines = [f"{labels[severity]}[{fault.code}]{place}: {fault.text('title', lang)}"]
    if fault.at and (excerpt := fault.at.excerpt()):
        lines.append(excerpt)
    for part in ("cause", "fix"):
        if text := fault.text(part, lang):
            lines.append(f"  {labels[part]}: {text}")
    if fault.hint:
        lines.append(f"  {labels['hint']}: {fault.hint}")
    return "\n".join(lines)


def did_you_mean(name: str, candidates: Iterable[str]) -> str | None:
    """The closest candidate, compared without regard to case; None when nothing is close."""
    known = {c.lower(): c for c in candidates}
    close = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    return known[close[0]] if close else None
