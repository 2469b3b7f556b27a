"""Words in both languages, and users' words made harmless."""

from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.text import COMMAS, NO_TEXT, SEMICOLONS, SPACES, Text, clean


@given(st.text())
def test_a_user_s_text_cannot_steer_the_terminal(text: str) -> None:
    shown = clean(text)
    assert len(shown) == len(text)
    assert not any(ord(c) < 32 and c not in "\n\t" for c in shown)
    assert "\x1b" not in shown
    assert "\x9b" not in shown


def test_parts_are_joined_in_each_language() -> None:
    parts = [Text("rate", "利率"), Text("taxes", "税收")]
    assert COMMAS.join(parts) == Text("rate, taxes", "利率、税收")
    assert SEMICOLONS.join(iter(parts)) == Text("rate; taxes", "利率；税收")
    assert SPACES.join(parts[:1]) == parts[0]
    assert COMMAS.join([]) == NO_TEXT
