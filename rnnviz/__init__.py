"""Where may dropout go in a recurrent network? The package under the app."""

__version__ = "0.1.0"
