"""A soak test: mixed load with faults, and the proof afterwards that nothing was lost.  ``make soak``."""
