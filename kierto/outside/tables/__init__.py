"""Tables that people send: CSV, XLSX, ODS and JSON arrays, read without guessing."""
