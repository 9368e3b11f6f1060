"""Batch matching and planning; numerical libraries live here only."""
