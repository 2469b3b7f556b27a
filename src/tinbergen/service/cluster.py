"""The same application on Ray Serve, which spreads its copies over machines and says how many.

Each replica is a process that holds the models; Ray starts and ends them by how many requests they
have in work. Nothing is reported to Ray's makers.
"""

from __future__ import annotations

import importlib.util
import os
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from tinbergen.core.errors import TinbergenError
from tinbergen.service.keeper import RENEW, heard_signals
from tinbergen.service.logs import LOG, speak
from tinbergen.service.server import check_parts
from tinbergen.text.serving.config import ServeConfig, read_config
from tinbergen.text.serving.registry import Registry

_NAME = "tinbergen"
#: Seconds between two looks at the replicas.
_LOOK = 1.0


def serve_on_ray(path: str | Path) -> None:
    """Serve what a file says on Ray; returns when told to end. SIGHUP lets Ray replace all replicas
    by ones that read the file and the registry anew.

    Raises
    ------
    TinbergenError
        T705 without Ray, T127 without another part, T706 when Ray can't start the service; those of
        reading the file and the registry.
    """
    config = read_config(path)
    check_parts()
    if importlib.util.find_spec("ray") is None:
        raise TinbergenError("T705")
    Registry(config.registry).chosen()
    speak()
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    # A machine with much to do takes longer than Ray waits by default.
    os.environ.setdefault("RAY_SERVE_PROXY_READY_CHECK_TIMEOUT_S", "60")
    # By default Ray's processes give way to all others, and replicas would wait for minutes.
    os.environ.setdefault("RAY_worker_niceness", "0")
    import ray
    from ray import serve

    address = config.ray.address
    # Named, because on a machine without a network Ray finds an address that nobody answers.
    own = {} if address else {"_node_ip_address": "127.0.0.1", "include_dashboard": False}
    try:
        ray.init(address=address, log_to_driver=False, logging_level="warning", **own)
        serve.start(http_options={"host": config.host, "port": config.port})
        _deploy(serve, config)
        with heard_signals() as heard:
            _watch(serve, path, heard)
    except (RuntimeError, ConnectionError, ValueError, ray.exceptions.RayError) as fault:
        detail = " ".join(str(fault).split())[:200]
        raise TinbergenError("T706", detail=detail) from None
    finally:
        if ray.is_initialized():
            # Of a cluster that others use as well only our part is ended.
            if address:
                serve.delete(_NAME)
            else:
                serve.shutdown()
            ray.shutdown()


def _watch(serve: Any, path: str | Path, heard: Any) -> None:
    """Until told to end, say how many replicas answer whenever that changes."""
    told = -1
    while True:
        if wait([heard], _LOOK):
            if not set(heard.recv(4096)) <= RENEW:
                return
            try:
                _deploy(serve, read_config(path))
            except TinbergenError as fault:
                LOG.error("%s", fault)
        deployment = serve.status().applications[_NAME].deployments[_NAME]
        many = deployment.replica_states.get("RUNNING", 0)
        if many != told:
            LOG.info("replicas that answer: %d", many)
            told = many


def _deploy(serve: Any, config: ServeConfig) -> None:
    part = config.ray
    paths = {n: str(Path(getattr(config, n)).resolve()) for n in ("registry", "keys", "audit")}
    inner = config.model_copy(update={**paths, "workers": 0})

    def build() -> Any:
        """In a replica: its own copy of the application."""
        from tinbergen.service.application import Service
        from tinbergen.service.logs import guard_logs
        from tinbergen.text.serving.masking import MaskedLog, Masker

        guard_logs(MaskedLog(Masker("patterns")))
        return Service(inner).application(alone=False)

    class Replica:
        """What Ray makes copies of."""

    scaling = {
        "min_replicas": part.least, "max_replicas": max(part.least, part.most),
        "target_ongoing_requests": part.busy, "upscale_delay_s": part.up,
        "downscale_delay_s": part.down, "look_back_period_s": part.up,
        "metrics_interval_s": min(part.up / 2, 10.0),
    }  # fmt: skip
    deployed = serve.deployment(
        name=_NAME, autoscaling_config=scaling, max_ongoing_requests=config.limits.waiting,
        ray_actor_options={"num_cpus": 1}, logging_config={"enable_access_log": False},
    )(serve.ingress(build)(Replica))  # fmt: skip
    serve.run(deployed.bind(), name=_NAME, route_prefix="/")
