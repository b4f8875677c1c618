"""torch's recurrent layers with a placement: dropout on any edge, in anybody's network.

`LSTM`, `GRU` and `RNN` are `torch.nn`'s, subclasses with the same constructor, call and state_dict,
and one argument more: `placement`, a method's key (`"gal2016_tied"`), a line
(`"recurrent:0.3:sequence"`) or a `Placement`. `Embedding` drops whole words, `LockedDropout` holds
one mask still through a sequence, and `place` gives a model that exists a placement, and takes it
away. `mc_dropout` leaves a model's masks on at evaluation.

A compiled model breaks its graph where masks are drawn, so `fullgraph=True` is for evaluation of
tables and locked dropout alone. `torch.jit.script`, fake tensors with a placement and
`quantize_dynamic`, which passes over every class but torch's own, want `place(model, None)` first.
Where Numba is installed, an LSTM whose masks lie along time runs compiled steps (float32, CPU).
Under autocast all three layers compute in its type, where torch's GRU keeps to float32 on a CPU.
"""

from rnnviz.nn.dropping import Embedding, LockedDropout
from rnnviz.nn.placing import mc_dropout, place
from rnnviz.nn.recurrent import GRU, LSTM, RNN

__all__ = ["GRU", "LSTM", "RNN", "Embedding", "LockedDropout", "mc_dropout", "place"]
