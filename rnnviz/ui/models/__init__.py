"""One way to open what was trained, and what trains."""
