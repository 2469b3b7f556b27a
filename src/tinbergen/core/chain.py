"""Logs to which lines are only added: each carries a seal over itself and the seal before it.

Who changes, removes or exchanges a line breaks the chain, and who lacks the user's key can't mend
it. A sealed note kept beside the log says how many lines it had, so that an end cut off is found as
well. Who can put back an older copy of both goes unnoticed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tinbergen.core.seal import broken, seal
from tinbergen.core.text import Text

_NO_LINE = Text("it is no line of a log", "不是日志的一行")
_ORDER = Text("a line is missing before it, or stands twice", "其前缺行，或有行重复")


class ChainError(Exception):
    """Where a chain does not hold, counted from 1, and why; whoever reads a log tells it."""

    def __init__(self, line: int, detail: Text) -> None:
        super().__init__(line, detail)
        self.line, self.detail = line, detail


def link(facts: Mapping[str, Any], number: int, before: str, purpose: str) -> tuple[str, str]:
    """A line of a log, without its end, and the line's seal.

    Parameters
    ----------
    number
        The line's place in the log, from 1.
    before
        The seal of the line before; empty for the first.
    purpose
        Which log it is: a line of one can't stand in another.
    """
    told = {"n": number, **facts}
    given = seal(_content(told, before, purpose))
    return json.dumps({**told, "seal": given}, ensure_ascii=False), given


def unchain(text: str, purpose: str) -> tuple[list[dict[str, Any]], str]:
    """What the lines of a log say, and the last seal; nothing and an empty one without any.

    Raises
    ------
    ChainError
        At the first line for which the chain does not vouch.
    """
    found: list[dict[str, Any]] = []
    last = ""
    # Only a line feed ends a line: within texts stand others that end one, such as U+2028.
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), 1):
        try:
            told = json.loads(line)
            given, place = str(told.pop("seal")), told["n"]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise ChainError(number, _NO_LINE) from None
        problem = broken(given, _content(told, last, purpose)) if place == number else _ORDER
        if problem is not None:
            raise ChainError(number, problem)
        found.append(told)
        last = given
    return found, last


def note(count: int, purpose: str) -> str:
    """What stands beside a log of so many lines."""
    return json.dumps({"n": count, "seal": seal(_count(count, purpose))}) + "\n"


def noted(text: str, purpose: str) -> int | None:
    """How many lines a log's note vouches for; None when it is none that can be trusted."""
    try:
        told = json.loads(text)
        many, given = int(told["n"]), str(told["seal"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return many if broken(given, _count(many, purpose)) is None else None


def _content(told: Mapping[str, Any], before: str, purpose: str) -> bytes:
    return f"{purpose}\0{before}\0{json.dumps(told, sort_keys=True)}".encode()


def _count(many: int, purpose: str) -> bytes:
    return f"{purpose} lines\0{many}".encode()
