"""The Map page: what it shows, how it is coloured, the atlas people fly over, and the panel beside it."""
