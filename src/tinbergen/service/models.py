"""What answers: models loaded from a registry, asked about batches, here or in processes apart."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.text.labelled import Array
from tinbergen.text.scores import softmax
from tinbergen.text.serving.config import ServeConfig
from tinbergen.text.serving.masking import Masker
from tinbergen.text.serving.registry import Registry

if TYPE_CHECKING:
    from tinbergen.text.explain.served import Explanation

Kind = Literal["predict", "explain"]


@dataclass(frozen=True, slots=True)
class Said:
    """What a version says of a text: chances of labels, masks put in it, and, where asked, what the
    likeliest label rests on."""

    version: int
    names: tuple[str, ...]
    chances: tuple[float, ...]
    masked: dict[str, int] = field(default_factory=dict)
    explanation: Explanation | None = None


class Loaded:
    """The models that a registry has chosen, and the masker before them.

    Raises
    ------
    TinbergenError
        T119 when no version serves, T115, T126; those of loading.
    """

    def __init__(self, config: ServeConfig) -> None:
        # Not before: the process that only passes texts on has no use for what a model needs.
        from tinbergen.text.model import load_model

        registry = Registry(config.registry)
        chosen = registry.chosen()
        self._part = config.explain
        self._mask = Masker(config.masking)
        self._models = {}
        self._serves = chosen.production.number
        for version in (chosen.production, chosen.canary):
            if version is None:
                continue
            model, _ = load_model(registry.place(version.number))
            if model.beside.columns:
                columns = ", ".join(model.beside.columns)
                raise TinbergenError("T126", number=version.number, columns=columns)
            model.predict(["warm up"])
            self._models[version.number] = model

    def answer(self, version: int, kind: Kind, texts: Sequence[str]) -> list[Said]:
        """What a version says of texts; the one that serves, where that is no longer loaded.

        Raises
        ------
        TinbergenError
            T161, T703 when an explanation was asked for and is not to be had.
        """
        from tinbergen.text.explain.served import explained

        version = version if version in self._models else self._serves
        model = self._models[version]
        masked = self._mask.many(texts)
        clean = [text for text, _ in masked]
        chances: Array = softmax(np.asarray(model.logits(clean)) / model.temperature)
        found = []
        for (text, counts), row in zip(masked, chances, strict=True):
            said = Said(version, model.names, tuple(row.tolist()), dict(counts))
            if kind == "explain":
                label, part = model.names[int(row.argmax())], self._part
                why = explained(model, text, label, most=part.words, seconds=part.seconds)
                said = replace(said, explanation=why)
            found.append(said)
        return found


class Worker(Protocol):
    """Something that answers one batch at a time."""

    def start(self) -> None:
        """Load models; returns when they are ready."""

    def ask(self, version: int, kind: Kind, texts: Sequence[str]) -> list[Said]:
        """Answer a batch. Raises EOFError or OSError when the worker is dead."""

    def stop(self) -> None:
        """End, after the batch that is being answered."""


class Inside:
    """A worker in the service's own process."""

    def __init__(self, config: ServeConfig) -> None:
        self._config = config
        self._loaded: Loaded | None = None

    def start(self) -> None:
        self._loaded = Loaded(self._config)

    def ask(self, version: int, kind: Kind, texts: Sequence[str]) -> list[Said]:
        assert self._loaded is not None
        return self._loaded.answer(version, kind, texts)

    def stop(self) -> None:
        self._loaded = None


class Apart:
    """A worker in a process of its own."""

    def __init__(self, config: ServeConfig) -> None:
        self._config = config
        self._process: Any = None
        self._line: Connection | None = None

    def start(self) -> None:
        context = multiprocessing.get_context("spawn")
        own, other = context.Pipe()
        self._process = context.Process(target=_work, args=(other, self._config), daemon=True)
        self._process.start()
        other.close()
        self._line = own
        # However this process ends, its end of the line closes before it waits for its children.
        Finalize(self, own.close, exitpriority=10)
        problem = own.recv()
        if problem is not None:
            raise problem

    def ask(self, version: int, kind: Kind, texts: Sequence[str]) -> list[Said]:
        assert self._line is not None
        self._line.send((version, kind, list(texts)))
        fault, found = self._line.recv()
        if fault is not None:
            raise fault
        said: list[Said] = found
        return said

    def stop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            self._process.join(_PATIENCE)
            if self._process.is_alive():
                self._process.kill()
            self._process = None


_PATIENCE = 10.0


def _work(line: Connection, config: ServeConfig) -> None:
    """A process's life: load, answer batches, end when nobody is at the other end."""
    # A signal to the whole family is for who is at the other end; what was asked is answered first.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    try:
        loaded = Loaded(config)
    except TinbergenError as fault:
        line.send(fault)
        return
    line.send(None)
    while True:
        try:
            asked = line.recv()
            answer: tuple[TinbergenError | None, list[Said] | None]
            try:
                answer = None, loaded.answer(*asked)
            except TinbergenError as fault:
                answer = fault, None
            except Exception as fault:
                # Only of which kind it is: what it says may hold a text.
                answer = TinbergenError("U001", kind=type(fault).__name__, detail="-"), None
            line.send(answer)
        except (EOFError, OSError):
            # There is nothing to put in order, and taking large models apart takes seconds.
            os._exit(0)
