"""The Biases page: what a title is worth to everybody, in tables and a scatter."""
