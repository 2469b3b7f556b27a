"""Reports: the views of every document, drawn as web pages or text."""
