"""Benchmarks: how fast the server is against the least that the same work can cost.  ``make bench``."""
