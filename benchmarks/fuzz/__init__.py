"""Every parser of foreign bytes, and what must hold whatever they are."""
