"""What a case says of itself, and the same case at another date."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period


def test_another_date(us) -> None:
    later = us.at(Period.parse("2009Q1"))
    assert later.as_of == Period.parse("2009Q1")
    assert us.as_of == Period.parse("2008Q3")
    with pytest.raises(TinbergenError) as caught:
        us.at(Period.parse("2009-01"))
    assert caught.value.code == "L014"
