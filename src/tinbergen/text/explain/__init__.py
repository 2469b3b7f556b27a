"""Why a model says what it says: words, what happens without them, texts that it learned from."""
