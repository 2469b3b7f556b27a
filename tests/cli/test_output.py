"""Results as strict JSON, and messages to people."""

import io
import json
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tinbergen.cli.output import to_json, write


@dataclass(frozen=True)
class Box:
    content: object


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


def test_a_narrow_encoding_gets_escapes() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    write(stream, to_json({"zh": "失业"}))
    stream.seek(0)
    assert json.loads(stream.read()) == {"zh": "失业"}
