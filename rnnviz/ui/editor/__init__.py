"""Putting a placement together."""
