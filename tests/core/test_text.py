"""Words in both languages, and users' words made harmless."""

from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.text import clean


@given(st.text())
def test_a_user_s_text_cannot_steer_the_terminal(text: str) -> None:
    shown = clean(text)
    assert len(shown) == len(text)
    assert not any(ord(c) < 32 and c not in "\n\t" for c in shown)
    assert "\x1b" not in shown
    assert "\x9b" not in shown
