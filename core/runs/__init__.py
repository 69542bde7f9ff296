"""A training as a process of its own, and the folder that tells how far it came."""
