"""Where somebody's own recurrent module drops: its passes are recorded, and read."""
