"""Models that come with the package."""

from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.data.sources import library_data
from tinbergen.model.blocks import check_square
from tinbergen.model.library import load, names


@pytest.mark.parametrize("name", names())
def test_every_model_is_whole(name: str) -> None:
    model = load(name)
    assert model.name == name
    check_square(model)
    assert np.isfinite([v for v in model.vector() if v == v]).all()
    for variable in (*model.endogenous, *model.exogenous):
        title = model.titles[variable]
        assert title.en
        assert any("\u4e00" <= c <= "\u9fff" for c in title.zh)
    for equation in model.equations:
        if equation.behavioural:
            assert model.graph.parameters(equation.residual)


def test_the_library_has_the_models_of_the_guide() -> None:
    assert {"klein1", "us_keynes"} <= set(names())


def test_klein_data_fit_the_identities() -> None:
    model, data = load("klein1"), library_data("klein1")
    for name in ("product", "profits", "capital"):
        equation = model.equation(name)
        for t in range(1, data.span.length):
            error = model.graph.evaluate(
                equation.residual, lambda leaf, t=t: float(data[leaf.name][t + leaf.lag])
            )
            assert abs(error) < 0.051 + 1e-9, (name, t)


def test_a_path_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "own.mod"
    path.write_text("var y; model; y = 1; end;")
    assert load(path).name == load(str(path)).name == "own"


def test_what_is_neither_is_named() -> None:
    with pytest.raises(TinbergenError) as fault:
        load("klein2")
    assert (fault.value.code, fault.value.hint) == ("M019", "klein1")
    assert "us_keynes" in fault.value.text("cause")
