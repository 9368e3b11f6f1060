"""Writes, named by verbs: the only way to change anything. They never commit."""
