"""What answers: models loaded from a registry, asked about batches, here or in processes apart."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.util import Finalize
from typing import Any, Literal, Protocol

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.text.labelled import Array
from tinbergen.text.scores import softmax
from tinbergen.text.serving.config import ServeConfig
from tinbergen.text.serving.masking import Masker
from tinbergen.text.serving.registry import Registry

Kind = Literal["predict", "explain"]


@dataclass(frozen=True, slots=True)
class Said:
    """What a version says of a text: chances of labels, masks put in it, and, where asked, how much
    the likeliest label's chance rests on each word."""

    version: int
    names: tuple[str, ...]
    chances: tuple[float, ...]
    masked: dict[str, int] = field(default_factory=dict)
    words: tuple[tuple[str, float], ...] = ()


class Explainer(Protocol):
    """How much a label's chance rests on each word of a text."""

    def __call__(self, model: Any, text: str, label: int) -> tuple[tuple[str, float], ...]: ...


def occlusion(model: Any, text: str, label: int) -> tuple[tuple[str, float], ...]:
    """By how much the chance falls when a word is left out (Zeiler and Fergus 2014)."""
    words = text.split()[:_WORDS]
    without = [" ".join(words[:i] + words[i + 1 :]) for i in range(len(words))]
    chances = model.predict([" ".join(words), *without]).chances[:, label]
    falls = chances[0] - chances[1:]
    return tuple((word, float(fall)) for word, fall in zip(words, falls, strict=True))


#: Words of a text that are left out in turn.
_WORDS = 128


class Loaded:
    """The models that a registry has chosen, and the masker before them.

    Raises
    ------
    TinbergenError
        T119 when no version serves, T115, T126; those of loading.
    """

    def __init__(self, config: ServeConfig, explain: Explainer = occlusion) -> None:
        # Not before: the process that only passes texts on has no use for what a model needs.
        from tinbergen.text.model import load_model

        registry = Registry(config.registry)
        chosen = registry.chosen()
        self._explain = explain
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
        """What a version says of texts; the one that serves, where that is no longer loaded."""
        version = version if version in self._models else self._serves
        model = self._models[version]
        masked = self._mask.many(texts)
        clean = [text for text, _ in masked]
        chances: Array = softmax(np.asarray(model.logits(clean)) / model.temperature)
        found = []
        for (text, counts), row in zip(masked, chances, strict=True):
            words = self._explain(model, text, int(row.argmax())) if kind == "explain" else ()
            found.append(Said(version, model.names, tuple(row.tolist()), dict(counts), words))
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
            raise TinbergenError(problem[0], **problem[1])

    def ask(self, version: int, kind: Kind, texts: Sequence[str]) -> list[Said]:
        assert self._line is not None
        self._line.send((version, kind, list(texts)))
        found: list[Said] = self._line.recv()
        return found

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
        line.send((fault.code, {name: str(value) for name, value in fault.facts.items()}))
        return
    line.send(None)
    while True:
        try:
            version, kind, texts = line.recv()
            line.send(loaded.answer(version, kind, texts))
        except (EOFError, OSError):
            # There is nothing to put in order, and taking large models apart takes seconds.
            os._exit(0)
