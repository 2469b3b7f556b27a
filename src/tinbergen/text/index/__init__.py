"""What a model says of documents, as a series with the dates on which it could be known."""
