"""One bounded queue before all workers: texts of like length are asked together.

A worker that is free takes the text that has waited longest and others of about its length, so
little is padded and nobody waits for a batch to fill. A worker that dies gives its batch back; one
that is replaced ends its batch first. So neither loses a request.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tinbergen.core.errors import TinbergenError
from tinbergen.service.models import Kind, Said, Worker

#: Lengths that share a batch differ by this factor at most; shorter ones count as this long.
_ALIKE, _SHORT = 1.3, 40
#: Workers that may die with a batch before it is given up.
_TRIES = 3


@dataclass(eq=False, slots=True)
class _Waiting:
    version: int
    kind: Kind
    text: str
    answer: asyncio.Future[Said]
    tries: int = 0


@dataclass(eq=False, slots=True)
class _Post:
    """A worker, what serves it, and whether it is to end after its batch."""

    worker: Worker
    leaving: bool = False
    task: asyncio.Task[None] | None = None


@dataclass(eq=False, slots=True)
class Queue:
    """The queue and its workers. ``hire`` makes a worker, ``batch`` texts are asked together at
    most, ``most`` may wait, each for ``seconds`` at most."""

    hire: Callable[[], Worker]
    workers: int
    batch: int
    most: int
    seconds: float
    batches: int = 0
    _waiting: deque[_Waiting] = field(default_factory=deque)
    _posts: list[_Post] = field(default_factory=list)
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)
    _renewing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def alive(self) -> int:
        """Workers that take texts."""
        return sum(not post.leaving for post in self._posts)

    async def start(self) -> None:
        """Start all workers at once."""
        await asyncio.gather(*(self._post() for _ in range(self.workers)))

    async def stop(self) -> None:
        """End all workers after the batches they have."""
        await asyncio.gather(*(self._leave(post) for post in list(self._posts)))

    async def renew(self) -> None:
        """Replace workers one by one, each by one that is ready first; nothing is lost."""
        async with self._renewing:
            for old in list(self._posts):
                await self._post()
                await self._leave(old)

    async def ask(self, version: int, kind: Kind, texts: list[str]) -> list[Said]:
        """Answers to texts.

        Raises
        ------
        TinbergenError
            T125 when too many wait, or these waited too long.
        """
        if len(self._waiting) + len(texts) > self.most:
            raise TinbergenError("T125", waiting=len(self._waiting), seconds=self.seconds)
        loop = asyncio.get_running_loop()
        mine = [_Waiting(version, kind, text, loop.create_future()) for text in texts]
        self._waiting.extend(mine)
        async with self._came:
            self._came.notify(len(mine))
        try:
            async with asyncio.timeout(self.seconds):
                return list(await asyncio.gather(*(one.answer for one in mine)))
        except TimeoutError:
            raise TinbergenError("T125", waiting=len(self._waiting), seconds=self.seconds) from None
        finally:
            for one in mine:
                one.answer.cancel()

    async def _post(self) -> None:
        post = _Post(self.hire())
        await asyncio.to_thread(post.worker.start)
        post.task = asyncio.create_task(self._serve(post))
        self._posts.append(post)

    async def _leave(self, post: _Post) -> None:
        post.leaving = True
        async with self._came:
            self._came.notify_all()
        if post.task is not None:
            await post.task
        if post in self._posts:
            self._posts.remove(post)
        await asyncio.to_thread(post.worker.stop)

    async def _serve(self, post: _Post) -> None:
        while True:
            async with self._came:
                await self._came.wait_for(lambda: post.leaving or self._waiting)
                if post.leaving:
                    return
                chosen = self._take()
            if not chosen:
                continue
            first = chosen[0]
            try:
                said = await asyncio.to_thread(
                    post.worker.ask, first.version, first.kind, [one.text for one in chosen]
                )
            except (EOFError, OSError):
                self._give_back(chosen)
                await asyncio.to_thread(post.worker.stop)
                await asyncio.to_thread(post.worker.start)
                continue
            except Exception as fault:
                for one in chosen:
                    if not one.answer.done():
                        one.answer.set_exception(fault)
                continue
            self.batches += 1
            for one, answer in zip(chosen, said, strict=True):
                if not one.answer.done():
                    one.answer.set_result(answer)

    def _take(self) -> list[_Waiting]:
        """The text that waited longest, and others of about its length for the same version."""
        while self._waiting and self._waiting[0].answer.done():
            self._waiting.popleft()
        if not self._waiting:
            return []
        first = self._waiting.popleft()
        size = max(len(first.text), _SHORT)
        chosen, left = [first], deque[_Waiting]()
        for one in self._waiting:
            long = max(len(one.text), _SHORT)
            alike = max(size, long) <= _ALIKE * min(size, long)
            same = (one.version, one.kind) == (first.version, first.kind)
            # What takes long is asked one by one, so that others do not wait for all of it.
            room = len(chosen) < (self.batch if first.kind == "predict" else 1)
            room = room and not one.answer.done()
            (chosen if room and alike and same else left).append(one)
        self._waiting = left
        return chosen

    def _give_back(self, chosen: list[_Waiting]) -> None:
        for one in reversed(chosen):
            one.tries += 1
            if one.tries < _TRIES:
                self._waiting.appendleft(one)
            elif not one.answer.done():
                one.answer.set_exception(TinbergenError("T125", waiting=0, seconds=self.seconds))
