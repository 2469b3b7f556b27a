"""One queue: like lengths together, no more than may wait, nothing lost when workers go."""

import asyncio
import threading
import time
from typing import ClassVar

import pytest

pytest.importorskip("fastapi")

from tinbergen.core.errors import TinbergenError
from tinbergen.service.models import Said
from tinbergen.service.queue import Queue


class Echo:
    """A worker that answers with the text's length as a chance."""

    made: ClassVar[list["Echo"]] = []

    def __init__(self, wait: float = 0.0, dies: int = 0) -> None:
        self.wait, self.dies = wait, dies
        self.batches: list[list[str]] = []
        self.running = False
        self.lock = threading.Lock()
        Echo.made.append(self)

    def start(self) -> None:
        self.running = True

    def ask(self, version, kind, texts):
        assert self.running
        with self.lock:
            self.batches.append(list(texts))
            time.sleep(self.wait)
            if len(self.batches) <= self.dies:
                self.running = False
                raise EOFError
        return [Said(version, ("a",), (float(len(text)),)) for text in texts]

    def stop(self) -> None:
        self.running = False


@pytest.fixture(autouse=True)
def none_made():
    Echo.made.clear()


def run(queue: Queue, talk):
    async def whole():
        await queue.start()
        try:
            return await talk()
        finally:
            await queue.stop()

    return asyncio.run(whole())


def test_texts_of_like_length_share_a_batch() -> None:
    queue = Queue(lambda: Echo(0.05), 1, 3, 100, 5.0)
    texts = ["a" * 100, "b" * 400, "c" * 110, "d" * 120, "e" * 125, "f" * 390]

    async def talk():
        first = asyncio.create_task(queue.ask(1, "predict", ["z"]))
        await asyncio.sleep(0.02)
        rest = await asyncio.gather(*(queue.ask(1, "predict", [text]) for text in texts))
        await first
        return rest

    found = run(queue, talk)
    assert [one[0].chances[0] for one in found] == [len(text) for text in texts]
    lengths = [[len(text) for text in batch] for batch in Echo.made[0].batches]
    assert lengths == [[1], [100, 110, 120], [400, 390], [125]]


def test_explanations_are_asked_one_by_one() -> None:
    queue = Queue(lambda: Echo(0.01), 1, 8, 100, 5.0)
    run(queue, lambda: queue.ask(1, "explain", ["x"] * 3))
    assert [len(batch) for batch in Echo.made[0].batches] == [1, 1, 1]


def test_versions_do_not_mix() -> None:
    queue = Queue(lambda: Echo(0.05), 1, 8, 100, 5.0)

    async def talk():
        await asyncio.gather(*(queue.ask(1 + i % 2, "predict", ["x"]) for i in range(6)))

    run(queue, talk)
    assert sorted(map(len, Echo.made[0].batches)) in ([1, 2, 3], [3, 3])


def test_no_more_than_may_wait() -> None:
    queue = Queue(lambda: Echo(0.3), 1, 1, 2, 0.1)

    async def talk():
        found = await asyncio.gather(
            *(queue.ask(1, "predict", ["x"]) for _ in range(4)), return_exceptions=True
        )
        return [getattr(each, "code", None) for each in found]

    assert set(run(queue, talk)) == {"T125"}


@pytest.mark.parametrize(("dies", "lost"), [(2, False), (3, True)])
def test_a_batch_outlives_its_worker(dies, lost) -> None:
    queue = Queue(lambda: Echo(0.0, dies), 1, 4, 100, 5.0)

    async def talk():
        if lost:
            with pytest.raises(TinbergenError, match="T125"):
                await queue.ask(1, "predict", ["text"])
        return await queue.ask(1, "predict", ["text"])

    assert run(queue, talk)[0].chances == (4.0,)


def test_nothing_is_lost_while_workers_are_replaced() -> None:
    queue = Queue(lambda: Echo(0.002), 2, 4, 1000, 5.0)

    async def talk():
        asked = [asyncio.create_task(queue.ask(1, "predict", ["x" * (1 + i % 90)]))
                 for i in range(400)]  # fmt: skip
        for _ in range(3):
            await queue.renew()
        return await asyncio.gather(*asked)

    found = run(queue, talk)
    assert [one[0].chances[0] for one in found] == [1 + i % 90 for i in range(400)]
    assert len(Echo.made) == 8 and not any(worker.running for worker in Echo.made)
    assert sum(len(batch) for worker in Echo.made for batch in worker.batches) == 400
