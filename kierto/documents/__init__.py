"""One computation in; PDF, XLSX, CSV, JSON or a picture out."""
