"""Mutated inputs: every one ends in a result or a coded error. ``python -m benchmarks.fuzz``.

Inputs are well-formed files with random damage: characters changed, pieces cut, doubled, swapped,
joined with pieces of others, or replaced by what breaks parsers. The seed makes a run repeatable.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tinbergen.core.errors import TinbergenError

#: What breaks parsers.
POISON = [
    "(", ")", "[", "]", "{", "}", ";", ",", "'", '"', "/*", "*/", "%", "@#", "@{", "^", "\0",
    "\ufeff", "\r", "\n\n", "\t", "é", "中", "1e999", "-1", "1/0", "log(0)", "&a", "*a",
    "---", "!!python/object:os.system", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "<", ">", "=",
    "==", "NaN", "inf", "end;", "model;", "@#for i in 1:1000000000", "@#endfor", "(" * 300,
    "9" * 400, "2008Q3", "2008-13", "#",
]  # fmt: skip

MODEL = """var c k; varexo z; parameters a b d s; a = 0.33; b = 0.96; d = 0.1; s = 2;
# not here
model;
# growth = a*k(-1)^(a-1);
[name='euler'] c^(-s) = b*c(+1)^(-s)*(a*z(+1)*k^(a-1) + 1 - d);
k = z*k(-1)^a + (1-d)*k(-1) - c; // capital
end;
initval; z = 1; k = 3.5; c = 1.1; end;
steady; shocks; var z; stderr 0.01; end;
stoch_simul(order=1, irf=0) c k;
@#define n = 3
"""
EQUATIONS = """<?xml version="1.0"?>
<frbus><variable><name>x</name><standard_equation>
<eviews_equation>x = y_x(1)*x(-1) + x_aerr</eviews_equation>
<coeff><cf_name>y_x(1)</cf_name><cf_value>0.5</cf_value></coeff></standard_equation></variable></frbus>
"""


def table() -> str:
    rows = ["date,GDP,C,I,G_gov,T,r,P,U"]
    for k in range(60):
        level = 100 * 1.007**k
        shares = ",".join(f"{share * level:.3f}" for share in (1, 0.66, 0.15, 0.08, 0.26))
        rates = f"{4 + k % 7 / 3:.2f},{100 + k:.1f},{5 + k % 5 / 4:.2f}"
        rows.append(f"{1995 + k // 4}Q{k % 4 + 1},{shares},{rates}")
    return "\n".join(rows) + "\n"


def mutate(text: str, others: list[str], rng: random.Random) -> str:
    """A damaged copy, by one to four wounds."""
    for _ in range(rng.randint(1, 4)):
        i, j = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        j = min(j, i + rng.choice([1, 3, 10, 60]))
        wound = rng.randrange(6)
        if wound == 0:
            text = text[:i] + text[j:]
        elif wound == 1:
            text = text[:i] + text[i:j] * rng.randint(2, 4) + text[j:]
        elif wound == 2:
            text = text[:i] + rng.choice(POISON) + text[i:]
        elif wound == 3:
            text = text[:i] + chr(rng.randrange(1, 0x250)) + text[i + 1 :]
        elif wound == 4:
            other = rng.choice(others)
            k = rng.randrange(len(other) + 1)
            text = text[:i] + other[k : k + 40] + text[i:]
        else:
            text = text[:i] + text[i:j][::-1] + text[j:]
        if not text:
            return " "
    return text


def readers() -> dict[str, tuple[str, Callable[[Path], object]]]:
    """Kind of input -> a whole one, and what reads it."""
    from tinbergen.data.eightcolumn import read_eight
    from tinbergen.dynare.run import run
    from tinbergen.loop.case import cases
    from tinbergen.loop.case.casereading import read_case
    from tinbergen.model.convert.frbus import convert_frbus
    from tinbergen.model.dynare.parser import parse_file

    return {
        "mod": (MODEL, lambda path: run(parse_file(path))),
        "yaml": (cases.text_of("us-2008"), read_case),
        "csv": (table(), read_eight),
        "xml": (EQUATIONS, convert_frbus),
    }


def attack(count: int, seed: int, folder: Path) -> Iterator[tuple[str, str, str, float]]:
    """(kind, outcome, text, CPU seconds) of each mutated input, ``count`` of every kind."""
    rng = random.Random(seed)
    kinds = readers()
    wholes = [whole for whole, _ in kinds.values()]
    for kind, (whole, read) in kinds.items():
        path = folder / f"input.{kind}"
        for _ in range(count):
            text = mutate(whole, wholes, rng)
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
            begun = time.process_time()
            try:
                read(path)
                outcome = "result"
            except TinbergenError as fault:
                fault.render("zh")
                outcome = fault.code
            except Exception:
                outcome = traceback.format_exc()
            yield kind, outcome, text, time.process_time() - begun


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--count", type=int, default=2500, help="inputs of each of four kinds")
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    seen: Counter[tuple[str, str]] = Counter()
    slowest: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind, outcome, text, seconds in attack(asked.count, asked.seed, Path(folder)):
            crashed = "\n" in outcome
            seen[kind, "crash" if crashed else "result" if outcome == "result" else "coded"] += 1
            slowest[kind] = max(slowest.get(kind, 0.0), seconds)
            if crashed:
                print(outcome.strip().splitlines()[-1], repr(text[:200]), sep="\n")
                print("\n".join(outcome.strip().splitlines()[-7:-1]))
    for kind, longest in slowest.items():
        counts = {o: seen[kind, o] for o in ("result", "coded", "crash")}
        print(f"{kind}: {counts}, slowest {longest:.2f} s CPU")


if __name__ == "__main__":
    main()
