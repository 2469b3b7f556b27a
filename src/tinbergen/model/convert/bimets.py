"""Models in the description language of bimets (R), as model files.

Behavioural equations keep their coefficients, restrictions and polynomial distributed lags, which
are written out: an Almon lag of degree d is a set of lagged terms whose coefficients' differences
of order d + 1 are zero (Almon 1965). A pair of identities under complementary conditions becomes
one equation. (Luciani and Stok, bimets: Time Series and Econometric Modeling in R, manual of MDL.)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import reduce
from math import comb
from pathlib import Path

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import read_text
from tinbergen.core.text import Text
from tinbergen.model.convert.formula import (
    Binary,
    Call,
    Formula,
    Name,
    Number,
    choice,
    difference,
    dynare,
    moving_sum,
    names,
    shift,
)
from tinbergen.model.convert.modfile import Statement, listed, legal, quoted
from tinbergen.model.convert.reading import Dialect, Meaning, Written, condition, equation, same, whole
from tinbergen.model.lexer import Source

_KEYWORD = re.compile(
    r"^[ \t]*(?P<comment>\$|COMMENT>)|\b(?P<word>EQUATION>|BEHAVIORAL>|IDENTITY>|EQ>|COEFF>|"
    r"RESTRICT>|PDL>|IF>|ERROR>|TSRANGE\b)|^[ \t]*(?P<frame>MODEL|END)[ \t]*$",
    re.MULTILINE,
)
