"""Results as strict JSON, and messages to people."""

import io
import json
import math
from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.cli.output import to_json, write
from tinbergen.core import serial
from tinbergen.core.documents import Fan, Series, TripWire
from tinbergen.core.period import Period
from tinbergen.core.plain import plain
from tinbergen.core.text import Text, clean

START = Period.parse("2008Q3")


@dataclass(frozen=True)
class Box:
    content: object


def test_documents_are_written_as_the_serialiser_writes_them() -> None:
    wire = TripWire("U", Text("Unemployment", "失业"), START, 1.0, 2.5, 0.9, Text("%", "%"))
    fan = Fan("U", "%", START, (0.1, 0.9), ((1.0,), (2.0,)), (1.5,), 10, Text("a", "b"))
    series = Series("U", "%", START, (1.0, None))
    for document in (wire, fan, series):
        assert plain(document) == serial.to_dict(document)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.builds(Box, inner),
        max_leaves=20,
    )
)
def test_json_is_strict_whatever_the_data(data: object) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    json.loads(to_json(data), parse_constant=refuse)


def test_numbers_that_json_lacks_are_null() -> None:
    data = {
        "a": np.array([1.0, math.nan]),
        "b": math.inf,
        "c": np.float64("nan"),
        80.0: np.int64(3),
    }
    assert plain(data) == {"a": [1.0, None], "b": None, "c": None, "80": 3}


def test_a_narrow_encoding_gets_escapes() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    write(stream, to_json({"zh": "失业"}))
    stream.seek(0)
    assert json.loads(stream.read()) == {"zh": "失业"}


@given(st.text())
def test_a_user_s_text_cannot_steer_the_terminal(text: str) -> None:
    shown = clean(text)
    assert len(shown) == len(text)
    assert not any(ord(c) < 32 and c not in "\n\t" for c in shown)
    assert "\x1b" not in shown
    assert "\x9b" not in shown
