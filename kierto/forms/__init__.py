"""Forms turn text into value objects and keep what was typed."""
