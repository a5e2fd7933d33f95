"""Drives Imprint, its ceilings and its peers in turns, and tells how they compare."""
