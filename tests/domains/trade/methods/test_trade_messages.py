import string

import pytest

from tinbergen.core.errors import catalogue

OURS = {code: entry for code, entry in catalogue().items() if "F095" <= code <= "F119"}


@pytest.mark.parametrize("code", sorted(OURS))
def test_both_languages_say_the_same_facts(code):
    def facts(text: str) -> set[str]:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field}

    entry = OURS[code]
    for part in ("title", "cause", "fix"):
        assert entry["en"][part] and entry["zh"][part]
    every = {lang: set().union(*(facts(entry[lang][p]) for p in entry[lang])) for lang in entry}
    assert every["en"] == every["zh"]
