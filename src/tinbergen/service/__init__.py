"""A trained model as a service: requests in, chances of labels out."""
