"""The tables that the digital pack ships."""

from importlib.resources import files

import pytest

from tinbergen.data.matrix import Matrix, read_matrix
from tinbergen.domains.digital.methods.desi import Hierarchy, hierarchy

HOME = files("tinbergen.domains.digital")


@pytest.fixture(scope="package")
def desi() -> Matrix:
    return read_matrix(str(HOME / "desi-2022.csv"))


@pytest.fixture(scope="package")
def levels() -> Hierarchy:
    return hierarchy(read_matrix(str(HOME / "desi-weights.csv")))


@pytest.fixture(scope="package")
def egov() -> Matrix:
    return read_matrix(str(HOME / "egdi-2018.csv"))
