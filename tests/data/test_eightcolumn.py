"""The eight-column start: names, prices, derived series."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.data.catalogue import EIGHT
from tinbergen.data.eightcolumn import ALIASES, canonical, read_eight, read_price
from tinbergen.data.sources import us_macrodata

HEAD = "date,GDP,C,I,G_gov,T,r,P,U"


def table(
    head: str = HEAD, prices: tuple[float, ...] = (104, 105, 106), date: str = "2008Q"
) -> str:
    rows = [f"{date}{t},100,60,15,20,22,3,{p},5" for t, p in enumerate(prices, 1)]
    return "\n".join([head, *rows]) + "\n"


def test_the_derived_series_are_what_they_are_defined_as(write) -> None:
    data = read_eight(write(table())).dataset
    assert data.names == (*EIGHT, "REST", "YD", "INFL")
    np.testing.assert_allclose(data["C"] + data["I"] + data["G_gov"] + data["REST"], data["GDP"])
    np.testing.assert_allclose(data["YD"] + data["T"], data["GDP"])
    np.testing.assert_allclose(data["INFL"][1:], 400 * np.log([105 / 104, 106 / 105]))
    assert np.isnan(data["INFL"][0])
    assert set(data.titles) == set(data.units) == set(data.names)


@pytest.mark.parametrize(("date", "frequency"), [("200", 1), ("2008Q", 4), ("2008-0", 12)])
def test_an_index_built_from_inflation_gives_the_inflation_back(write, date, frequency) -> None:
    data = read_eight(write(table(prices=(2.0, -1.0, 3.5), date=date))).dataset
    assert data["P"][0] == 100.0
    np.testing.assert_allclose(frequency * 100 * np.diff(np.log(data["P"])), [-1.0, 3.5])
    np.testing.assert_array_equal(data["INFL"], [2.0, -1.0, 3.5])


def test_other_names_give_the_same_data(write) -> None:
    plain = read_eight(write(table())).dataset
    for head in (
        "date,output,cons,inv,gov,taxes,rate,cpi,unemp",
        "quarter,Y,Consumption (bn),INVESTMENT,G,Tax,i,Deflator,Unemployment rate",
        "日期,国内生产总值,居民消费,投资,政府支出,税收,利率,价格,失业率",
        "DATE,gdp,c,i,g,t,R,p,u",
    ):
        other = read_eight(write(table(head)))
        np.testing.assert_array_equal(
            [other.dataset[name] for name in other.dataset.names],
            [plain[name] for name in plain.names],
        )
        assert [one.code for one in other.advice if one.code == "D058"]


def test_a_price_level_is_preferred_to_inflation_beside_it(write) -> None:
    text = "date,GDP,C,I,G_gov,T,r,infl,cpi,U\n2008,1,1,1,1,1,1,2,104,5\n2009,1,1,1,1,1,1,2,106,5\n"
    np.testing.assert_array_equal(read_eight(write(text)).dataset["P"], [104, 106])


def test_columns_can_be_named(write) -> None:
    path = write(table("date,GDP,C,I,G_gov,T,r,P,U").replace("GDP", "NGDP_R"))
    data = read_eight(path, columns={"GDP": "NGDP_R"})
    assert data.dataset["GDP"][0] == 100.0
    with pytest.raises(TinbergenError) as caught:
        read_eight(path, columns={"GDP": "NGDPR"})
    assert (caught.value.code, caught.value.hint) == ("D057", "NGDP_R")


def test_holes_in_columns_that_are_not_used_do_not_matter(write) -> None:
    lines = table(prices=(104, 105, 106)).splitlines()
    text = "\n".join(
        f"{line},{extra}" for line, extra in zip(lines, ["X", "1", "", "a"], strict=True)
    )
    assert len(read_eight(write(text + "\n")).dataset.names) == 11


def test_a_needed_column_of_words_is_a_fault(write) -> None:
    with pytest.raises(TinbergenError) as caught:
        read_eight(write(table().replace(",22,", ",about 22,")))
    assert (caught.value.code, caught.value.hint) == ("D034", "22")


def test_columns_that_never_meet_leave_nothing(write) -> None:
    text = HEAD + "\n2008,,60,15,20,22,3,104,5\n2009,100,,15,20,22,3,105,5\n"
    with pytest.raises(TinbergenError) as caught:
        read_eight(write(text))
    assert caught.value.code == "D015"


def test_what_a_price_column_holds_is_told_from_real_data() -> None:
    data = us_macrodata()
    level, inflation = data["P"], data["INFL"][1:]
    assert read_price(level, 4, "P").kind == "level"
    assert read_price(level / 100, 4, "P").kind == "level"
    assert read_price(level[:20], 4, "P").kind == "level"
    assert read_price(inflation, 4, "P").kind == "inflation"
    assert read_price(np.abs(inflation) + 0.1, 4, "P").kind == "inflation"
    assert read_price(level, 4, "P", "inflation").kind == "inflation"
    assert read_price(np.linspace(1.0, 14.0, 60), 4, "inflation").kind == "inflation"
    assert read_price(np.array([0.9, 0.6, 1.4]), 4, "deflator").kind == "level"


@given(st.floats(0.5, 500), st.floats(-0.005, 0.03), st.integers(8, 60), st.floats(0, 0.004))
def test_steady_indices_are_levels_at_any_base(base, drift, length, noise) -> None:
    wobble = noise * np.sin(np.arange(length))
    assert read_price(base * np.exp(drift * np.arange(length) + wobble), 4, "P").kind == "level"


def test_no_alias_stands_for_two_names() -> None:
    flat = [(own, alias) for own, groups in ALIASES.items() for g in groups for alias in g]
    aliases = [alias for _, alias in flat if alias != "i"]
    assert len(aliases) == len(set(aliases))
    assert all(canonical(alias) == own for own, alias in flat if alias != "i")
