"""Work that is shared out by year over processes or a Dask cluster, and kept date by date as it is
done."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any, TypeVar

from tinbergen.core.files import is_file, read_text, write_atomic
from tinbergen.core.isolated import safe_path
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.engine.stochastic.executors import client_of, result_of

T = TypeVar("T")
#: Results of dates of one year, in order.
Work = Callable[[Sequence[Period]], Iterable[T]]

#: Seconds between two looks at whether to go on.
_PATIENCE = 0.2


def by_year(
    here: Work[T], elsewhere: Work[T], dates: Sequence[Period], jobs: int, tell: Progress,
    stage: Text, dask: str | None = None,
) -> Iterator[T]:  # fmt: skip
    """Results of all dates, a year at a time, as they are ready.

    Parameters
    ----------
    here, elsewhere
        The work in this process, where one is enough, and in others, to which it must go as a
        pickle.
    jobs
        Processes at work.
    dask
        Address of the scheduler of a cluster that does the work instead. Its workers need this
        package in the same version, and the files that the work reads in the same places.

    Raises
    ------
    TinbergenError
        Those of the work, and of :meth:`Progress.check`; E066, E067 and E069 of a cluster.
    """
    years: dict[int, list[Period]] = {}
    for date in dates:
        years.setdefault(date.year, []).append(date)
    if dask is not None and years:
        yield from _on_cluster(dask, elsewhere, list(years.values()), tell, stage)
        return
    if jobs == 1 or not years:
        for i, own in enumerate(years.values()):
            tell(stage, i / len(years))
            results = iter(here(own))
            for _ in own:
                tell.check()
                yield next(results)
        return
    with safe_path():  # What helps to start processes is a process too, and they start with work.
        pool = ProcessPoolExecutor(
            min(jobs, len(years)), mp_context=get_context("spawn"), initializer=_end_with_parent
        )
        waiting: set[Future[list[T]]] = {
            pool.submit(_listed, elsewhere, own) for own in years.values()
        }
    try:
        while waiting:
            tell(stage, 1 - len(waiting) / len(years))
            done, waiting = wait(waiting, _PATIENCE, FIRST_COMPLETED)
            for one in done:
                yield from one.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _on_cluster(
    address: str, work: Work[T], years: Sequence[Sequence[Period]], tell: Progress, stage: Text
) -> Iterator[T]:
    """Years as the workers of a cluster finish them; what is left is called off at the end."""
    with client_of(address) as client:
        waiting = [client.submit(_listed, work, own, pure=False) for own in years]
        try:
            while waiting:
                tell(stage, 1 - len(waiting) / len(years))
                tell.check()
                for one in [future for future in waiting if future.done()]:
                    yield from result_of(one)
                    waiting.remove(one)
                sleep(_PATIENCE)
        finally:
            client.cancel(waiting)


def _listed(work: Work[T], dates: Sequence[Period]) -> list[T]:
    return list(work(dates))


def _end_with_parent() -> None:
    """A worker ends when the process that waits for it does, however that ends."""

    def watch() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def kept(path: Path, digest: str, read: Callable[[Any], T]) -> T | None:
    """A result that was computed before from the same; None where it was not."""
    if not is_file(path):
        return None
    try:
        data = json.loads(read_text(path))
        return read(data) if data["digest"] == digest else None
    except (ValueError, KeyError, TypeError):
        return None


def keep(path: Path, digest: str, data: dict[str, Any]) -> None:
    """A result as it is found again by :func:`kept`."""
    write_atomic(path, json.dumps({"digest": digest, **data}) + "\n")
