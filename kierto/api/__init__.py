"""The JSON API under /api/v1: the same services and queries as the pages, one noun a file."""
