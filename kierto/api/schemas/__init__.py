"""What goes in and out of the API, one noun a file; the description is made from these."""
