"""Fixtures for all tests."""

import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.ground import Marker, Shade
from tinbergen.charts.layers import Bars, Bounds, Fan, Level, Line, Part, Points, StackedBars
from tinbergen.charts.picture import Picture
from tinbergen.charts.ranking import Ranking, Row
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.sources import us_macrodata
from tinbergen.engine.compile import cache
from tinbergen.statistics.regression.equation import EquationData

# The same examples every time, so that a red run is a changed program; HYPOTHESIS_PROFILE=explore
# looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("explore", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session", autouse=True)
def own_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests seal with a key of their own, and leave the user's alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TINBERGEN_KEY", str(tmp_path_factory.mktemp("key") / "key"))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of other programs' numbers and of real data; tests that need it skip without."""
    folder = ROOT / os.environ.get("TINBERGEN_SHARED", "../shared")
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder} (set TINBERGEN_SHARED)")
    return folder


@pytest.fixture(scope="module")
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file of that name; UPDATE_GOLDEN=1 writes the file instead.

    Files lie below ``golden/`` as tests do below this folder; those of a folder that is not there
    are in the one above.
    """
    here = Path(__file__).parent
    folder = here / "golden" / request.path.parent.relative_to(here)
    while not folder.is_dir():
        folder = folder.parent

    def compare(name: str, text: str) -> None:
        path = folder / name
        if os.environ.get("UPDATE_GOLDEN"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def nothing_kept_on_disk() -> Iterator[None]:
    """Hundreds of random models would crowd out the user's own compiled code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TINBERGEN_CACHE", "off")
        cache._folder.cache_clear()
        yield
    cache._folder.cache_clear()


@pytest.fixture(scope="session")
def spoken() -> Callable[[Text], None]:
    """Check that words are there in both languages, with nothing left to fill in."""

    def check(*texts: Text) -> None:
        for text in texts:
            assert text.en.strip()
            assert text.zh.strip()
            assert "{" not in text.en + text.zh

    return check


@pytest.fixture(scope="session")
def write_eight(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The United States as a plain CSV of eight columns.

    ``step`` takes the mean of so many quarters, ``price`` writes P as "level" or "inflation".
    """

    def write(
        name: str = "economy.csv",
        *,
        until: str = "2009Q3",
        step: int = 1,
        monthly: bool = False,
        price: str = "level",
        scale: float = 1.0,
    ) -> Path:
        data = us_macrodata()
        columns = {n: np.array(data[n]) for n in ("GDP", "C", "I", "G_gov", "T", "r", "P", "U")}
        if price == "inflation":
            columns["P"] = np.nan_to_num(data["INFL"], nan=2.0)
        labels = data.span.labels()
        if step > 1:
            length = len(labels) // step * step
            columns = {n: v[:length].reshape(-1, step).mean(axis=1) for n, v in columns.items()}
            labels = [label[:4] for label in labels[:length:step]]
        if monthly:
            columns = {n: np.repeat(v, 3) for n, v in columns.items()}
            labels = [
                f"{label[:4]}-{3 * int(label[-1]) - 2 + k:02d}"
                for label in labels
                for k in range(3)
            ]
        for n in ("GDP", "C", "I", "G_gov", "T"):
            columns[n] = columns[n] * scale
        rows = [
            ",".join([label, *(repr(float(v[t])) for v in columns.values())])
            for t, label in enumerate(labels)
            if label <= until
        ]
        path = tmp_path_factory.mktemp("eight") / name
        path.write_text("\n".join(["date," + ",".join(columns), *rows]) + "\n")
        return path

    return write


@pytest.fixture(scope="session")
def small_chart() -> Chart:
    periods = Period.parse("2008Q1").to(Period.parse("2009Q2"))
    return Chart(
        Text("Output fell in 2008", "2008年产出下降"),
        periods,
        (
            Line(Text("Growth", "增长"), [-1.7, 2.4, -2.1, -8.8, -4.6, -0.7]),
            Line(Text("Baseline", "基准"), [2.0, 2.0, 2.0, 2.0, 2.0, math.nan], style="dashed"),
        ),
        subtitle=Text("Real GDP on the previous quarter", "实际GDP环比"),
        unit=Text("%, annualised", "%，年率"),
        source=Text("BEA, vintage of July 2009.", "美国经济分析局，2009年7月版本。"),
        markers=(Marker(Period.parse("2008Q3")),),
    )


@pytest.fixture(scope="session")
def pictures(small_chart: Chart) -> dict[str, Picture]:
    """One picture of each kind, by name."""
    title = Text("What a reader should take away", "读者应记住的要点")
    quarters = Period.parse("2004Q1").to(Period.parse("2011Q4"))
    grid = np.arange(32.0)
    wave = 2.5 * np.sin(grid / 3)
    history = np.where(grid <= 18, wave, np.nan)
    ahead = np.where(grid >= 18, grid - 18, np.nan)
    middle = wave[18] + 0.1 * ahead
    width = np.sqrt(ahead)
    fan = Fan(
        Text("Forecast", "预测"),
        (0.3, 0.6, 0.9),
        [middle - k * width for k in (0.4, 0.8, 1.6)],
        [middle + k * width for k in (0.3, 0.7, 1.2)],
        middle,
    )
    path = [2.0, 1.0, 0.0, 0.0, 0.0, 0.5, 1.0, 1.5]
    fans = Chart(
        title,
        quarters,
        (fan, Line(Text("Outturn", "实际值"), history, tone="ink")),
        markers=(
            Marker(Period.parse("2008Q3")),
            Marker(Period.parse("2008Q4"), Text("Adopted", "通过")),
        ),
        shades=(Shade(Period.parse("2008Q1"), Period.parse("2009Q2")),),
    )
    stacked = Chart(
        title,
        quarters,
        (
            StackedBars(
                [
                    Part(Text("Demand", "需求"), wave),
                    Part(Text("Trade", "贸易"), -0.4 * wave),
                    Part(Text("Stocks", "存货"), np.cos(grid)),
                ],
                0.6 * wave + np.cos(grid),
            ),
        ),
        unit=Text("percentage points", "百分点"),
    )
    years = Period.parse("2001").to(Period.parse("2008"))
    bounds = Chart(
        title,
        years,
        (
            Bounds(Text("Policy rate", "政策利率"), path, lower=0.0, upper=5.0),
            Line(Text("Unconstrained rule", "无约束规则"), np.array(path) - 1, style="dotted"),
            Points(Text("Outturn", "实际值"), [2.1, 1.2, 0.1, 0.2, *[math.nan] * 4]),
            Level(Text("Neutral", "中性利率"), 2.0),
        ),
    )
    horizons = Chart(
        title,
        range(21),
        (Line(Text("Response", "响应"), -np.arange(21.0) * np.exp(-np.arange(21.0) / 5)),),
        x_label=Text("Quarters after the shock", "冲击后的季度数"),
    )
    months = Period.parse("2020-01").to(Period.parse("2020-12"))
    bars = Chart(
        title,
        months,
        (
            Bars(Text("Paid", "已付"), np.arange(12.0) * 1234.5),
            Bars(Text("Due", "应付"), 9000.0 - np.arange(12.0) * 1000),
        ),
    )
    ranking = Ranking(
        title,
        (
            Row(Text("Inflation", "通胀"), 1.6, 0.9, 2.4, 2.0, 0.5, 0.64),
            Row(Text("Unemployment at the end of the horizon", "期末失业率"), 7.8, 6.9, 9.0, 5.5),
            Row(Text("Growth", "增长"), -0.5),
        ),
        unit=Text("%", "%"),
        note=Text("Medians.", "中位数。"),
    )
    return {
        "small": small_chart,
        "fan": fans,
        "stacked": stacked,
        "bounds": bounds,
        "horizons": horizons,
        "bars": bars,
        "ranking": ranking,
        "effects": Ranking(title, ranking.rows, mark="bar"),
        "panel": Panel(title, (fans, small_chart, bounds), source=Text("Own.", "自算。")),
    }


@pytest.fixture(scope="session")
def make_equation() -> Callable[..., EquationData]:
    """Simulated equations by number."""

    def make(
        seed: int, *, T: int = 60, exogenous: int = 2, endogenous: int = 1, excluded: int = 3
    ) -> EquationData:
        """y on a constant, exogenous and endogenous regressors, with instruments for the latter."""
        rng = np.random.default_rng(seed)
        included = np.column_stack([np.ones(T), rng.standard_normal((T, exogenous))])
        outside = rng.standard_normal((T, excluded))
        u = rng.standard_normal(T)
        Y = outside @ rng.uniform(0.5, 1.5, (excluded, endogenous))
        Y = Y + 0.6 * u[:, None] + 0.5 * rng.standard_normal((T, endogenous))
        X = np.column_stack([included, Y])
        y = X @ rng.uniform(-2, 2, X.shape[1]) + u
        names = (
            "const",
            *(f"x{i}" for i in range(exogenous)),
            *(f"y{i}" for i in range(endogenous)),
        )
        return EquationData(f"eq{seed}", y, X, np.column_stack([included, outside]), names)

    return make


@pytest.fixture(scope="session")
def write_outlook() -> Callable[..., Path]:
    """A small economy with vintages, 1990 to 2005, and the description of its outlook, in a folder.

    Output of a quarter is out in the middle of the next and revised two quarters later; of months
    the first is out in the middle of the quarter. What came after ``until`` is three times as large
    as without it.
    """

    def write(folder: Path, *, until: str = "2005Q4") -> Path:
        import pyarrow as pa
        import pyarrow.parquet as pq

        folder.mkdir(parents=True, exist_ok=True)
        noise = np.random.default_rng(5).standard_normal((232, 3))
        kernel = 0.9 ** np.arange(40)
        jobless, rate = (
            level + np.convolve(noise[:, i], kernel, "valid")[:192] / 4
            for i, level in enumerate((6.0, 4.0))
        )
        calm = jobless.reshape(-1, 3).mean(axis=1)
        growth = 0.007 - 0.004 * np.diff(calm, prepend=calm[0]) + noise[:64, 2] / 300
        output = 100 * np.exp(np.cumsum(growth))
        start = Period.parse("1990Q1")
        months = [
            f"{(start + t // 3).year}-{3 * (start + t // 3).number - 2 + t % 3:02d}"
            for t in range(192)
        ]
        rows = [
            ("Y", str(start + t), str(start + t + late), float(output[t] * factor))
            for t in range(64)
            for late, factor in ((1, 1.001), (3, 1.0))
        ]
        rows += [
            ("U", months[t], str(start + t // 3 + (t % 3 > 0)), float(jobless[t]))
            for t in range(192)
        ]
        rows = [(*row[:3], row[3] * (1 if row[2] <= until else 3)) for row in rows]
        names = ("series", "period", "vintage", "value")
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        pq.write_table(pa.table(columns), folder / "tables.parquet")
        known = Period.parse(until)
        lines = [
            f"{months[t]},{rate[t] * (1 if start + t // 3 <= known else 3)}" for t in range(192)
        ]
        (folder / "rates.csv").write_text("\n".join(["period,R", *lines]) + "\n")
        text = (Path(__file__).parent / "small-outlook.yaml").read_text(encoding="utf-8")
        (folder / "small.yaml").write_text(text, encoding="utf-8")
        return folder / "small.yaml"

    return write


# A tiny encoder and a tiny labelled table, made here: nothing is fetched.
_SENTENCES = (
    "rates rise rose raised higher inflation prices strong tighten firm fall fell cut lower weak "
    "jobs lost ease slow slump the committee meeting notes members discussed report staff said policy "
    "market was were to of and in on "
)
WORDS = _SENTENCES.split()
UP, DOWN, FLAT = WORDS[:9], WORDS[9:19], WORDS[19:29]


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two layers and 32 numbers a word, random weights, with its tokenizer."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("tiny")
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
    (folder / "vocab.txt").write_text("\n".join(vocabulary))
    tokenizer = transformers.BertTokenizerFast(
        vocab={word: i for i, word in enumerate(vocabulary)}, do_lower_case=True
    )
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=64,
    )  # fmt: skip
    transformers.BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_causal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Llama of two layers and 32 numbers a word, random weights, that knows "yes" and "no"."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("causal")
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "yes", "no", *WORDS]
    transformers.BertTokenizerFast(
        vocab={word: i for i, word in enumerate(vocabulary)}, do_lower_case=True
    ).save_pretrained(folder)
    torch.manual_seed(1)
    config = transformers.LlamaConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, intermediate_size=64, max_position_embeddings=256, pad_token_id=0,
        bos_token_id=2, eos_token_id=3, tie_word_embeddings=True,
    )  # fmt: skip
    transformers.LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def rows_of(many: int, seed: int = 0) -> str:
    """A CSV of sentences whose words tell their label."""
    rng = np.random.default_rng(seed)
    lines = ["text,label,year,doc,speed"]
    for i in range(many):
        label = ("up", "down", "flat")[i % 3]
        words = {"up": UP, "down": DOWN, "flat": FLAT}[label]
        chosen = [*rng.choice(words, 5), *rng.choice(WORDS[29:], 4)]
        speed = {"up": 2.0, "down": -2.0, "flat": 0.0}[label] + rng.normal()
        lines.append(
            f"{' '.join(rng.permutation(chosen))},{label},{2000 + i // 12},d{i // 6},{speed:.3f}"
        )
    return "\n".join(lines) + "\n"


@pytest.fixture
def workshop(tmp_path: Path, tiny_encoder: Path) -> Path:
    """A folder with ``table.csv`` and a link to the tiny encoder, ``tiny``."""
    (tmp_path / "table.csv").write_text(rows_of(120))
    (tmp_path / "tiny").symlink_to(tiny_encoder)
    return tmp_path
