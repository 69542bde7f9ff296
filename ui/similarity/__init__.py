"""The Similarity page: titles pair by pair, neighbours, analogies and paths."""
