"""Who may come in, who a browser is, and what the operator sets."""
