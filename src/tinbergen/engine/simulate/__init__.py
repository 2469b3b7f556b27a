"""Paths and steady states of nonlinear models, backward-looking or with foresight."""
