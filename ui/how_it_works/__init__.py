"""The page How it works: a toy model with dials, and one real prediction taken apart."""
