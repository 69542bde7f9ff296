"""The Viewers page: somebody's twin and opposite, and what shows that they belong together."""
