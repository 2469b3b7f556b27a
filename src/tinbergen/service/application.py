"""The ASGI application: who asks is known, what is asked is bounded, what is said is logged.

Texts are in no log: the audit log has whose key it was, what was asked, how much, and what became
of it. Nothing asks the network, nor does the page of documentation, which is left out.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect

from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.plain import plain
from tinbergen.core.text import Text
from tinbergen.service.logs import LOG
from tinbergen.service.models import Apart, Inside, Kind, Said, Worker
from tinbergen.service.queue import Queue
from tinbergen.service.watch import Rates, Watch
from tinbergen.text.serving.audit import AuditLog
from tinbergen.text.serving.config import ServeConfig
from tinbergen.text.serving.keys import ALLOWED, Key, KeyRing
from tinbergen.text.serving.registry import Chosen, Registry

_STATUS = {"T120": 401, "T121": 403, "T122": 429, "T123": 413, "T124": 422, "T125": 503,
           "T161": 422, "T703": 503, "T737": 415, "T738": 408, "T741": 400}  # fmt: skip
_UNITS = {"bytes": Text("bytes", "字节"), "texts": Text("texts", "段文字"),
          "characters": Text("characters a text", "个字符（每段）")}  # fmt: skip
#: Counts are fetched from /metrics; traces are sent nowhere, whatever the environment says.
_NO_TELEMETRY: Any = {"auto_configure": False, "tracing": False, "metrics": False, "logs": False}
#: Headers that may be sent once: of two it is not said which counts.
_ONCE = ("authorization", "content-type", "content-encoding", "content-length")
_UTF8 = ("utf-8", "utf8", "us-ascii", "ascii")
#: Characters of a header that a refusal repeats.
_SHOWN = 40
#: Requests after which alarms are looked at.
_LOOK = 20


class Asked(BaseModel):
    """The body of a request."""

    model_config = ConfigDict(extra="forbid", strict=True)
    texts: Annotated[list[str], Field(min_length=1)]


@dataclass(slots=True)
class _Seen:
    """What is noted of a request while it is answered."""

    route: str
    began: float = field(default_factory=time.perf_counter)
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    key: Key | None = None
    versions: Counter[int] = field(default_factory=Counter)
    texts: int = 0
    characters: int = 0
    masked: Counter[str] = field(default_factory=Counter)


class Service:
    """A service as its file says. ``hire`` makes workers in place of the file's."""

    def __init__(self, config: ServeConfig, hire: Callable[[], Worker] | None = None) -> None:
        kind = Apart if config.workers else Inside
        limits = config.limits
        self.config = config
        self.registry = Registry(config.registry)
        self.chosen: Chosen = self.registry.chosen()
        self.keys, self.rates = KeyRing(config.keys), Rates()
        self.watch = Watch(config.alarms, self.chosen.production.reference)
        self.audit: AuditLog | None = None
        self.queue = Queue(
            hire or (lambda: kind(config)), max(config.workers, 1), config.batch, limits.waiting,
            limits.seconds,
        )  # fmt: skip
        self._raised: set[str] = set()
        self._count = self._unlogged = 0
        self.problem: TinbergenError | None = None

    def application(self, *, alone: bool = True) -> FastAPI:
        """The ASGI application; one that is not ``alone`` can't be told to restart, for others like
        it would not hear of it."""
        app = FastAPI(title="Tinbergen", openapi_url=None, lifespan=self._life,
                      redirect_slashes=False, telemetry=_NO_TELEMETRY,
                      exception_handlers={404: self.absent, 405: self.absent})  # fmt: skip
        # Requests are read and checked here, so nothing is to be worked out from signatures.
        app.add_route("/predict", self.predict, methods=["POST"])
        app.add_route("/explain", self.explain, methods=["POST"])
        app.add_route("/health", self.health, methods=["GET"])
        app.add_route("/metrics", self.metrics, methods=["GET"])
        if alone:
            app.add_route("/restart", self.restart, methods=["POST"])
        return app

    async def absent(self, request: Request, fault: Exception) -> Response:
        """What is asked where nothing answers, or in another way than it is answered."""
        known = ", ".join(
            f"{method} {route.path}" for route in request.app.routes
            for method in sorted(route.methods - {"HEAD"})
        )  # fmt: skip
        # As it was sent, not as the header 'Host' would complete it, and no longer than is of use.
        path, method = request.scope["path"][:_SHOWN], request.method[:_SHOWN]
        told = TinbergenError("T752", method=method, path=path, known=known)
        said = self._refused(request, _Seen("-"), told, getattr(fault, "status_code", 404))
        said.headers.update(getattr(fault, "headers", None) or {})
        return said

    async def predict(self, request: Request) -> Response:
        """Labels of texts and the chance of each."""
        return await self._answered(request, "predict")

    async def explain(self, request: Request) -> Response:
        """The same, and how much the likeliest label rests on each word."""
        return await self._answered(request, "explain")

    async def health(self, request: Request) -> Response:
        """Whether texts are taken, by which versions, and which alarms hold."""
        ready = self.queue.alive > 0
        canary = self.chosen.canary
        said = {
            "ready": ready, "workers": self.queue.alive, "waiting": len(self.queue),
            "version": self.chosen.production.number,
            "canary": None if canary is None else canary.number,
            "alarms": sorted(self.watch.alarms()),
        }  # fmt: skip
        return _json(said, 200 if ready else 503)

    async def metrics(self, request: Request) -> Response:
        """Counts as Prometheus reads them."""
        seen = _Seen("/metrics")
        try:
            self._admit(request, seen, "metrics")
        except TinbergenError as fault:
            return self._refused(request, seen, fault)
        self.watch.waiting.set(len(self.queue))
        return Response(self.watch.exposition(), media_type="text/plain; version=0.0.4")

    async def restart(self, request: Request) -> Response:
        """Replace the workers one by one by fresh ones with what the registry says now."""
        seen = _Seen("/restart")
        try:
            self._admit(request, seen, "restart")
            await self.renew()
        except TinbergenError as fault:
            return self._refused(request, seen, fault)
        self._note(seen, 200)
        return _json({"version": self.chosen.production.number}, 200)

    async def renew(self) -> None:
        """Read the registry anew and replace the workers; nothing that was asked is lost.

        Raises
        ------
        TinbergenError
            T115, T119 when the registry has nothing to serve; the old workers stay.
        """
        chosen = await asyncio.to_thread(self.registry.chosen)
        await self.queue.renew()
        self.chosen, self.watch.reference = chosen, chosen.production.reference

    @asynccontextmanager
    async def _life(self, app: FastAPI) -> AsyncIterator[None]:
        try:
            self.audit = AuditLog(self.config.audit)
            await self.queue.start()
        except TinbergenError as fault:
            self.problem = fault
            raise
        try:
            yield
        finally:
            await self.queue.stop()
            if self._unlogged:
                self.audit.add(unlogged=self._unlogged)
            self.audit.close()

    async def _answered(self, request: Request, kind: Kind) -> Response:
        seen = _Seen(f"/{kind}")
        try:
            self._admit(request, seen, kind)
            texts = await self._read(request)
            if kind == "explain" and len(texts) > self.config.explain.texts:
                raise _too_large("texts", self.config.explain.texts)
            seen.texts, seen.characters = len(texts), sum(len(text) for text in texts)
            draw = int(hashlib.sha256(seen.id.encode()).hexdigest()[:13], 16) / 16**13
            version = self.chosen.version(draw).number
            said = await self.queue.ask(version, kind, texts)
        except TinbergenError as fault:
            return self._refused(request, seen, fault)
        except ClientDisconnect:
            late = TinbergenError("T738", seconds=f"{self.config.limits.seconds:g}")
            return self._refused(request, seen, late)
        except Exception as fault:
            LOG.error("%s", type(fault).__name__)
            return self._refused(request, seen, TinbergenError("U001", kind="-", detail="-"))
        for text, one in zip(texts, said, strict=True):
            seen.versions[one.version] += 1
            seen.masked.update(one.masked)
            self.watch.answer(text, one.names, one.chances)
        for mask, many in seen.masked.items():
            self.watch.masks.labels(mask).inc(many)
        self._note(seen, 200)
        return _json({"id": seen.id, "answers": [_told(one) for one in said]}, 200)

    def _admit(self, request: Request, seen: _Seen, what: str) -> None:
        """Who asks, and whether they may."""
        _check_head(request)
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        seen.key = self.keys.holder(given.strip()) if scheme.lower() == "bearer" else None
        if seen.key is None:
            raise TinbergenError("T120")
        if what not in ALLOWED[seen.key.role]:
            raise TinbergenError("T121", role=seen.key.role)
        wait = self.rates.wait(seen.key.id, seen.key.rate)
        if wait:
            raise TinbergenError("T122", rate=seen.key.rate, seconds=math.ceil(round(wait, 6)))

    async def _read(self, request: Request) -> list[str]:
        """The texts of a request's body, read no further than it may be long."""
        limits = self.config.limits
        body = bytearray()
        said = request.headers.get("content-length", "")
        if said.isdecimal() and (len(said) > 18 or int(said) > limits.bytes):
            raise _too_large("bytes", limits.bytes)
        try:
            async with asyncio.timeout(limits.seconds):
                async for piece in request.stream():
                    body += piece
                    if len(body) > limits.bytes:
                        raise _too_large("bytes", limits.bytes)
        except TimeoutError:
            raise TinbergenError("T738", seconds=f"{limits.seconds:g}") from None
        texts = _texts(bytes(body))
        if len(texts) > limits.texts:
            raise _too_large("texts", limits.texts)
        if max(len(text) for text in texts) > limits.characters:
            raise _too_large("characters", limits.characters)
        return texts

    def _refused(
        self, request: Request, seen: _Seen, fault: TinbergenError, status: int | None = None
    ) -> Response:
        status = status or _STATUS.get(fault.code, 500)
        self._note(seen, status, fault.code)
        lang = _language(request)
        headers = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "1"},
                   429: {"Retry-After": str(fault.facts.get("seconds", 1))}}  # fmt: skip
        # Of a body that is not read to its end nothing more is listened to.
        ends = {"Connection": "close"} if status in (400, 408, 413, 415) else {}
        return _json(fault.to_dict(lang) | {"id": seen.id}, status, headers.get(status, {}) | ends)

    def _note(self, seen: _Seen, status: int, code: str | None = None) -> None:
        """Count a request, log it, and look at alarms now and then."""
        taken = time.perf_counter() - seen.began
        version = seen.versions.most_common(1)[0][0] if seen.versions else 0
        self.watch.request(seen.route, status, version, taken)
        if seen.key is None and self.rates.wait("", self.config.limits.nameless):
            # Whoever has no key can't make the log grow without end.
            self._unlogged += 1
        else:
            more = {"unlogged": self._unlogged} if self._unlogged else {}
            assert self.audit is not None
            self.audit.add(
                id=seen.id, key=seen.key.id if seen.key else None, route=seen.route, status=status,
                code=code, versions={str(v): n for v, n in seen.versions.items()}, **more,
                texts=seen.texts, characters=seen.characters, masked=dict(seen.masked),
                ms=round(1000 * taken, 2),
            )  # fmt: skip
            self._unlogged = 0
        self._count += 1
        if self._count % _LOOK == 0:
            self._look()

    def _look(self) -> None:
        raised = self.watch.alarms()
        for name in raised.keys() - self._raised:
            LOG.warning("alarm: %s %.4g", name, raised[name])
            if self.audit is not None:
                self.audit.add(alarm=name, value=raised[name])
        self._raised = set(raised)


def _check_head(request: Request) -> None:
    """Whether a request's head says one thing.

    Raises
    ------
    TinbergenError
        T741 where it says in two ways how long the body is, T120 for two keys, T737 for a body that
        is not UTF-8 as it is.
    """
    heads = request.headers
    twice = [name for name in _ONCE if len(heads.getlist(name)) > 1]
    if "content-length" in twice or {"content-length", "transfer-encoding"} <= set(heads.keys()):
        raise TinbergenError("T741")
    if "authorization" in twice:
        raise TinbergenError("T120")
    packed = ",".join(heads.getlist("content-encoding")).strip().lower()
    if packed not in ("", "identity"):
        raise TinbergenError("T737", given=f"'Content-Encoding: {packed[:_SHOWN]}'")
    for part in ";".join(heads.getlist("content-type")).split(";"):
        name, _, value = part.partition("=")
        charset = value.strip().strip("\"'").lower()
        if name.strip().lower() == "charset" and charset not in _UTF8:
            raise TinbergenError("T737", given=f"'charset={charset[:_SHOWN]}'")


def _texts(body: bytes) -> list[str]:
    """The texts of a body; T124 where it is none. What was sent is not said back: it may be
    anything."""
    try:
        texts = Asked.model_validate_json(body).texts
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        known = [str(part) for part in first["loc"] if part == "texts" or isinstance(part, int)]
        raise TinbergenError(
            "T124", detail=f"{'.'.join(known) or 'JSON'}: {first['type']}"
        ) from None
    try:
        # Of a key that stands twice the last would count here, and the first elsewhere.
        many = len(json.loads(body, object_pairs_hook=list))
    except (ValueError, RecursionError):
        many = 0
    if many != 1:
        raise TinbergenError("T124", detail="texts: duplicate")
    return texts


def _language(request: Request) -> Language:
    spoken = request.headers.get("accept-language", "")
    return "zh" if spoken.lower().startswith("zh") else "en"


def _told(said: Said) -> dict[str, Any]:
    best = max(range(len(said.chances)), key=said.chances.__getitem__)
    told: dict[str, Any] = {
        "label": said.names[best], "version": said.version,
        "chances": dict(zip(said.names, said.chances, strict=True)), "masked": said.masked,
    }  # fmt: skip
    why = said.explanation
    if why is not None:
        words = [{"word": word, "weight": weight} for word, weight in why.words]
        facts = {name: value for name, value in plain(why).items() if value is not None}
        told["explanation"] = facts | {"words": words}
    return told


def _too_large(what: str, most: int) -> TinbergenError:
    return TinbergenError("T123", most=most, what=_UNITS[what])


def _json(content: Any, status: int, headers: dict[str, str] | None = None) -> Response:
    text = json.dumps(plain(content), ensure_ascii=False)
    return Response(text, status, headers, media_type="application/json")
