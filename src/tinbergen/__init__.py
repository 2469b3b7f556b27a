"""Tinbergen: given targets, which instruments, set how?

Names are loaded when they are first used, so that ``import tinbergen`` costs next to nothing; type
checkers and editors see them all.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from tinbergen.core.faces import connect
from tinbergen.core.version import __version__

if TYPE_CHECKING:
    from tinbergen.actors.bank.stress import stress_test
    from tinbergen.app.compare import compare
    from tinbergen.core.documents.comparison import Comparison
    from tinbergen.core.documents.cycle import Cycle, Diagnosis, Evaluation, Monitoring
    from tinbergen.core.documents.evidence import Finding
    from tinbergen.core.documents.plan import Adoption, Plan
    from tinbergen.core.errors import (
        CaseError,
        DataError,
        InfeasibleError,
        ModelError,
        NotYetError,
        SolveError,
        SpecificationError,
        TinbergenError,
        UsageError,
    )
    from tinbergen.core.limits import raised as limits
    from tinbergen.core.manifest import verify as verify_results
    from tinbergen.core.period import Frequency, Period, Span
    from tinbergen.core.progress import Progress
    from tinbergen.core.serial import from_json, sealed, to_json
    from tinbergen.core.text import Text
    from tinbergen.data.dataset import Dataset
    from tinbergen.data.sources import library_data, us_macrodata
    from tinbergen.data.store import Observation, Store
    from tinbergen.data.tabular import read_table
    from tinbergen.domains.innovation.methods.bursts import bursts
    from tinbergen.domains.innovation.methods.counts import count_panel
    from tinbergen.domains.innovation.methods.envelopment import data_envelopment
    from tinbergen.domains.innovation.methods.stochastic_frontier import stochastic_frontier
    from tinbergen.domains.trade.methods.caliendo_parro import (
        sectoral_counterfactual,
        sectoral_world,
    )
    from tinbergen.economics.debt import debt_draws, debt_fan, debt_path
    from tinbergen.economics.debt_drivers import debt_drivers
    from tinbergen.economics.expected_credit_loss import expected_credit_loss, stage_provisions
    from tinbergen.economics.investment.capital_budget import capital_budget
    from tinbergen.economics.investment.hedge import cvar_hedge, minimum_variance_hedge
    from tinbergen.economics.investment.portfolio import mean_cvar, mean_variance
    from tinbergen.economics.investment.present_value import (
        appraise,
        internal_rates,
        net_present_value,
    )
    from tinbergen.economics.investment.real_option import real_option
    from tinbergen.economics.investment.timing_option import timing_option
    from tinbergen.economics.risk_weights import (
        asset_correlation,
        defaulted_risk_weight,
        fixed_risk_weight,
        internal_risk_weight,
        mortgage_risk_weight,
        rated_risk_weight,
        unrated_bank_weight,
    )
    from tinbergen.economics.structural_decomposition import structural_decomposition
    from tinbergen.engine.control.problem import Limit, Problem, Term
    from tinbergen.engine.control.regulator import linear_regulator
    from tinbergen.engine.control.riccati import linear_quadratic
    from tinbergen.engine.control.sensitivity import sensitivities
    from tinbergen.engine.control.simple_rules import optimal_rule
    from tinbergen.engine.control.sqp import optimise
    from tinbergen.engine.control.targeting import target
    from tinbergen.engine.estimate.mode_result import ModeEstimate
    from tinbergen.engine.estimate.model_fit import ModelFit, estimate
    from tinbergen.engine.estimate.posterior_mode import estimate_mode
    from tinbergen.engine.simulate.backward import Simulation, simulate, track
    from tinbergen.engine.stochastic.draws import Bootstrap, Coefficients, Normal
    from tinbergen.engine.stochastic.ensemble import Ensemble, ensemble
    from tinbergen.engine.stochastic.monte_carlo import MonteCarlo
    from tinbergen.engine.stochastic.run import monte_carlo, monte_carlo_rule
    from tinbergen.loop.adopt import adopt
    from tinbergen.loop.case.case import Case
    from tinbergen.loop.case.cases import load as load_case
    from tinbergen.loop.case.cases import names as case_names
    from tinbergen.loop.case.start import start as case_from
    from tinbergen.loop.cycle import turn
    from tinbergen.loop.design import design
    from tinbergen.loop.diagnose import diagnose
    from tinbergen.loop.evaluate import evaluate
    from tinbergen.loop.monitor import monitor
    from tinbergen.loop.situation import Situation, assess
    from tinbergen.model.convert.mdlwriter import write_bimets
    from tinbergen.model.dynare.parser import parse
    from tinbergen.model.dynare.writer import write_mod
    from tinbergen.model.library import load as load_model
    from tinbergen.model.library import names as model_names
    from tinbergen.model.model import Model
    from tinbergen.report.case.report import write as write_report
    from tinbergen.statistics.cycles.bry_boschan import turning_points
    from tinbergen.statistics.cycles.control_chart import control_chart
    from tinbergen.statistics.diffusion.fit import DiffusionFit, fit_diffusion
    from tinbergen.statistics.evaluation.distributed_lag import distributed_lag
    from tinbergen.statistics.evaluation.event_study import event_study
    from tinbergen.statistics.evaluation.local_projections import (
        cumulative_multipliers,
        local_projections,
    )
    from tinbergen.statistics.evaluation.perturbation import optimal_perturbation
    from tinbergen.statistics.evaluation.policy_counterfactual import (
        counterfactual_optimum,
        counterfactual_rule,
    )
    from tinbergen.statistics.evaluation.proxy_var import proxy_var
    from tinbergen.statistics.evaluation.recursive_var import recursive_var
    from tinbergen.statistics.evaluation.staggered_did import staggered_did, sun_abraham
    from tinbergen.statistics.evaluation.synthetic_control import synthetic_control
    from tinbergen.statistics.evaluation.synthetic_did import synthetic_did
    from tinbergen.statistics.evaluation.time_series_impact import time_series_impact
    from tinbergen.statistics.forecast.bvar import fit_bvar as bvar
    from tinbergen.statistics.forecast.density_pool import optimal_pool
    from tinbergen.statistics.forecast.forecast import SeriesForecast, forecast_series
    from tinbergen.statistics.forecast.recession import recession_record, recession_risk
    from tinbergen.statistics.forecast.scores import (
        auroc,
        brier,
        coverage,
        crps_sample,
        diebold_mariano,
        log_score,
    )
    from tinbergen.statistics.regression.logit import fit_logit as logit
    from tinbergen.statistics.regression.panel_regression import panel_regression
    from tinbergen.statistics.regression.probit import fit_probit as probit
    from tinbergen.statistics.regression.regress import regress
    from tinbergen.statistics.regression.regress_result import Regression
    from tinbergen.statistics.risk.early_warning import early_warning_record
    from tinbergen.statistics.risk.garch import garch
    from tinbergen.statistics.risk.growth_at_risk import growth_at_risk
    from tinbergen.statistics.risk.growth_record import growth_at_risk_record
    from tinbergen.statistics.risk.migration import credit_cycle, point_in_time
    from tinbergen.statistics.risk.quantile_regression import quantile_regression
    from tinbergen.statistics.risk.systemic import capital_shortfall, covar, marginal_shortfall
    from tinbergen.statistics.risk.usefulness import auroc_error, best_threshold, usefulness
    from tinbergen.statistics.risk.value_at_risk import value_at_risk
    from tinbergen.statistics.risk.var_tests import traffic_light, var_tests
    from tinbergen.statistics.risk.vasicek import (
        conditional_pd,
        credit_losses,
        granularity_adjustment,
        loss_quantile,
    )
    from tinbergen.statistics.sobol import sobol_indices

__all__ = [
    "Adoption",
    "Bootstrap",
    "Case",
    "CaseError",
    "Coefficients",
    "Comparison",
    "Cycle",
    "DataError",
    "Dataset",
    "Diagnosis",
    "DiffusionFit",
    "Ensemble",
    "Evaluation",
    "Finding",
    "Frequency",
    "InfeasibleError",
    "Limit",
    "ModeEstimate",
    "Model",
    "ModelError",
    "ModelFit",
    "Monitoring",
    "MonteCarlo",
    "Normal",
    "NotYetError",
    "Observation",
    "Period",
    "Plan",
    "Problem",
    "Progress",
    "Regression",
    "SeriesForecast",
    "Simulation",
    "Situation",
    "SolveError",
    "Span",
    "SpecificationError",
    "Store",
    "Term",
    "Text",
    "TinbergenError",
    "UsageError",
    "__version__",
    "adopt",
    "appraise",
    "assess",
    "asset_correlation",
    "auroc",
    "auroc_error",
    "best_threshold",
    "brier",
    "bursts",
    "bvar",
    "capital_budget",
    "capital_shortfall",
    "case_from",
    "case_names",
    "compare",
    "conditional_pd",
    "control_chart",
    "count_panel",
    "counterfactual_optimum",
    "counterfactual_rule",
    "covar",
    "coverage",
    "credit_cycle",
    "credit_losses",
    "crps_sample",
    "cumulative_multipliers",
    "cvar_hedge",
    "data_envelopment",
    "debt_draws",
    "debt_drivers",
    "debt_fan",
    "debt_path",
    "defaulted_risk_weight",
    "design",
    "diagnose",
    "diebold_mariano",
    "distributed_lag",
    "early_warning_record",
    "ensemble",
    "estimate",
    "estimate_mode",
    "evaluate",
    "event_study",
    "expected_credit_loss",
    "fit_diffusion",
    "fixed_risk_weight",
    "forecast_series",
    "from_json",
    "garch",
    "granularity_adjustment",
    "growth_at_risk",
    "growth_at_risk_record",
    "internal_rates",
    "internal_risk_weight",
    "library_data",
    "limits",
    "linear_quadratic",
    "linear_regulator",
    "load_case",
    "load_model",
    "local_projections",
    "log_score",
    "logit",
    "loss_quantile",
    "marginal_shortfall",
    "mean_cvar",
    "mean_variance",
    "minimum_variance_hedge",
    "model_names",
    "monitor",
    "monte_carlo",
    "monte_carlo_rule",
    "mortgage_risk_weight",
    "net_present_value",
    "optimal_perturbation",
    "optimal_pool",
    "optimal_rule",
    "optimise",
    "panel_regression",
    "parse",
    "point_in_time",
    "probit",
    "proxy_var",
    "quantile_regression",
    "rated_risk_weight",
    "read_table",
    "real_option",
    "recession_record",
    "recession_risk",
    "recursive_var",
    "regress",
    "sealed",
    "sectoral_counterfactual",
    "sectoral_world",
    "sensitivities",
    "simulate",
    "sobol_indices",
    "stage_provisions",
    "staggered_did",
    "stochastic_frontier",
    "stress_test",
    "structural_decomposition",
    "sun_abraham",
    "synthetic_control",
    "synthetic_did",
    "target",
    "time_series_impact",
    "timing_option",
    "to_json",
    "track",
    "traffic_light",
    "turn",
    "turning_points",
    "unrated_bank_weight",
    "us_macrodata",
    "usefulness",
    "value_at_risk",
    "var_tests",
    "verify_results",
    "write_bimets",
    "write_mod",
    "write_report",
]

#: Where public names live: module -> its names, ``public=own`` where they differ. The imports above
#: say the same to type checkers.
_MODULES = {
    "core.period": "Period Span Frequency",
    "core.limits": "limits=raised",
    "core.progress": "Progress",
    "core.text": "Text",
    "core.errors": "TinbergenError DataError ModelError SpecificationError "
    "CaseError SolveError InfeasibleError NotYetError UsageError",
    "core.documents.evidence": "Finding",
    "core.documents.plan": "Plan Adoption",
    "core.documents.cycle": "Diagnosis Monitoring Evaluation Cycle",
    "core.serial": "to_json from_json sealed",
    "core.manifest": "verify_results=verify",
    "data.dataset": "Dataset",
    "data.store": "Store Observation",
    "data.sources": "us_macrodata library_data",
    "data.tabular": "read_table",
    "model.model": "Model",
    "model.dynare.parser": "parse",
    "model.library": "load_model=load model_names=names",
    "model.dynare.writer": "write_mod",
    "model.convert.mdlwriter": "write_bimets",
    "engine.estimate.model_fit": "estimate ModelFit",
    "engine.estimate.posterior_mode": "estimate_mode",
    "engine.estimate.mode_result": "ModeEstimate",
    "engine.simulate.backward": "simulate Simulation track",
    "engine.stochastic.ensemble": "ensemble Ensemble",
    "engine.stochastic.run": "monte_carlo monte_carlo_rule",
    "engine.stochastic.monte_carlo": "MonteCarlo",
    "engine.stochastic.draws": "Normal Bootstrap Coefficients",
    "engine.control.sensitivity": "sensitivities",
    "engine.control.targeting": "target",
    "engine.control.sqp": "optimise",
    "engine.control.problem": "Problem Term Limit",
    "engine.control.riccati": "linear_quadratic",
    "engine.control.regulator": "linear_regulator",
    "engine.control.simple_rules": "optimal_rule",
    "statistics.regression.regress": "regress",
    "statistics.regression.regress_result": "Regression",
    "statistics.forecast.forecast": "forecast_series SeriesForecast",
    "statistics.forecast.bvar": "bvar=fit_bvar",
    "statistics.forecast.recession": "recession_risk recession_record",
    "statistics.forecast.density_pool": "optimal_pool",
    "statistics.forecast.scores": "crps_sample log_score coverage brier auroc diebold_mariano",
    "statistics.regression.probit": "probit=fit_probit",
    "statistics.diffusion.fit": "fit_diffusion DiffusionFit",
    "statistics.sobol": "sobol_indices",
    "statistics.evaluation.local_projections": "local_projections cumulative_multipliers",
    "statistics.evaluation.distributed_lag": "distributed_lag",
    "statistics.evaluation.event_study": "event_study",
    "statistics.evaluation.proxy_var": "proxy_var",
    "statistics.evaluation.recursive_var": "recursive_var",
    "statistics.evaluation.policy_counterfactual": "counterfactual_rule counterfactual_optimum",
    "statistics.evaluation.perturbation": "optimal_perturbation",
    "statistics.evaluation.synthetic_control": "synthetic_control",
    "statistics.evaluation.synthetic_did": "synthetic_did",
    "statistics.evaluation.staggered_did": "staggered_did sun_abraham",
    "statistics.evaluation.time_series_impact": "time_series_impact",
    "statistics.cycles.bry_boschan": "turning_points",
    "statistics.cycles.control_chart": "control_chart",
    "statistics.risk.growth_at_risk": "growth_at_risk",
    "statistics.risk.growth_record": "growth_at_risk_record",
    "statistics.risk.quantile_regression": "quantile_regression",
    "statistics.risk.garch": "garch",
    "statistics.regression.logit": "logit=fit_logit",
    "statistics.risk.usefulness": "usefulness best_threshold auroc_error",
    "statistics.risk.early_warning": "early_warning_record",
    "statistics.regression.panel_regression": "panel_regression",
    "statistics.risk.vasicek": "conditional_pd loss_quantile granularity_adjustment credit_losses",
    "statistics.risk.migration": "point_in_time credit_cycle",
    "economics.risk_weights": "internal_risk_weight asset_correlation rated_risk_weight "
    "fixed_risk_weight unrated_bank_weight mortgage_risk_weight defaulted_risk_weight",
    "economics.expected_credit_loss": "expected_credit_loss stage_provisions",
    "statistics.risk.value_at_risk": "value_at_risk",
    "statistics.risk.var_tests": "var_tests traffic_light",
    "statistics.risk.systemic": "covar marginal_shortfall capital_shortfall",
    "economics.debt": "debt_path debt_fan debt_draws",
    "economics.debt_drivers": "debt_drivers",
    "economics.investment.present_value": "net_present_value internal_rates appraise",
    "economics.investment.real_option": "real_option",
    "economics.investment.timing_option": "timing_option",
    "economics.investment.capital_budget": "capital_budget",
    "economics.investment.portfolio": "mean_variance mean_cvar",
    "economics.investment.hedge": "minimum_variance_hedge cvar_hedge",
    "economics.structural_decomposition": "structural_decomposition",
    "actors.bank.stress": "stress_test",
    "domains.innovation.methods.bursts": "bursts",
    "domains.innovation.methods.counts": "count_panel",
    "domains.innovation.methods.envelopment": "data_envelopment",
    "domains.innovation.methods.stochastic_frontier": "stochastic_frontier",
    "domains.trade.methods.caliendo_parro": "sectoral_world sectoral_counterfactual",
    "loop.case.case": "Case",
    "loop.case.cases": "load_case=load case_names=names",
    "loop.case.start": "case_from=start",
    "loop.situation": "Situation assess",
    "loop.diagnose": "diagnose",
    "loop.design": "design",
    "loop.adopt": "adopt",
    "loop.monitor": "monitor",
    "loop.evaluate": "evaluate",
    "loop.cycle": "turn",
    "app.compare": "compare",
    "core.documents.comparison": "Comparison",
    "report.case.report": "write_report=write",
}
_HOME = {
    said.partition("=")[0]: (f"tinbergen.{module}", said.rpartition("=")[2])
    for module, names in _MODULES.items()
    for said in names.split()
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module 'tinbergen' has no attribute '{name}'")
        module, own = _HOME[name]
        return getattr(importlib.import_module(module), own)


def __dir__() -> list[str]:
    return sorted(__all__)


# How results are drawn, for the classes below that can't import it.
connect(lambda: importlib.import_module("tinbergen.report.faces"))
