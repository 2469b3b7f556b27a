"""Results as plain data."""

import math

import numpy as np

from tinbergen.core import serial
from tinbergen.core.documents.evidence import Fan, Series
from tinbergen.core.documents.plan import TripWire
from tinbergen.core.period import Period
from tinbergen.core.plain import dump, plain
from tinbergen.core.text import Text

START = Period.parse("2008Q3")


def test_documents_are_written_as_the_serialiser_writes_them() -> None:
    wire = TripWire("U", Text("Unemployment", "失业"), START, 1.0, 2.5, 0.9, Text("%", "%"))
    fan = Fan("U", "%", START, (0.1, 0.9), ((1.0,), (2.0,)), (1.5,), 10, Text("a", "b"))
    series = Series("U", "%", START, (1.0, None))
    for document in (wire, fan, series):
        assert plain(document) == serial.to_dict(document)


def test_numbers_that_json_lacks_are_null() -> None:
    data = {
        "a": np.array([1.0, math.nan]),
        "b": math.inf,
        "c": np.float64("nan"),
        80.0: np.int64(3),
    }
    assert plain(data) == {"a": [1.0, None], "b": None, "c": None, "80": 3}


def test_what_is_no_number_is_null() -> None:
    assert dump({"a": math.nan}, None) == '{"a": null}'


def test_half_a_character_is_written_as_one_that_is_not_known() -> None:
    assert plain({"\udcff": ["a\ud800b", "中😀"]}) == {"?": ["a?b", "中😀"]}
    dump({"\udcff": "\udcff"}).encode()
