"""The estimated_params block: what it says, what it can't say, and that it is written as read."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.estimate.posterior_mode import estimated_lines
from tinbergen.model.dynare.parser import parse
from tinbergen.model.dynare.writer import write_mod
from tinbergen.model.statements import EstimatedParams

TEXT = """var y; varexo e u; parameters a b; a = .5;
model(linear); y = a*y(-1) + e + b*u; end;
estimated_params; {lines} end;
"""


def lines_of(text: str):
    model = parse(text)
    return next(s for s in model.statements if isinstance(s, EstimatedParams)).lines


def read(lines: str):
    return lines_of(TEXT.format(lines=lines))


def numbers(values):
    return [v if v is None else v.number for v in values]


def test_starts_bounds_and_priors() -> None:
    a, e, b, y, both = read(
        "a, .3, 0, .99, beta_pdf, a/1, .2; stderr e, INV_GAMMA_pdf, .5, Inf; "
        "b, uniform_pdf, , , 0, 1; stderr y, .1; corr e, u, normal_pdf, 0, .2;"
    )
    assert (a.kind, a.names, a.prior) == ("parameter", ("a",), "beta_pdf")
    assert numbers((a.initial, a.lower, a.upper)) == [0.3, 0.0, 0.99]
    assert numbers(a.arguments) == [0.5, 0.2]
    assert (e.kind, e.prior, e.initial) == ("stderr", "inv_gamma_pdf", None)
    assert numbers(e.arguments) == [0.5, float("inf")]
    assert numbers(b.arguments) == [None, None, 0.0, 1.0]
    assert (y.prior, y.initial.number) == ("", 0.1)
    assert (both.label, both.names) == ("corr e, u", ("e", "u"))


def test_it_is_written_as_it_was_read() -> None:
    text = TEXT.format(
        lines="a, .3, 0, .99, beta_pdf, .5, .2; stderr e, inv_gamma_pdf, .5, Inf; "
        "b, uniform_pdf, , , 0, 1; corr e, u, .1;"
    )
    before, after = lines_of(text), lines_of(write_mod(parse(text)))
    for one, other in zip(before, after, strict=True):
        assert (one.label, one.prior) == (other.label, other.prior)
        for part in ("initial", "lower", "upper"):
            assert numbers([getattr(one, part)]) == numbers([getattr(other, part)])
        assert numbers(one.arguments) == numbers(other.arguments)


def test_a_later_block_adds_or_takes_the_place() -> None:
    blocks = "a, .3; end; estimated_params{}; stderr e, 1;"
    labels = [
        [e.label for e in estimated_lines(parse(write_mod(parse(text))))]
        for text in (TEXT.format(lines=blocks.format(o)) for o in ("", "(overwrite)"))
    ]
    assert labels == [["a", "stderr e"], ["stderr e"]]


@pytest.mark.parametrize(
    "lines, code",
    [
        ("aa, .3;", "M004"),
        ("stderr q, 1;", "M004"),
        ("corr e, 1;", "M003"),
        ("a, .3, beta_pd, .5, .1;", "M154"),
        ("a, .3, cauchy_pdf, .5, .1;", "M154"),
        ("a, .1; a, .2;", "M155"),
        ("corr e, u, .1; corr u, e, .2;", "M155"),
        ("a, .3, 1, 0;", "M156"),
        ("a, .3, 0;", "M156"),
        ("a, beta_pdf, .3;", "M156"),
        ("a, beta_pdf, .3, -1;", "M156"),
        ("a, beta_pdf, .3, .1, 0, 1, 1, 1;", "M156"),
    ],
)
def test_faults(lines, code) -> None:
    with pytest.raises(TinbergenError, match=code):
        read(lines)
