"""Robustness: texts written anew, attack as training, averages; what a model keeps and refuses."""
