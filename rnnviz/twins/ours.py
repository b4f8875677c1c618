"""A placement as the lines that one writes with this package's own layers."""

from rnnviz.core.placement import Cell, Edge, Placement

_LAYERS = {Cell.RNN: "RNN", Cell.GRU: "GRU", Cell.LSTM: "LSTM"}


def our_lines(placement: Placement, cell: Cell, layers: int) -> str:
    """Code that needs `units`, and `words` where whole words are dropped."""
    lines = ["import rnnviz.nn", f'placement = "{placement}"']
    if Edge.WORD in placement.edges:
        lines.append("embedding = rnnviz.nn.Embedding(words, units, placement=placement)")
    layer = f"rnnviz.nn.{_LAYERS[cell]}"
    made = f"{layer}(units, units, num_layers={layers}, placement=placement)"
    return "\n".join([*lines, f"{cell} = {made}"])
