"""What the records of sweeps show, as pages show it: Home, Results and Which should I use."""
