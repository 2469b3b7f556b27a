"""Who solves the replicas: this process, processes beside it, or the workers of a Dask cluster.

An executor takes ranges of replicas and hands back their outcomes in whatever order they come. None
of them can change a number: replicas are drawn by their number and solved alone.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from tinbergen.core.errors import TinbergenError
from tinbergen.core.isolated import module_path
from tinbergen.engine.stochastic.job import Job, Outcome, carry_out
from tinbergen.engine.stochastic.worker import receive, send
from tinbergen.model.model import Model

Part = tuple[int, int]

#: Workers a range of replicas may bring down before it is given up.
_MOST_DEATHS = 3
#: Ranges handed to a cluster ahead of those done, for each of its threads.
_AHEAD = 3


class Executor(Protocol):
    """What solves ranges of replicas."""

    @property
    def size(self) -> int:
        """Replicas in a range: enough to pay for handing it over."""
        ...

    def run(self, job: Job, parts: Sequence[Part]) -> Iterator[Outcome]:
        """Outcomes of all parts, in any order.

        Closing the iterator ends the work.
        """
        ...


@dataclass(frozen=True, slots=True)
class InLine:
    """This process; compiled models share a range out to threads.

    ``model`` is used as it is in place of the job's text.
    """

    size: int = 128
    model: Model | None = None

    def run(self, job: Job, parts: Sequence[Part]) -> Iterator[Outcome]:
        for first, last in parts:
            yield carry_out(job, first, last, self.model)


@dataclass(frozen=True, slots=True)
class Processes:
    """``workers`` processes of their own, by default as many as there are processors.

    A worker that dies is replaced and its range done again. ``started`` is told the process id of
    every worker.
    """

    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    size: int = 32
    started: Callable[[int], None] | None = None

    def run(self, job: Job, parts: Sequence[Part]) -> Iterator[Outcome]:
        waiting: queue.SimpleQueue[Part] = queue.SimpleQueue()
        for part in parts:
            waiting.put(part)
        done: queue.SimpleQueue[Outcome | BaseException] = queue.SimpleQueue()
        crew = _Crew(job, waiting, done, self.started)
        hands = [
            threading.Thread(target=crew.serve, daemon=True)
            for _ in range(max(1, min(self.workers, len(parts))))
        ]
        for hand in hands:
            hand.start()
        try:
            for _ in parts:
                outcome = done.get()
                if isinstance(outcome, BaseException):
                    raise outcome
                yield outcome
        finally:
            crew.dismiss()
            for hand in hands:
                hand.join()


class _Crew:
    """The worker processes of one run, each served by a thread."""

    def __init__(
        self,
        job: Job,
        waiting: queue.SimpleQueue[Part],
        done: queue.SimpleQueue[Outcome | BaseException],
        started: Callable[[int], None] | None,
    ) -> None:
        self._job, self._waiting, self._done, self._started = job, waiting, done, started
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._over = False

    def dismiss(self) -> None:
        """End all workers, whatever they are at."""
        with self._lock:
            self._over = True
            for process in self._running:
                process.kill()

    def serve(self) -> None:
        """Hand parts to a worker until there are none, replacing it when it dies."""
        process: subprocess.Popen[bytes] | None = None
        try:
            while not self._over:
                try:
                    part = self._waiting.get_nowait()
                except queue.Empty:
                    return
                for _ in range(_MOST_DEATHS):
                    process = process or self._start()
                    outcome = _ask(process, part)
                    if outcome is not None:
                        self._done.put(outcome)
                        break
                    self._bury(process)
                    process = None
                    if self._over:
                        return
                else:
                    first, last = part
                    self._done.put(
                        TinbergenError("E068", first=first, last=last - 1, deaths=_MOST_DEATHS)
                    )
                    return
        except Exception as fault:
            self._done.put(fault)
        finally:
            if process is not None:
                self._bury(process)

    def _start(self) -> subprocess.Popen[bytes]:
        with self._lock:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "tinbergen.engine.stochastic.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **_ONE_THREAD, "PYTHONPATH": os.pathsep.join(module_path())},
            )
            self._running.add(process)
            if self._over:
                process.kill()
        assert process.stdin is not None
        if self._started is not None:
            self._started(process.pid)
        with suppress(OSError):  # One that died at once is found out when it is asked.
            send(process.stdin, self._job)
        return process

    def _bury(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._running.discard(process)
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


#: Each worker has one processor's share: its linear algebra must not start threads of its own.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _ask(process: subprocess.Popen[bytes], part: Part) -> Outcome | BaseException | None:
    """The outcome of a part; None when the worker is gone."""
    assert process.stdin is not None and process.stdout is not None
    try:
        send(process.stdin, part)
        found: Outcome | BaseException = receive(process.stdout)
    except (EOFError, OSError):
        return None
    return found


@dataclass(frozen=True, slots=True)
class Dask:
    """The workers of a Dask cluster: ``scheduler`` is a ``distributed.Client`` or an address.

    Dask does the work of a lost worker again. Its workers need this package in the same version.
    """

    scheduler: Any
    size: int = 32

    def run(self, job: Job, parts: Sequence[Part]) -> Iterator[Outcome]:
        with client_of(self.scheduler) as client:
            import distributed

            # A future by submission, not by scattering: a lost one can be computed again.
            shared = client.submit(_same, job, pure=False)
            threads = max(1, sum(client.nthreads().values()))
            rest = iter(parts)
            pending: Any = _untyped(distributed).as_completed(loop=client.loop)
            futures = []

            def hand_over() -> None:
                part = next(rest, None)
                if part is not None:
                    future = client.submit(carry_out, shared, *part, pure=False)
                    futures.append(future)
                    pending.add(future)

            try:
                for _ in range(_AHEAD * threads):
                    hand_over()
                for future in pending:
                    yield result_of(future)
                    futures.remove(future)
                    hand_over()
            finally:
                client.cancel([*futures, shared])


def _untyped(module: Any) -> Any:
    """The package says it is typed, but its signatures are not."""
    return module


def _same(job: Job) -> Job:
    return job


def result_of(future: Any) -> Any:
    """What a worker found; its own error, or E069 where the worker failed."""
    try:
        return future.result()
    except TinbergenError:
        raise
    except Exception as fault:
        detail = " ".join(f"{type(fault).__name__}: {fault}".split())[:160]
        raise TinbergenError("E069", detail=detail) from fault


@contextmanager
def client_of(scheduler: Any) -> Iterator[Any]:
    """The client given, or one of our own to the address given.

    Raises
    ------
    TinbergenError
        E066 without the package, E067 when no scheduler answers there.
    """
    try:
        import distributed
    except ImportError:
        raise TinbergenError("E066") from None
    if not isinstance(scheduler, str):
        yield scheduler
        return
    try:
        client = _untyped(distributed).Client(scheduler, timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as fault:
        raise TinbergenError("E067", address=scheduler) from fault
    with client:
        yield client


def executor_of(given: Any) -> Executor:
    """The executor meant: one itself, ``"in_line"``, ``"processes"``, a Dask client or address.

    Raises
    ------
    TinbergenError
        E071 when it is none of these; E066 for Dask without the package.
    """
    match given:
        case "in_line":
            return InLine()
        case "processes":
            return Processes()
        case InLine() | Processes() | Dask():
            return given
        case str() if "://" in given or ":" in given:
            return Dask(given)
        case _ if type(given).__module__.partition(".")[0] in ("distributed", "dask"):
            return Dask(given)
        case _:
            raise TinbergenError("E071", given=str(given))
