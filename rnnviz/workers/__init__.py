"""Who computes a run: a process of its own."""
