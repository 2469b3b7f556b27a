"""The loop of policy: diagnose, design, monitor, evaluate."""
