"""Estimate the three pictures of the United States and write their values into their files.

    python tools/estimate_us_projection.py [--end 2008Q3] [--folder FOLDER]

Each picture's file in FOLDER, by default the macroeconomic pack, includes us_projection.mod and
then gives the parameters and the sizes of shocks at the mode of the posterior on the packaged
quarterly series, from 1961Q1 to the end given (2019Q4, the last quarter before the epidemic, by
default). Files of other ends bear them in their names. What it finds of parameters and priors is
printed.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import tinbergen as tb
from tinbergen.data.sources import us_quarterly
from tinbergen.engine.estimate.mode_result import ModeEstimate

PACK = Path(__file__).parents[1] / "src" / "tinbergen" / "domains" / "macro"
PICTURES = ("anchored", "accelerating", "sluggish")
START, END = "1961Q1", "2019Q4"
#: What the data show, with the standard deviations of measurement errors.
OBSERVED = {"GROWTH": 0.2, "U": 0.03, "INFL": 0.2, "r": 0.05}

_FILE = """\
@#define PICTURE = "{picture}"
@#include "us_projection.mod"

// The mode of the posterior on {start} to {end}, series as published in August 2026; log
// likelihood {loglik:.2f}, log marginal likelihood {marginal:.2f}. Written by
// tools/estimate_us_projection.py.
{values}
shocks;
{shocks}
end;
"""


def estimated(picture: str, folder: Path, end: str = END) -> ModeEstimate:
    """The picture's estimates on the sample."""
    return tb.estimate_mode(
        folder / f"us_{picture}.mod", us_quarterly(), observed=OBSERVED, sample=f"{START}:{end}"
    )


def text_of(picture: str, fit: ModeEstimate) -> str:
    """The picture's file."""
    values, shocks = [], []
    for name, value in zip(fit.names, fit.mode.tolist(), strict=True):
        if name.startswith("stderr "):
            shocks.append(f"var {name.removeprefix('stderr ')}; stderr {value:.4f};")
        else:
            values.append(f"{name} = {value:.4f};")
    return _FILE.format(
        picture=picture, start=fit.sample.start, end=fit.sample.end, loglik=fit.loglik,
        marginal=fit.log_marginal, values="\n".join(values), shocks="\n".join(shocks),
    )  # fmt: skip


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--end", default=END)
    ask.add_argument("--folder", type=Path, default=PACK)
    said = ask.parse_args()
    for picture in PICTURES:
        fit = estimated(picture, said.folder, said.end)
        print(fit.summary(), end="\n\n")
        name = f"us_{picture}.mod" if said.end == END else f"us_{picture}_{said.end.lower()}.mod"
        (said.folder / name).write_text(text_of(picture, fit), encoding="utf-8")


if __name__ == "__main__":
    main()
