"""The kinds of input: whole ones, what is done to them, and the commands that read them."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tinbergen
from benchmarks.fuzz import mutate
from benchmarks.fuzz.mutate import Mutator

HOME = Path(tinbergen.__file__).parent
ROOT = Path(__file__).parents[2]

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """``wholes`` are inputs that are whole; ``file`` is what a mutated one is called.

    ``commands`` read it: words of the command line, FILE in place of its path; a table ``beside``
    it is called data.csv. Of a thousand inputs ``share`` are of this kind.
    """

    name: str
    file: str
    wholes: Callable[[], Sequence[str | bytes]]
    mutators: tuple[Mutator, ...]
    commands: tuple[Words, ...]
    share: int
    beside: Callable[[], str] | None = None

    def made(self, rng: random.Random) -> bytes:
        """A mutated input."""
        whole = rng.choice(self.wholes())
        if isinstance(whole, bytes):
            return _parquet(whole, rng)
        text = rng.choice((*self.mutators, mutate.wounded))(whole, rng)
        return text.encode("utf-8", "surrogatepass")


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
LINEAR = """var y pi r; varexo e u; parameters b k s f; b = .99; k = .1; s = 1; f = 1.5;
model(linear);
y = y(+1) - s*(r - pi(+1)) + e;
pi = b*pi(+1) + k*y;
r = f*pi + u;
end;
shocks; var e; stderr .5; var u = .25; corr e, u = .1; end;
stoch_simul(order=1, irf=12, ar=3, periods=0, hp_filter=1600) y pi r;
forecast(periods=8);
"""
FORESIGHT = """var x; varexo e; parameters r; r = .9;
@#for i in 1:3
parameters q@{i}; q@{i} = @{i}/10;
@#endfor
model; x = r*x(-1) + e + q1*0; end;
initval; x = 0; e = 0; end; steady; check;
shocks; var e; periods 1:3 5; values .1 (q2); end;
perfect_foresight_setup(periods=40); perfect_foresight_solver(maxit=20);
"""
BIMETS = """MODEL
COMMENT> Consumption
BEHAVIORAL> cn
TSRANGE 1921 1 1941 1
EQ> cn = a1 + a2*p + a3*TSLAG(p,1) + a4*(w1+w2) + a5*MAVE(y,3)
COEFF> a1 a2 a3 a4 a5
PDL> a2 2 4 F
RESTRICT> a3 + a4 = 1
IDENTITY> y
IF> w1 > 3
EQ> y = cn + i + TSDELTA(g,1,2)
IDENTITY> y
IF> w1 <= 3
EQ> y = cn + i + TSDELTAP(g,1)*LOG(t)
END
"""
EQUATIONS = """<?xml version="1.0"?>
<frbus><variable><name>x</name><standard_equation>
<eviews_equation>x = y_x(1)*x(-1) + y_x(2)*@movav(z,4) + d(z,1,4) + dlog(z) + x_aerr
</eviews_equation>
<coeff><cf_name>y_x(1)</cf_name><cf_value>0.5</cf_value></coeff>
<coeff><cf_name>y_x(2)</cf_name><cf_value>1.5</cf_value></coeff></standard_equation></variable>
<variable><name>z</name><equation_type>Exogenous</equation_type></variable></frbus>
"""
#: Pieces of the languages of models.
_MOD = (
    "(-3000)", "(+2147483648)", "(-1)", "(+1)", "(-40)", "^(1e300)", "*exp(exp(9))", "/0",
    "-(-(-(1)))", "(irf=1000000000)", "(periods=1000000000)", "(ar=1000000000)", "(order=3)",
    "(maxit=1e400)",
    " + log(-1)", "*max(0,1)", ";\n@#for i in 1:100000000\nx\n@#endfor\n", "[5]", "';'",
    "; stderr 1e200;", "(hp_filter=0)", "(conditional_variance_decomposition=[1:1000000000])",
)  # fmt: skip
_MDL = ("MAVE(y,1000000000)", "MAVE(y,400)", "TSDELTA(y,1,300)", "TSDELTAP(TSDELTAP(y,1),1)",
        "\nPDL> a2 100000 1000000000\n", "\nPDL> a2 ² 4\n", "TSLAG(y,99999999)",
        "\nIDENTITY> q\n")  # fmt: skip
_XML = ("@movav(z,1000000000)", "d(z,5000)", "dlog(z,0,999999)", "z(-99999)", "<a>" * 99,
        "<!DOCTYPE x>", "@recode(z>1,z,x)", "y_x(99999999999)")  # fmt: skip


def table(rows: int = 60) -> str:
    """Eight columns of an economy that grows, a row a quarter."""
    lines = ["date,GDP,C,I,G_gov,T,r,P,U"]
    for k in range(rows):
        level = 100 * 1.007**k * (1 + 0.01 * (k * 7919 % 13 - 6) / 6)
        shares = ",".join(f"{share * level:.3f}" for share in (1, 0.66, 0.15, 0.08, 0.26))
        rates = f"{4 + k % 7 / 3:.2f},{100 + k:.1f},{5 + k % 5 / 4:.2f}"
        lines.append(f"{1995 + k // 4}Q{k % 4 + 1},{shares},{rates}")
    return "\n".join(lines) + "\n"


def panel() -> str:
    """Units by years, some of them treated."""
    lines = ["unit,year,y,x,treated,cohort"]
    for u in range(6):
        for t in range(12):
            cohort = 2006 if u < 2 else 0
            y = 10 + u + 0.5 * t + 0.1 * (u * t * 31 % 7) + (2 if cohort and t >= 6 else 0)
            treated = int(bool(cohort) and t >= 6)
            lines.append(f"u{u},{2000 + t},{y:.3f},{(u * 7 + t * 3) % 5},{treated},{cohort}")
    return "\n".join(lines) + "\n"


_CASES = ("macro/us-2008", "digital/romania-2021", "environment/uk-2012", "macro/japan-2012")


@cache
def _cases() -> tuple[str, ...]:
    """Worked cases, quick ones: few draws, a short horizon."""
    found = []
    for name in _CASES:
        text = (HOME / "domains" / f"{name}.yaml").read_text(encoding="utf-8")
        folder = HOME / "domains" / name.partition("/")[0]
        for file in folder.glob("*.*"):
            text = text.replace(f" {file.name}", f" {file}")
        found.append(text.replace("draws: 1000", "draws: 50").replace("horizon: 12", "horizon: 4"))
    return tuple(found)


@cache
def _documents() -> tuple[str, str]:
    """A plan and its adoption."""
    from tinbergen.core.serial import to_json
    from tinbergen.loop.adopt import adopt
    from tinbergen.loop.case import cases
    from tinbergen.loop.design import design

    case = cases.load("us-2008")
    plan = design(case)
    return to_json(plan, indent=None), to_json(adopt(plan, by="x"), indent=None)


def _rehashed(text: str, rng: random.Random) -> str:
    """A changed document, mostly with the identity of its changed content."""
    from tinbergen.core.documents.plan import Adoption, Plan
    from tinbergen.core.errors import TinbergenError
    from tinbergen.core.serial import from_json, to_json, with_identity

    text = mutate.json_tree(text, rng)
    if rng.random() < 0.2:
        return text
    try:
        content = json.loads(text)
        kind: Any = Adoption if isinstance(content.get("plan"), dict) else Plan
        found = from_json(kind, text)
        return to_json(with_identity(found))
    except (TinbergenError, ValueError, AttributeError, TypeError):
        return text


def _texts(*paths: str) -> Callable[[], tuple[str, ...]]:
    return lambda: tuple((HOME / p).read_text(encoding="utf-8") for p in paths)


def _crossings() -> tuple[str, ...]:
    text = _texts("domains/crossing.yaml")()[0]
    head, _, members = text.partition("members:\n")
    first = members.split("\n  - case:")[1]
    return (
        f"{head.replace('draws: 100', 'draws: 50')}members:\n  - case:{first}\nscenarios: []\n",
    )


@cache
def _united_states() -> tuple[str, ...]:
    """The quarters from 1984 on, in eight columns."""
    eight = ("GDP", "C", "I", "G_gov", "T", "r", "P", "U")
    return (_written_out(tinbergen.us_macrodata().select(eight)),)


def _data() -> str:
    """What the model of the United States needs."""
    data = tinbergen.us_macrodata()
    none = [0.0] * data.span.length
    return _written_out(data.assign(TAX=none, GROWTH=none, RULE=data["r"], BORROWING=none))


def _written_out(data: tinbergen.Dataset) -> str:
    """A dataset as CSV, the years from 1984 on."""
    lines = ["date," + ",".join(data.names)]
    for k, period in enumerate(data.span):
        if period.year >= 1984:
            cells = (data[n][k] for n in data.names)
            lines.append(f"{period}," + ",".join("" if v != v else f"{v:.8g}" for v in cells))
    return "\n".join(lines) + "\n"


@cache
def _outlooks() -> tuple[str, ...]:
    text = _texts("domains/macro/outlooks/us-final.yaml")()[0]
    return (text.replace("../us", str(HOME / "domains/macro/us")),)


_PROBLEM = """
title: {en: Klein, zh: 克莱因}
definitions:
  - {name: share, formula: 100 * G_gov / GDP}
disturbances:
  - {name: consumption, value: -0.01, start: 2007Q1, end: 2007Q2}
instruments:
  - {name: G_gov, title: {en: Spending, zh: 支出}, unit: {en: billion, zh: 十亿}, cost: 0.1,
     lower: 0}
targets:
  - {variable: GDP, title: {en: Output, zh: 产出}, unit: {en: billion, zh: 十亿}, desired: 12000}
constraints:
  - {name: limit, title: {en: limit, zh: 上限}, variable: share, sense: at_most, bound: 30,
     unit: {en: percent, zh: 百分比}}
"""


@cache
def _parquets() -> tuple[bytes, ...]:
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    found = []
    for text in (table(), panel()):
        header, *rows = (line.split(",") for line in text.strip().split("\n"))
        columns = {name: _column([row[k] for row in rows]) for k, name in enumerate(header)}
        sink = io.BytesIO()
        pq.write_table(pa.table(columns), sink)
        found.append(sink.getvalue())
    return tuple(found)


def _column(cells: list[str]) -> list[Any]:
    try:
        return [float(cell) for cell in cells]
    except ValueError:
        return list(cells)


def _parquet(whole: bytes, rng: random.Random) -> bytes:
    """A Parquet file whose bytes, types or values were changed."""
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    if rng.random() < 0.25:
        cut = bytearray(whole)
        for _ in range(rng.randint(1, 5)):
            cut[rng.randrange(len(cut))] = rng.randrange(256)
        return bytes(cut[: rng.choice([len(cut), len(cut), rng.randrange(len(cut))])])
    read = pq.read_table(io.BytesIO(whole))
    content = {name: read.column(name).to_pylist() for name in read.column_names}
    name = rng.choice(list(content))
    length = len(content[name])
    match rng.randrange(9):
        case 0:
            content[name][rng.randrange(length)] = None
        case 1:
            content[name] = [float(rng.choice(mutate.EXTREMES[:20]))] * length
        case 2:
            content[name] = [rng.choice(mutate.POISON) for _ in range(length)]
        case 3:
            content[name] = [[1.0, 2.0]] * length
        case 4:
            content[name] = [{"a": 1}] * length
        case 5:
            content[name] = [b"\xff\x00"] * length
        case 6:
            # One long text that all rows share.
            size, times = rng.choice([(10_000, 50), (1_000_000, 100)])
            content = {n: c * times for n, c in content.items()}
            text = pa.array(["x" * size]).dictionary_encode().dictionary
            shared = pa.DictionaryArray.from_arrays(pa.array([0] * (length * times)), text)
            return _written(pa.table({**content, name: shared}))
        case 7:
            del content[name]
        case _:
            content = {n: c * rng.choice([0, 2, 30]) for n, c in content.items()}
            content = {n: c for n, c in content.items() if len(c) == len(content[name])}
    try:
        return _written(pa.table(content))
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        return whole


def _written(content: Any) -> bytes:
    import io

    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(content, sink, compression="zstd")
    return sink.getvalue()


_FILE = "FILE"
_MODELS = (mutate.renumbered, mutate.reworded, mutate.rearranged(";"), mutate.grown(_MOD))
_TABLES = (mutate.csv_cells, mutate.csv_cells, mutate.renumbered, mutate.rearranged("\n"))
_JSON = mutate.json_tree
_YAML = (mutate.yaml_tree, mutate.yaml_tree, mutate.renumbered, mutate.rearranged("\n"))
_READ_TABLE: tuple[Words, ...] = (
    ("forecast", _FILE, "--horizon", "2", "--methods", "snaive,theta"),
    ("regress", _FILE, "--y", "C", "--x", "GDP,r(-1),d(U)"),
    ("regress", _FILE, "--y", "log(C)", "--x", "GDP,I", "--errors", "HAC"),
    ("evaluate", "--method", "local-projections", "--data", _FILE, "--outcome", "GDP", "--impulse",
     "r", "--time", "date", "--horizon", "2", "--lags", "1"),
)  # fmt: skip
_MEASURE: tuple[Words, ...] = (
    ("evaluate", "--method", "synthetic-did", "--data", _FILE, "--outcome", "y", "--unit", "unit",
     "--time", "year", "--treated", "treated"),
    ("evaluate", "--method", "staggered-did", "--data", _FILE, "--outcome", "y", "--unit", "unit",
     "--time", "year", "--cohort", "cohort"),
)  # fmt: skip

KINDS: tuple[Kind, ...] = (
    Kind("model", "input.mod", lambda: (MODEL, LINEAR, FORESIGHT), _MODELS, (
        ("model", "run", _FILE), ("model", "solve", _FILE), ("model", "parse", _FILE),
        ("model", "check", _FILE), ("model", "irf", _FILE, "--shock", "e"),
        ("model", "export", _FILE),
    ), 220),
    Kind("bimets", "input.txt", lambda: (BIMETS,),
         (mutate.renumbered, mutate.reworded, mutate.rearranged("\n"), mutate.grown(_MDL)),
         (("model", "convert", "bimets", _FILE),), 90),
    Kind("frbus", "input.xml", lambda: (EQUATIONS,),
         (mutate.renumbered, mutate.reworded, mutate.rearranged(">"), mutate.grown(_XML)),
         (("model", "convert", "frbus", _FILE),), 90),
    Kind("table", "input.csv", lambda: (table(), table(24)), _TABLES, _READ_TABLE, 150),
    Kind("start", "input.csv", _united_states, _TABLES,
         (("run", "--data", _FILE, "--out", "out"),), 20),
    Kind("panel", "input.csv", lambda: (panel(),), _TABLES, _MEASURE, 60),
    Kind("parquet", "input.parquet", _parquets, (), (*_READ_TABLE[:3], *_MEASURE), 70),
    # With the seal waived too, else nothing behind it would be reached.
    Kind("plan", "input.json", lambda: _documents()[:1], (_rehashed, _rehashed, _JSON), (
        ("monitor", "us-2008", "--plan", _FILE, "--no-revise"),
        ("monitor", "us-2008", "--plan", _FILE, "--no-revise", "--unsealed"),
        ("evaluate", "us-2008", "--plan", _FILE, "--unsealed"),
        ("adopt", "us-2008", "--plan", _FILE, "--by", "x"),
        ("adopt", "us-2008", "--plan", _FILE, "--by", "x", "--edited"),
    ), 60),
    Kind("adoption", "input.json", lambda: _documents()[1:], (_rehashed, _JSON), (
        ("monitor", "us-2008", "--plan", _FILE, "--no-revise", "--unsealed"),
        ("evaluate", "us-2008", "--plan", _FILE, "--unsealed"),
        ("evaluate", "us-2008", "--plan", _FILE),
    ), 30),
    Kind("case", "input.yaml", _cases, _YAML, (("diagnose", _FILE), ("design", _FILE)), 70),
    Kind("scenarios", "input.yaml", _texts("domains/scenarios.yaml"), _YAML,
         (("scenarios", _FILE + ":trade-war"),), 50),
    Kind("crossing", "input.yaml", _crossings, _YAML, (("cross", _FILE, "--out", "out"),), 20),
    Kind("pack", "pack.yaml", _texts("domains/macro/pack.yaml", "domains/digital/pack.yaml",
                                     "actors/bank/pack.yaml"), _YAML, (("pack", _FILE),), 30),
    Kind("outlook", "input.yaml", _outlooks, _YAML,
         (("track-record", _FILE, "--from", "2020Q1", "--to", "2020Q1", "--out", "out"),), 10),
    Kind("problem", "input.yaml", lambda: (_PROBLEM,), _YAML, (
        ("model", "control", "us_keynes", "--problem", _FILE, "--data", "data.csv",
         "--start", "2007Q1", "--end", "2008Q2"),
    ), 30, _data),
)  # fmt: skip

_SPANS = ("1921:1941", "1941:1921", "1000:9999", "0001:9999", "1935", "x:y", "2008Q3:2009Q1")
#: Command lines whose options are extreme: N stands for a number at the edge, S for a span.
_LINES: tuple[Words, ...] = (
    ("forecast", "TABLE", "--horizon", "N", "--level", "N", "--methods", "snaive"),
    ("regress", "TABLE", "--y", "C(-N)", "--x", "GDP"),
    ("regress", "TABLE", "--y", "C", "--x", "GDP(-N),r"),
    ("regress", "TABLE", "--y", "C", "--x", "GDP", "--level", "N", "--sample", "S"),
    ("model", "irf", "MODEL", "--shock", "e", "--periods", "N", "--size", "N"),
    ("model", "solve", "MODEL", "--set", "b=N", "--set", "f=N"),
    ("model", "run", "MODEL", "--define", "n=N", "--set", "k=N"),
    ("model", "simulate", "klein1", "--set", "G=N@1930"),
    ("model", "simulate", "klein1", "--start", "N"),
    ("model", "simulate", "klein1", "--add", "C=N@1930:1935"),
    ("model", "simulate", "klein1", "--fix", "Y=N@1930", "--by", "G"),
    ("model", "estimate", "klein1", "--sample", "S", "--method", "ols"),
    ("diagnose", "us-2008", "--as-of", "N"), ("packs", "--timeout", "N"),
    ("packs", "--limit", "lag=N"),
    ("evaluate", "--method", "local-projections", "--data", "PANEL", "--outcome", "y",
     "--impulse", "x", "--horizon", "N", "--lags", "N", "--level", "N", "--seed", "N"),
    ("track-record", "--every", "N", "--jobs", "N", "--from", "N"),
    ("concepts", "--out", "N"), ("scenarios", "N"), ("schema", "N"),
)  # fmt: skip
#: Kinds that take long, and how many times fewer of them a quick run has.
SLOW = {
    "panel": 6,
    "table": 2,
    "crossing": 20,
    "start": 20,
    "outlook": 10,
    "plan": 4,
    "adoption": 4,
    "case": 4,
    "problem": 2,
}
#: Of a thousand inputs, how many are command lines.
LINES_SHARE = 100


def line(rng: random.Random, folder: Path) -> Words:
    """A command line with extreme options, and files of its own in a folder."""
    files = {"TABLE": ("t.csv", table()), "PANEL": ("p.csv", panel()), "MODEL": ("m.mod", LINEAR)}
    words = []
    for word in rng.choice(_LINES):
        if word in files:
            name, text = files[word]
            (folder / name).write_text(text, encoding="utf-8")
            words.append(str(folder / name))
        elif word == "S":
            words.append(rng.choice(_SPANS))
        else:
            number = rng.choice(mutate.EXTREMES)
            words.append(
                number
                if word == "N"
                else word.replace("=N", f"={number}").replace("-N", f"-{number}")
            )
    return tuple(words)


def clear(folder: Path) -> None:
    """An empty folder for the next input."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
