"""Models compiled to machine code: kernels, elimination, cache."""
