"""What runs in the browser: each component a folder with its page, its style and its script."""
