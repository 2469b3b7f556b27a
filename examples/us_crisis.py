"""The United States from the autumn of 2008: a plan, what was really set, and what it did.

The rate of the Federal Reserve is in the data. What the American Recovery and Reinvestment Act set
stands in a table of published figures to 2010Q2; nothing in the data shows it.
"""

from pathlib import Path

import tinbergen as tb

ACT = Path(tb.__file__).parent / "domains" / "macro" / "us-recovery-act.csv"

there = tb.assess("us-crisis")
plan = tb.design(there, alternatives=False)
print(plan)

act = tb.read_table(ACT).dataset
adopted = tb.adopt(plan, by="Congress and the Federal Reserve", on="2008Q4", settings=act)
print(tb.monitor(there, adopted, revise=False))

# To 2010Q2, as far as is known what was set: four worlds say what policy did, each for itself.
print(tb.evaluate(there, adopted, until="2010Q2"))

# To 2010Q4, or without the table: what was not observed is not zero.
print(tb.evaluate(there, adopted))
print(tb.evaluate(there, tb.adopt(plan, by="Congress", on="2008Q4"), until="2010Q2"))
