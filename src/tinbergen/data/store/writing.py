"""Long tables of observations, written whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.files import write_atomic
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.store import dating
from tinbergen.data.store.dating import FREQUENCIES, Dated
from tinbergen.data.store.files import DATED, NEEDED, SOURCE
from tinbergen.data.store.labels import Labels
from tinbergen.data.store.table import Floats, Ints, Table


def texts_of(
    table: Table, series: Sequence[str], entities: Sequence[str], sectors: Sequence[str]
) -> dict[str, Labels]:
    """The columns of text; entities and sectors where there are any."""
    everything = np.arange(table.cell.size)
    codes, ordinals = table.places(everything)
    frequency = table.frequency(everything)
    whose = table.cell // (len(FREQUENCIES) * table.shape[1] * table.shape[2])
    entity, sector = np.divmod(whose, table.shape[0])
    found = {
        "series": Labels(series, codes),
        "period": _dates(ordinals, frequency),
        "vintage": _dates(dating.ordinals(table.day, table.made), table.made.astype(np.int64)),
    }
    for name, known, theirs in (("entity", entities, entity), ("sector", sectors, sector)):
        if any(known):
            found[name] = Labels(known, theirs)
    return found


def _dates(ordinals: Ints, frequency: Ints) -> Labels:
    kinds = len(FREQUENCIES)
    distinct, codes = np.unique(ordinals * kinds + frequency, return_inverse=True)
    names = [str(Period(FREQUENCIES[d % kinds], d // kinds)) for d in distinct.tolist()]
    return Labels(names, codes)


def write(
    path: str | Path, texts: Mapping[str, Labels], value: Floats, dated: Dated, source: Text
) -> Path:
    """CSV, or Parquet where the path ends in ``.parquet``."""
    said = " ".join(f"{source.en} | {source.zh}".split()) if source.en else ""
    parquet = Path(path).suffix.lower() == ".parquet"
    order = [name for name in (*NEEDED, "entity", "sector") if name == "value" or name in texts]
    make = _parquet if parquet else _csv
    return write_atomic(path, make(order, texts, value, {DATED: dated, SOURCE: said}, str(path)))


def _csv(
    order: Sequence[str], texts: Mapping[str, Labels], value: Floats, said: Mapping[str, str],
    name: str,
) -> str:  # fmt: skip
    stream = io.StringIO()
    stream.write(f"# {DATED}: {said[DATED]}\n")
    if said[SOURCE]:
        stream.write(f"# {said[SOURCE]}\n")
    numbers = ["" if v != v else repr(v) for v in value.tolist()]
    columns = [numbers if c == "value" else texts[c].texts() for c in order]
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(order)
    writer.writerows(zip(*columns, strict=True))
    return stream.getvalue()


def _parquet(
    order: Sequence[str], texts: Mapping[str, Labels], value: Floats, said: Mapping[str, str],
    name: str,
) -> bytes:  # fmt: skip
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise TinbergenError("U073", at=Location(name)) from None
    columns = {
        column: pyarrow.array(value, from_pandas=True) if column == "value"
        else pyarrow.DictionaryArray.from_arrays(
            pyarrow.array(texts[column].codes.astype(np.int32)), list(texts[column].names)
        )
        for column in order
    }  # fmt: skip
    table = pyarrow.table(columns).replace_schema_metadata(dict(said))
    stream = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table, stream)
    return bytes(stream.getvalue())
