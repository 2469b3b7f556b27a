"""Klein's model and a turn of the circle: estimate, simulate, hit a target, design a policy."""

import numpy as np

import tinbergen as tb

# Klein Model I (1950): estimate, simulate, steer.
klein, data = tb.load_model("klein1"), tb.library_data("klein1")
years = tb.Period.parse("1921").to(tb.Period.parse("1941"))
fit = tb.estimate(klein, data, method="3sls", sample=years)
print(fit.to_frame().round(3))

run = tb.simulate(fit.model, data, years)
print("Simulated consumption, 1939-41:", run["C"][-3:].round(1))

late = tb.Period.parse("1940").to(tb.Period.parse("1941"))
hit = tb.target(fit.model, data, late, {"X": np.array([80.0, 95.0])}, ["G"])
print("Government spending that makes product 80 and 95:", hit.instruments["G"].round(2))

# The United States as of 2008Q3: diagnose, design.
case = tb.load_case("us-2008")
situation = tb.assess(case)
for finding in tb.diagnose(situation).findings[:3]:
    print("-", finding.statement)
plan = tb.design(situation)
print(plan.verdict)
for instrument in plan.instruments:
    print(instrument.name, np.round(instrument.values, 2))
