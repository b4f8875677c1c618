"""What the Results page alone needs."""
