"""The rules of the exchange, free of web and database, so that each can be tested alone."""
