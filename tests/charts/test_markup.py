import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from tinbergen.charts.markup import escape, px, tag, words
from tinbergen.core.text import clean


@given(st.text())
def test_any_text_is_data_in_content_and_attributes(text):
    root = ElementTree.fromstring(tag("g", escape(text), aria_label=text))
    assert root.tag == "g" and len(root) == 0
    kept = clean(re.sub("[\x00-\x1f\ufffe\uffff]", "", text))
    assert re.sub("[\t\r\n]", "", root.text or "") == kept


@given(st.floats(-1e6, 1e6))
def test_coordinates_are_short_and_near(value):
    assert abs(float(px(value)) - value) <= 0.0051
    assert "e" not in px(value) and px(value) != "-0"


def test_missing_attributes_are_left_out():
    assert tag("line", x1=0.0, stroke_dasharray=None) == '<line x1="0"/>'


def test_words_carry_their_style():
    assert words(1, 2, "a<b", 12.0, "muted", "end") == (
        '<text x="1" y="2" font-size="12" class="muted" text-anchor="end">a&lt;b</text>'
    )
