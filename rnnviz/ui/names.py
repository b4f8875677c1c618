"""Names that a page and the tour share; in a room of their own, as their pages need torch."""

MASKS_STEP = "masks-step"  # in the address: the step that the film shows
LIVES = {"one step (Zaremba)": "zaremba", "the sequence (Gal)": "variational"}
