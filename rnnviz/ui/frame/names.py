"""Names that a page and the tour share; in a room of their own, as their pages need torch."""

from enum import StrEnum

MASKS_STEP = "masks-step"  # in the address: the step that the film shows
LIVES = {"one step (Zaremba)": "zaremba", "the sequence (Gal)": "variational"}
RUN_IN_ADDRESS = "run"  # the experiment that the Train page shows


class Life(StrEnum):
    """What strikes a remembered value at each step."""

    FRESH = "fresh"
    LASTING = "lasting"
    ZONEOUT = "zoneout"
