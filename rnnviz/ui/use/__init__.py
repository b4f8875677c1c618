"""What the page that answers “Which should I use?” alone needs."""
