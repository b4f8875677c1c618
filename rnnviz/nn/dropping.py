"""Modules that drop outside of a layer: whole words, and one mask held still through a sequence."""

from typing import Any

from torch import Generator, Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from rnnviz.core.masks import Dims, Masks
from rnnviz.core.network import drop_words
from rnnviz.core.placement import Edge, Fill, Noise, Placement, Scaling, Share
from rnnviz.errors import InputError
from rnnviz.nn.carry import Given, resolved
from rnnviz.nn.checks import check_layout, check_packed
from rnnviz.nn.draws import drawn, untraced
from rnnviz.nn.passes import repacked


class Embedding(nn.Embedding):
    """`torch.nn.Embedding` that drops whole words: of a placement, the noises on `word`.

    Tokens are (T, B), (B, T) under `batch_first`, or (T,); one word type has one mask for a whole
    sequence where the placement shares it so (Gal and Ghahramani 2016). Raises `InputError` for a
    placement that can't be read and for tokens of other dimensions.
    """

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- torch's own, which it looks at itself
        placement: Given = None,
        batch_first: bool = False,
        generator: Generator | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)  # pyright: ignore[reportUnknownMemberType] -- torch's
        self.settle(placement, batch_first=batch_first)
        self.generator = generator

    @classmethod
    def from_pretrained(
        cls,
        *args: Any,  # noqa: ANN401
        placement: Given = None,
        batch_first: bool = False,
        generator: Generator | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> "Embedding":
        """`torch.nn.Embedding.from_pretrained`, and beside its arguments ours."""
        table = super().from_pretrained(*args, **kwargs)  # pyright: ignore[reportUnknownMemberType] -- torch's
        assert isinstance(table, cls)
        table.settle(placement, batch_first=batch_first)
        table.generator = generator
        return table

    def settle(self, placement: Given, *, batch_first: bool) -> None:
        """Take a placement, and torch's own stream for its masks."""
        self.placement, self.batch_first, self.generator = placement, batch_first, None

    @property
    def placement(self) -> Placement:
        """What was given; of it, the noises on `word` do something here."""
        return self._placement

    @placement.setter
    def placement(self, given: Given) -> None:
        self._placement = resolved(given)

    def extra_repr(self) -> str:
        """What torch says of the table, and which words it drops."""
        return f"{super().extra_repr()}, placement='{_words(self.placement)}'"

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 -- torch's name for it
        """The tokens' vectors, in the tokens' order, whole words dropped."""
        _check_tokens(input)
        vectors, words = super().forward(input), _words(self.placement, training=self.training)
        if not words.noises:
            return vectors
        if input.dim() not in {1, 2}:
            raise InputError("nn.no_tokens", shape=str(tuple(input.shape)))
        tokens, ordered = input, vectors
        if turned := self.batch_first and input.dim() == 2:
            tokens, ordered = input.T, vectors.transpose(0, 1)
        elif input.dim() == 1:
            tokens, ordered = input.unsqueeze(1), vectors.unsqueeze(1)  # (T, B), (T, B, I)
        steps, batch = tokens.shape
        dims = Dims(steps, batch, 1, self.embedding_dim, 1, self.num_embeddings, 1)
        masks = _drawn(words, dims, self.generator, vectors, training=self.training)
        dropped = _drop(ordered, tokens, masks)
        return dropped.transpose(0, 1) if turned else dropped.reshape(vectors.shape)


class LockedDropout(nn.Module):
    """Dropout with one mask for all steps of a sequence ("variational", "locked"; Gal 2016).

    Takes (T, B, units), (B, T, units) under `batch_first`, or a PackedSequence, and gives the same
    back; `share` may be any other of the vocabulary. Raises `InputError` for a rate outside [0, 1).
    """

    def __init__(
        self,
        rate: float = 0.5,
        share: Share | str = Share.SEQUENCE,
        *,
        batch_first: bool = False,
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        if share not in tuple(Share):
            raise InputError("nn.unknown_share", share=str(share), choices=list(Share))
        self.noise = Noise(Edge.INPUT, rate, Share(share), Fill.ZERO, Scaling.INVERTED)
        self.batch_first, self.generator = batch_first, generator

    def extra_repr(self) -> str:
        """The rate, and how long a mask lasts."""
        first = ", batch_first=True" * self.batch_first
        return f"{self.noise.rate:g}, share='{self.noise.share}'{first}"

    def forward(self, x: Tensor | PackedSequence) -> Tensor | PackedSequence:
        """What comes in, its units dropped."""
        _check_sequence(x)
        if not self.training:
            return x
        if isinstance(x, PackedSequence):
            padded, lengths = pad_packed_sequence(x)
            return repacked(self._dropped(padded), lengths, x)
        return (
            self._dropped(x.transpose(0, 1)).transpose(0, 1)
            if self.batch_first
            else self._dropped(x)
        )

    def _dropped(self, x: Tensor) -> Tensor:
        steps, batch, inputs = x.shape
        dims = Dims(steps, batch, 1, inputs, 1, 1, 1)
        masks = _drawn(Placement((self.noise,)), dims, self.generator, x, training=True)
        factor = masks.factor(Edge.INPUT, 0)
        return x if factor is None else x * factor


def _check_tokens(tokens: object) -> None:
    if not isinstance(tokens, Tensor):
        raise InputError("nn.tokens_no_tensor", kind=type(tokens).__name__)


def _check_sequence(x: object) -> None:
    if isinstance(x, PackedSequence):
        check_packed(x)
    elif not isinstance(x, Tensor) or x.dim() != 3:
        given = str(tuple(x.shape)) if isinstance(x, Tensor) else type(x).__name__
        raise InputError("nn.not_locked", given=given)
    else:
        check_layout(x)
    if not x.data.is_floating_point():
        raise InputError("nn.locked_whole", type=str(x.data.dtype).removeprefix("torch."))


def _words(placement: Placement, *, training: bool = True) -> Placement:
    """What of a placement drops words, or at evaluation scales them."""
    there = (noise for noise in placement.active if noise.edge is Edge.WORD)
    classic = Scaling.CLASSIC
    return Placement(tuple(n for n in there if training or n.at_test or n.scaling is classic))


_drop = untraced(drop_words)


@untraced
def _drawn(
    placement: Placement, dims: Dims, source: Generator | None, like: Tensor, *, training: bool
) -> Masks:
    (masks,) = drawn(placement, dims, 1, source, training=training, dtype=like.dtype)
    return masks.to(like.device)
