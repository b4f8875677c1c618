"""What a visitor reads for each word of the placement vocabulary, and for each method."""

from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Edge, Fill, Scaling, Share

METHOD_LABELS = {method.key: f"{method.title} ({method.year})" for method in METHODS}
EDGE_LABELS = {
    Edge.WORD: "whole words",
    Edge.INPUT: "into the first layer",
    Edge.BETWEEN: "between layers",
    Edge.STATE: "whole h, carry included (GRU)",
    Edge.RECURRENT: "h → next step's gates",
    Edge.WEIGHTS: "elements of W_hh",
    Edge.ROWS: "rows of W_hh",
    Edge.CANDIDATE: "g, what is written",
    Edge.CELL: "c, the memory",
    Edge.HIDDEN: "h itself",
    Edge.OUTPUT: "out to the softmax",
}
SHARE_LABELS = {
    Share.STEP: "one step",
    Share.SEQUENCE: "the whole sequence",
    Share.BATCH: "the whole sequence, all examples alike",
    Share.STEP_BATCH: "one step, all examples alike",
    Share.FRAME: "one step, all units alike",
}
FILL_LABELS = {
    Fill.ZERO: "a zero",
    Fill.PREVIOUS: "its previous value (zoneout)",
    Fill.GAUSSIAN: "itself × Gaussian noise",
}
SCALING_LABELS = {
    Scaling.INVERTED: "while training (inverted)",
    Scaling.CLASSIC: "at evaluation (classic)",
    Scaling.NONE: "nowhere",
}
