"""What all pages share: the tour, the style, the way in."""
