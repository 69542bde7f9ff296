"""The page Learn: the article as a course of short stations on real models and a small simulated sample."""
