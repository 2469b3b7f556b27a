"""A registry with two small models, keys, and a service asked without a network."""

import asyncio
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tinbergen.app.text_serve import AddInputs, add_version
from tinbergen.text.audit.gate import write_gate
from tinbergen.text.experiment import EncoderPart, MethodPart
from tinbergen.text.model import TextModel, save_model
from tinbergen.text.probe import Lexicon
from tinbergen.text.serving.config import read_config
from tinbergen.text.serving.keys import KeyRing
from tinbergen.text.serving.registry import Registry


def lexical(folder: Path, tilt: float) -> Path:
    """A model of three words; ``tilt`` is how much 'rise' speaks for 'up'."""
    model = TextModel(
        ("up", "down"), MethodPart(name="lexical"), EncoderPart(), None, None,
        Lexicon(["rise", "fall", "rates"], np.ones(3)),
        np.array([[tilt, -2.0, 0.0], [-tilt, 2.0, 0.0]]), np.zeros(2),
    )  # fmt: skip
    save_model(model, folder, {})
    write_gate(folder, folder.name, ())
    return folder


@dataclass
class House:
    """A service's folder, its keys by role, and the service."""

    folder: Path
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def registry(self) -> Registry:
        return Registry(self.folder / "registry")

    def service(self, extra: str = "", hire: Any = None) -> Any:
        text = f"registry: registry\nworkers: 0\nmasking: 'off'\n{extra}"
        from tinbergen.service.application import Service

        (self.folder / "serve.yaml").write_text(text)
        return Service(read_config(self.folder / "serve.yaml"), hire)

    def run(self, service: Any, talk: Callable[[Any], Any]) -> Any:
        """What a conversation with the running service returns."""
        import httpx

        async def whole() -> Any:
            app = service.application()
            async with app.router.lifespan_context(app):
                transport = httpx.ASGITransport(app=app)
                async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                    return await talk(client)

        return asyncio.run(whole())

    def bearer(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[role]}"}


@pytest.fixture
def house(tmp_path: Path) -> House:
    for part in ("sklearn", "fastapi", "prometheus_client", "httpx"):
        pytest.importorskip(part)
    made = House(tmp_path)
    for name, tilt in (("first", 2.0), ("second", -2.0)):
        add_version(AddInputs(tmp_path / "registry", lexical(tmp_path / name, tilt)))
    made.registry.promote(1)
    ring = KeyRing(tmp_path / "keys.json")
    for role in ("caller", "analyst", "monitor", "admin"):
        made.keys[role] = ring.add(role, role, 100_000)[1]
    return made


@pytest.fixture
def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(autouse=True)
def logs_as_they_were():
    logs = [logging.getLogger(name) for name in ("tinbergen-service", "uvicorn")]
    before = [(log, log.handlers, log.propagate, log.level) for log in logs]
    yield
    for log, handlers, propagate, level in before:
        log.handlers, log.propagate = handlers, propagate
        log.setLevel(level)
