"""What is done to inputs: wounds of texts, and changes that keep the grammar of their kind.

A change that keeps the grammar gets past the parser, to what is computed: numbers become extreme,
lists shorter or longer, keys and statements vanish, come twice or change places.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from typing import Any

#: What breaks parsers.
POISON = [
    "(", ")", "[", "]", "{", "}", ";", ",", "'", '"', "/*", "*/", "%", "@#", "@{", "^", "\0",
    "\ufeff", "\r", "\n\n", "\t", "é", "中", "1e999", "-1", "1/0", "log(0)", "&a", "*a",
    "---", "!!python/object:os.system", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "<", ">", "=",
    "==", "NaN", "inf", "end;", "model;", "@#for i in 1:1000000000", "@#endfor", "(" * 300,
    "[" * 9000, "9" * 400, "9" * 100_000, "2008Q3", "2008-13", "9999Q4", "0000", "#",
]  # fmt: skip
#: Numbers at the edges, as they are written.
EXTREMES = [
    "0", "-0.0", "1", "-1", "2", "0.5", "1e-9", "-1e-9", "1e-300", "1e-320", "1e300", "-1e300",
    "1e200", "1e160", "1e50", "1e15", "1e9", "1000000000", "2147483648", "-2147483649",
    "9007199254740993", "9" * 30, "9" * 5000, "nan", "inf", "-inf", "1e999", "3.7", "100000",
    "99999999", "365", "12.000000001",
]  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d*)?(?:[eE][+-]?\d+)?(?![\w.])")
_WORD = re.compile(r"[^\W\d]\w*")
_NASTY = [
    "",
    " ",
    "0",
    "nan",
    "GDP",
    "é" * 50,
    "\x1b]0;x\a",
    "=1+1",
    "../../etc/passwd",
    "a" * 9000,
]

Mutator = Callable[[str, random.Random], str]


def wounded(text: str, rng: random.Random, others: tuple[str, ...] = ()) -> str:
    """A damaged copy, by one to four wounds: characters changed, pieces cut, doubled, swapped."""
    for _ in range(rng.randint(1, 4)):
        i, j = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        j = min(j, i + rng.choice([1, 3, 10, 60]))
        match rng.randrange(6 if others else 5):
            case 0:
                text = text[:i] + text[j:]
            case 1:
                text = text[:i] + text[i:j] * rng.randint(2, 4) + text[j:]
            case 2:
                text = text[:i] + rng.choice(POISON) + text[i:]
            case 3:
                text = text[:i] + chr(rng.randrange(1, 0x250)) + text[i + 1 :]
            case 4:
                text = text[:i] + text[i:j][::-1] + text[j:]
            case _:
                other = rng.choice(others)
                k = rng.randrange(len(other) + 1)
                text = text[:i] + other[k : k + 40] + text[i:]
        if not text:
            return " "
    return text


def renumbered(text: str, rng: random.Random) -> str:
    """One to three numbers of a text at the edge of what numbers can be."""
    for _ in range(rng.randint(1, 3)):
        found = list(_NUMBER.finditer(text))
        if not found:
            return text
        one = rng.choice(found)
        text = text[: one.start()] + rng.choice(EXTREMES) + text[one.end() :]
    return text


def reworded(text: str, rng: random.Random) -> str:
    """One to three names of a text exchanged for others of it."""
    for _ in range(rng.randint(1, 3)):
        found = list(_WORD.finditer(text))
        if not found:
            return text
        one, other = rng.choice(found), rng.choice(found)
        text = text[: one.start()] + other.group() + text[one.end() :]
    return text


def rearranged(sign: str) -> Mutator:
    """Statements that end with a sign (lines, where it is a line's end) cut, doubled or moved."""

    def mutated(text: str, rng: random.Random) -> str:
        parts = text.split(sign)
        for _ in range(rng.randint(1, 3)):
            i, j = rng.randrange(len(parts)), rng.randrange(len(parts))
            match rng.randrange(4):
                case 0 if len(parts) > 1:
                    del parts[i]
                case 1:
                    parts.insert(j, parts[i])
                case 2:
                    parts[i], parts[j] = parts[j], parts[i]
                case _:
                    parts[i : i + 1] = [parts[i]] * rng.choice([2, 3, 50])
        return sign.join(parts)

    return mutated


def grown(pieces: tuple[str, ...]) -> Mutator:
    """A piece of the language's own put in at the end of a word: deep, long or far away."""

    def mutated(text: str, rng: random.Random) -> str:
        places = [m.end() for m in _WORD.finditer(text)] or [0]
        for _ in range(rng.randint(1, 2)):
            at = min(rng.choice(places), len(text))
            text = text[:at] + rng.choice(pieces) + text[at:]
        return text

    return mutated


# -- trees ----------------------------------------------------------------------------------------
def tree(content: Any, rng: random.Random) -> Any:
    """A copy of nested dicts and lists with one to three of its parts changed."""
    content = copy.deepcopy(content)
    for _ in range(rng.randint(1, 3)):
        places = list(_places(content))
        if not places:
            return content
        holder, key = rng.choice(places)
        if isinstance(holder, list) and key >= len(holder):
            continue
        _change(holder, key, rng)
    return content


def _places(content: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    waiting = [content]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list):
            keys = list(one) if isinstance(one, dict) else list(range(len(one)))
            found += [(one, key) for key in keys]
            waiting += [one[key] for key in keys]
    return found


def _change(holder: Any, key: Any, rng: random.Random) -> None:
    value = holder[key]
    match rng.randrange(8):
        case 0:
            del holder[key]
        case 1 if isinstance(value, list) and value:
            holder[key] = value[: rng.randrange(len(value))]
        case 1 | 2 if isinstance(value, list):
            holder[key] = value + value[-1:] * rng.choice([1, 40])
        case 3:
            holder[key] = rng.choice([None, True, [], {}, [[]], "", -1, {"en": "a"}])
        case 4 if isinstance(holder, dict):
            holder[str(rng.choice(_NASTY))] = holder.pop(key)
        case 5:
            holder[key] = rng.choice(_NASTY)
        case 6 if isinstance(holder, list):
            holder[key] = holder[rng.randrange(len(holder))]
        case _:
            holder[key] = extreme(rng)


def extreme(rng: random.Random) -> Any:
    """A number at the edge, as JSON can write it."""
    text = rng.choice(EXTREMES)
    try:
        return int(text) if text.lstrip("-").isdigit() and len(text) < 4000 else float(text)
    except ValueError:
        return text


def json_tree(text: str, rng: random.Random) -> str:
    return json.dumps(tree(json.loads(text), rng))


def yaml_tree(text: str, rng: random.Random) -> str:
    import yaml

    changed = tree(yaml.load(text, Loader=yaml.BaseLoader), rng)
    return yaml.safe_dump(changed, allow_unicode=True, sort_keys=False, width=1000)


def csv_cells(text: str, rng: random.Random) -> str:
    """Cells and columns of a table changed."""
    rows = [line.split(",") for line in text.strip().split("\n")]
    width = len(rows[0])
    for _ in range(rng.randint(1, 4)):
        i, j = rng.randrange(len(rows)), rng.randrange(width)
        match rng.randrange(8):
            case 0:
                rows[i][j % len(rows[i])] = rng.choice(EXTREMES)
            case 1:
                rows[i][j % len(rows[i])] = rng.choice(_NASTY)
            case 2:
                value = rng.choice(EXTREMES)
                for row in rows[1:]:
                    row[j % len(row)] = value
            case 3:
                factor = rng.choice([1e-300, 1e-160, 1e-40, 1e40, 1e160, 1e300, 0.0, -1.0])
                for row in rows[1:]:
                    row[j % len(row)] = _times(row[j % len(row)], factor)
            case 4:
                # Nearly the multiple of another column.
                k = rng.randrange(width)
                noise = rng.choice([0, 1e-6, 1e-9, 1e-11, 1e-13, 1e-15])
                for row in rows[1:]:
                    row[j % len(row)] = _times(row[k % len(row)], 2 + noise * rng.gauss(0, 1))
            case 5:
                del rows[rng.randrange(1, max(len(rows), 2)) :]
            case 6:
                rows = rows[:1] + rows[1:] * rng.choice([1, 2, 20])
            case _:
                rng.shuffle(rows)
        if not rows:
            return ""
    return "\n".join(",".join(row) for row in rows) + "\n"


def _times(cell: str, factor: float) -> str:
    try:
        return repr(float(cell) * factor)
    except ValueError:
        return cell
