"""Who rated what: ratings, the catalog, the files they come from, and how rows are split."""
