"""From a place's name or address to its coordinates, with a network or without."""
