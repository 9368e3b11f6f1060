"""Measurements, each against what one would otherwise do, on data made with a fixed seed."""
