"""Experiments as data: plans of many runs, what is still to do, and what came out."""
