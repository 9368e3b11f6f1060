"""Imports: listings, past handovers and sites from tables, all rows or none."""
