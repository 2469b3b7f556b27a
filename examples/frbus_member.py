"""FRB/US beside the other worlds of the United States' case, where you have the Board's files.

    python examples/frbus_member.py model.xml longbase.parquet [FOLDER]

``model.xml`` and the data set LONGBASE come with the model package that the Federal Reserve Board
publishes (federalreserve.gov/econres/us-models-about.htm). FOLDER then holds the packaged case
us-now with FRB/US as one world more: ``tinbergen design FOLDER/case.yaml``. People expect what
small vector autoregressions say. Its projection is LONGBASE: purchases and transfers count from it.
Tax rates are held, so that no fiscal rule takes back what a plan gives.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

import tinbergen as tb
from tinbergen.model.convert.frbus import convert_frbus

CASE = "us-now"
#: The case's indicators in FRB/US; a plan sets purchases and transfers as shares of GDP.
INDICATORS = """
var GROWTH U INFL INFL4 PURCHASES TRANSFERS ADDED;
model;
[name='GROWTH'] GROWTH = 400*log(xgdp/xgdp(-1));
[name='U'] U = lur;
[name='INFL'] INFL = 400*log(pcpi/pcpi(-1));
[name='INFL4'] INFL4 = 100*log(pcpi/pcpi(-4));
[name='PURCHASES'] PURCHASES = 100*egfe/xgdp;
[name='TRANSFERS'] TRANSFERS = 100*gtr/xgdp;
[name='ADDED'] ADDED = -100*gfsrpn/xgdpn;
end;
"""
WORLD: dict[str, Any] = {
    "name": "frbus",
    "title": {"en": "FRB/US (Federal Reserve Board)", "zh": "FRB/US（联邦储备委员会）"},
    "model": "frbus_member.mod",
    "projection": "longbase.parquet",
    "set": {"dfpdbt": 0, "dfpsrp": 0, "dfpex": 1},
    "policy": {"rff": "rff", "PURCHASES": "egfe", "TRANSFERS": "gtr"},
    "indicators": {"r": {"variable": "rff"}},
}


def join(model: Path, longbase: Path, folder: Path, sees_to: str = "2024Q4") -> Path:
    """The case with FRB/US as a world more, in ``folder``; its path."""
    packaged = Path(tb.__file__).parent / "domains" / "macro"
    folder.mkdir(parents=True, exist_ok=True)
    for file in packaged.iterdir():
        if file.suffix in (".mod", ".csv"):
            shutil.copy(file, folder)
    shutil.copy(longbase, folder / "longbase.parquet")
    (folder / "frbus.mod").write_text(convert_frbus(model, "var"), encoding="utf-8")
    member = f'@#include "frbus.mod"\n{INDICATORS}'
    (folder / "frbus_member.mod").write_text(member, encoding="utf-8")
    case = yaml.safe_load((packaged / f"{CASE}.yaml").read_text(encoding="utf-8"))
    case["name"] = f"{CASE}-frbus"
    case["worlds"].append({**WORLD, "sees_to": sees_to})
    case["weights"]["frbus"] = {"outlook": 0, "response": 1}
    path = folder / "case.yaml"
    path.write_text(yaml.safe_dump(case, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


if __name__ == "__main__":
    model, longbase, *folder = map(Path, sys.argv[1:])
    print(tb.design(join(model, longbase, folder[0] if folder else Path("out/frbus_member"))))
