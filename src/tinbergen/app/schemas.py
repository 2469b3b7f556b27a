"""JSON Schemas by name: the documents, the case file, and what each command returns."""

from __future__ import annotations

from typing import Any

from tinbergen.app import (
    results,
    results_dynare,
    results_model,
    results_packs,
    results_statistics,
    results_text,
    results_text_ask,
    results_text_audit,
    results_text_index,
    results_text_serve,
    results_text_ways,
)
from tinbergen.app.answer import Fault
from tinbergen.core.serial import DOCUMENTS, schema
from tinbergen.core.text import Text

_RETURNED: dict[str, type] = {
    "demo": results.CaseRun,
    "run": results.CaseRun,
    "run --entity all": results.PanelRun,
    "init": results.CaseProposed,
    "diagnose": DOCUMENTS["diagnosis"],
    "design": DOCUMENTS["plan"],
    "adopt": DOCUMENTS["adoption"],
    "monitor": DOCUMENTS["monitoring"],
    "evaluate": DOCUMENTS["evaluation"],
    "evaluate --method": results_statistics.Measurement,
    "packs": results_packs.PackList,
    "scenarios": results_packs.ScenarioList,
    "concepts": results_packs.ConceptMap,
    "cross": results_packs.CrossRun,
    "model list": results_model.ModelList,
    "model check": results_model.ModelCheck,
    "model estimate": results_model.ModelEstimate,
    "model simulate": results_model.ModelSimulation,
    "model control": DOCUMENTS["plan"],
    "model parse": results_dynare.ModelParse,
    "model solve": results_dynare.ModelSolution,
    "model run": results_dynare.ModelRun,
    "model irf": results_dynare.ModelResponses,
    "model export": results_dynare.ModelExport,
    "model convert": results_dynare.ModelExport,
    "forecast": results_statistics.Forecasts,
    "track-record": DOCUMENTS["track-record"],
    "regress": results_statistics.RegressionTable,
    "text train": results_text.TextTraining,
    "text predict": results_text.TextPredictions,
    "text evaluate": results_text.TextEvaluation,
    "text rate": results_text.TextRate,
    "text pretrain": results_text.TextPretraining,
    "compare": results.CompareRun,
    "text robust": results_text_ways.TextRobustness,
    "text continual": results_text_ways.TextContinual,
    "text active --data": results_text_ways.TextAsked,
    "text active --take": results_text_ways.TextTaken,
    "text explain": results_text_audit.TextExplanations,
    "text runs": results_text_audit.TextRuns,
    "text review": results_text_audit.TextReview,
    "text check": results_text_audit.TextChecked,
    "text ground": results_text_audit.TextMentions,
    "text attack": results_text_audit.TextGame,
    "text lead": results_text_audit.TextLead,
    "text audit": results_text_audit.TextAudit,
    "text ask": results_text_ask.TextAnswer,
    "text instruct": results_text_ask.TextInstruction,
    "text index": results_text_index.TextIndexed,
    "text compress": results_text_serve.TextCompression,
    "text registry": results_text_serve.TextRegistry,
    "text key": results_text_serve.TextKeys,
    "text served": results_text_serve.TextServed,
    "verify": results.Verified,
    "doctor": results.Doctor,
    "version": results.Version,
}

_DOCUMENT = Text("a document", "文档")
_RESULT = Text("what 'tinbergen {name} --json' returns", "'tinbergen {name} --json' 的输出")

#: Every name that has a schema, and what it is.
DESCRIBED: dict[str, Text] = {
    "case": Text("a case file, as it is written in YAML", "案例文件（YAML）"),
    "crossing file": Text("a crossing file, as it is written in YAML", "交叉文件（YAML）"),
    **dict.fromkeys(DOCUMENTS, _DOCUMENT),
    **{name: _RESULT.fill(name=name) for name in _RETURNED},
    "error": Text("an error, on standard error", "错误（标准错误输出）"),
}


def schema_of(name: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a document, the case file or a command's result."""
    if name == "case":
        from tinbergen.loop.case.casefile import CaseFile

        found = CaseFile.model_json_schema()
    elif name == "crossing file":
        from tinbergen.loop.budget.file import CrossingFile

        found = CrossingFile.model_json_schema()
    else:
        found = schema({**DOCUMENTS, **_RETURNED, "error": Fault}[name])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": name}
