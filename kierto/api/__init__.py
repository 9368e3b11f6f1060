"""The same services and queries as the pages, as JSON."""
