"""What every layer uses: periods, texts, documents, errors, files."""
