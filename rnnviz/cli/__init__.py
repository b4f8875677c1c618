"""Commands, a file each; only these know argparse."""
