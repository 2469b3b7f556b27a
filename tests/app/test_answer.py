"""Results as strict JSON."""

import json
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tinbergen.app.answer import to_json


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
