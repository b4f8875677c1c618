import json


def begin(path, settings):
    """Start the record with its settings."""


def add(path, row):
    """Add one row for good."""
    with open(path, "w") as file:
        json.dump(row, file)


def read(path):
    """The settings, and all whole rows."""
    with open(path) as file:
        return json.load(file), []
