import json


def begin(path, settings):
    """Start the record with its settings."""
    with open(path, "w") as file:
        file.write(json.dumps(settings) + "\n")


def add(path, row):
    """Add one row for good."""
    with open(path, "a") as file:
        file.write(json.dumps(row) + "\n")


def read(path):
    """The settings, and all whole rows."""
    with open(path) as file:
        lines = [line for line in file if line.endswith("\n")]
    settings, *rows = [json.loads(line) for line in lines]
    return settings, rows
