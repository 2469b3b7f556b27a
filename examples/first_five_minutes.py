"""Klein's model and a turn of the circle: estimate, simulate, hit a target, design a policy."""

import tinbergen as tb

# Klein Model I (1950): estimate, simulate, steer. Data may be a DataFrame or the path of a CSV too.
fit = tb.estimate("klein1", "klein1", method="3sls", sample="1921:1941")
print(fit.to_frame().round(3))

run = tb.simulate(fit, "klein1", "1921:1941")
print("Simulated consumption, 1939-41:", run["C"][-3:].round(1))

hit = tb.target(fit, "klein1", "1940:1941", {"X": [80, 95]}, ["G"])
print("Government spending that makes product 80 and 95:", hit.instruments["G"].round(2))

# The United States as of 2008Q3: diagnose, design, adopt, monitor, evaluate.
for finding in tb.diagnose("us-2008").findings[:3]:
    print("-", finding.statement)
plan = tb.design("us-2008")
print(plan.verdict)
print(plan.to_frame()["instrument"].round(2))

adopted = tb.adopt(plan, by="government")
print(tb.monitor("us-2008", adopted))
print(tb.evaluate("us-2008", adopted))
