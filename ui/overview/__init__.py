"""The Overview page: the model told in numbers, and the way into each page."""
