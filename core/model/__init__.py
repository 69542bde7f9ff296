"""The rating model as it is served, the bundle it is kept in, and ratings simulated from it."""
