"""Language models on economic text: fine-tuned, examined; their predictions are indicators."""
