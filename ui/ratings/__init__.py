"""The Ratings page: the data itself, uploads, and what became of each row."""
