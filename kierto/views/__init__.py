"""Pages: a form, one service or query call, then a redirect or a rendered template."""
