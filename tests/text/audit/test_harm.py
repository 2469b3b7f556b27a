"""Words that insult or threaten."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.audit.harm import find_harm, read_harm


def test_whole_words_in_any_case_and_script() -> None:
    found = find_harm(["What IDIOTS.", "skilled work", "这些人渣", "they kill jobs"], read_harm())
    assert found.found == {"insult": (0, 2), "threat": (3,)}
    assert found.texts == 4 and found.to_frame().loc["insult", "texts"] == 2


def test_lists_of_the_user(tmp_path) -> None:
    path = tmp_path / "harm.yaml"
    path.write_text("slur: [pest]\n")
    assert find_harm(["a pest", "pesto"], read_harm(path)).found == {"slur": (0,)}
    for wrong in (
        "slur: [",
        "slur: pest",
        "slur: [1]",
        "slur: " + "9" * 5000,
        'slur: [""]',
        "[pest]",
    ):
        path.write_text(wrong)
        with pytest.raises(TinbergenError, match="T162"):
            read_harm(path)
