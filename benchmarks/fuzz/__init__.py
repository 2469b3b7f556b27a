"""Mutated inputs of every kind: each ends in a result or a coded error, in bounded time and memory.

``python -m benchmarks.fuzz --count 10000`` runs them; see :mod:`benchmarks.fuzz.kinds` for what
there is, :mod:`benchmarks.fuzz.mutate` for what is done to it.
"""
