"""Estimate the pictures of a country and write their files: a country in, its files out.

    python tools/estimate_projection.py [--country japan] [--end 2008Q3] [--folder FOLDER]

Each picture's file in FOLDER, by default the macroeconomic pack, says what its country is, includes
projection.mod, which is the same for all, and then gives the parameters and the sizes of shocks at
the mode of the posterior on the packaged quarterly series, to the end given (2019Q4, the last
quarter before the epidemic, by default). Files of other ends bear them in their names. Priors
are the same for all but for the means of what COUNTRIES gives. What is found is printed.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import tinbergen as tb
from tinbergen.data.dataset import Dataset
from tinbergen.data.japan import japan_quarterly
from tinbergen.data.sources import us_quarterly
from tinbergen.engine.estimate.mode_result import ModeEstimate

PACK = Path(__file__).parents[1] / "src" / "tinbergen" / "domains" / "macro"
END = "2019Q4"
#: What the data show, with the standard deviations of measurement errors.
OBSERVED = {"GROWTH": 0.2, "U": 0.03, "INFL": 0.2, "r": 0.05}


@dataclass(frozen=True, slots=True)
class Country:
    """What differs between countries.

    ``given`` are what the template asks for: growth, natural real rate, natural rate of
    unemployment (means of priors and of trends), inflation that people look for, Okun's
    coefficient, whether the rate stood at its bound and whether an exchange rate counts.
    ``omit``: quarters left out.
    """

    file: str
    data: Callable[[], Dataset]
    start: str
    issue: str
    given: Mapping[str, str]
    pictures: tuple[str, ...] = ("anchored", "accelerating", "sluggish")
    omit: tuple[str, ...] = ()
    observed: Mapping[str, float] = field(default_factory=lambda: OBSERVED)


COUNTRIES = {
    # Means of GPM6; 2.3 of consumer prices is 2 of the Federal Reserve's own index.
    "us": Country(
        "us", us_quarterly, "1961Q1", "August 2026",
        {"GROWTH_MEAN": "2.2729", "NATURAL_MEAN": "1.7285", "U_MEAN": "4.8", "OKUN": ".5",
         "AIM": "2.3", "BOUND": "0", "OPEN": "0"},
    ),
    # Means of the sample to 2019; 1.7 of the consumption deflator is 2 of consumer prices; Okun's
    # coefficient of Ball, Leigh and Loungani (2017). Orphanides' lags are the United States' own,
    # so that there is no such picture. In the quarters left out the consumption tax rose.
    "japan": Country(
        "japan", japan_quarterly, "1995Q2", "October 2026",
        {"GROWTH_MEAN": ".8", "NATURAL_MEAN": ".4", "U_MEAN": "4.0", "OKUN": ".15",
         "AIM": "1.7", "BOUND": "1", "OPEN": "1", "RER_MEAN": "0"},
        ("anchored", "accelerating"),
        ("1997Q2:1997Q2", "2014Q2:2014Q2", "2019Q4:2019Q4"),
        OBSERVED | {"RER": 0.5},
    ),
}  # fmt: skip

_HEAD = """\
@#define PICTURE = "{picture}"
{given}
@#include "projection.mod"
"""
_FOUND = """
// The mode of the posterior on {start} to {end}, series as published in {issue}; log
// likelihood {loglik:.2f}, log marginal likelihood {marginal:.2f}. Written by
// tools/estimate_projection.py.
{values}
shocks;
{shocks}
end;
"""


def head_of(country: Country, picture: str) -> str:
    """What the picture is of, and the template."""
    given = "\n".join(f"@#define {name} = {value}" for name, value in country.given.items())
    return _HEAD.format(picture=picture, given=given)


def estimated(country: Country, picture: str, folder: Path = PACK, end: str = END) -> ModeEstimate:
    """The picture's estimates on the sample, from where its file is, or from its priors."""
    file = folder / f"{country.file}_{picture}.mod"
    with tempfile.NamedTemporaryFile("w", suffix=".mod", dir=folder, encoding="utf-8") as plain:
        plain.write(head_of(country, picture))
        plain.flush()
        return tb.estimate_mode(
            file if file.is_file() else Path(plain.name), country.data(), observed=country.observed,
            sample=f"{country.start}:{end}", omit=country.omit,
        )  # fmt: skip


def text_of(country: Country, picture: str, fit: ModeEstimate) -> str:
    """The picture's file."""
    values, shocks = [], []
    for name, value in zip(fit.names, fit.mode.tolist(), strict=True):
        if name.startswith("stderr "):
            shocks.append(f"var {name.removeprefix('stderr ')}; stderr {value:.4f};")
        else:
            values.append(f"{name} = {value:.4f};")
    return head_of(country, picture) + _FOUND.format(
        start=fit.sample.start, end=fit.sample.end, issue=country.issue, loglik=fit.loglik,
        marginal=fit.log_marginal, values="\n".join(values), shocks="\n".join(shocks),
    )  # fmt: skip


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--country", choices=COUNTRIES, default="us")
    ask.add_argument("--end", default=END)
    ask.add_argument("--folder", type=Path, default=PACK)
    said = ask.parse_args()
    country = COUNTRIES[said.country]
    for picture in country.pictures:
        fit = estimated(country, picture, said.folder, said.end)
        print(fit.summary(), end="\n\n")
        end = "" if said.end == END else f"_{said.end.lower()}"
        name = f"{country.file}_{picture}{end}.mod"
        (said.folder / name).write_text(text_of(country, picture, fit), encoding="utf-8")


if __name__ == "__main__":
    main()
