"""Fine-tuning: which parameters move (adapters), and how (steps, schedules, checkpoints)."""
