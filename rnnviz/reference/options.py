"""The ways to ask for dropout, framework by framework: what one writes, and which method that is.

The figures and faults belonging to them are in `data`, by the same keys.
"""

from dataclasses import dataclass

from rnnviz.content import entry, named, sentence
from rnnviz.core.methods import find as find_method
from rnnviz.core.sources import Source, code, where
from rnnviz.errors import InputError


@dataclass(frozen=True, slots=True)
class Option:
    """One way to write it."""

    key: str
    framework: str
    method: str  # a key of METHODS: where its noise is
    place: str  # where exactly that was read; empty for what is measured
    code: str  # what one writes; for a `way`, its source is shown instead
    layers: int = 2
    way: str = ""  # a key of twins.ways.WAYS: what can be run here
    source: Source | None = None  # where it is not the method's

    @property
    def label(self) -> str:
        return sentence("reference.option", framework=where(self.framework), title=self.title)

    @property
    def title(self) -> str:
        return entry("options", self.key)

    @property
    def read_at(self) -> str:
        """Where exactly, or that it is measured."""
        return where(self.place) or named("measured", "here")

    @property
    def read_in(self) -> Source:
        """The repository or page that `place` is in."""
        return self.source or find_method(self.method).source


def find(key: str) -> Option:
    """The option of a key; `InputError` lists the keys there are."""
    for option in OPTIONS:
        if option.key == key:
            return option
    raise InputError("reference.unknown_option", option=key, choices=[o.key for o in OPTIONS])


_TWO_LAYERS = """keras.Sequential([
    keras.layers.LSTM(units, return_sequences=True, {options}),
    keras.layers.LSTM(units, return_sequences=True, {options}),
])"""
_BOTH = "dropout=0.5, recurrent_dropout=0.5"
_WRAPPED = """MultiRNNCell([
    DropoutWrapper(LSTMCell(units), {options}),
    DropoutWrapper(LSTMCell(units), {options}),
])"""

OPTIONS: tuple[Option, ...] = (
    Option(
        "nn_lstm",
        "PyTorch",
        "pytorch_nn_lstm",
        "",
        "nn.LSTM(units, units, num_layers=2, dropout=0.5)",
        way="plain",
    ),
    Option(
        "nn_lstm_1",
        "PyTorch",
        "pytorch_nn_lstm",
        "",
        "nn.LSTM(units, units, num_layers=1, dropout=0.5)",
        layers=1,
        way="plain",
    ),
    Option(
        "nn_lstm_around",
        "PyTorch",
        "pytorch_word_lm",
        "",
        "drop(lstm(drop(x))[0])",
        way="around",
    ),
    Option(
        "keras3_dropout",
        "Keras 3",
        "keras3_dropout",
        "LSTMCell.call and LSTM.inner_loop",
        _TWO_LAYERS.format(options="dropout=0.5"),
    ),
    Option(
        "keras3_ge38",
        "Keras 3.8 and later",
        "keras3_ge38",
        "LSTMCell.call",
        _TWO_LAYERS.format(options=_BOTH),
    ),
    Option(
        "keras3_lt38",
        "Keras 3.0–3.7",
        "keras3_lt38",
        "LSTMCell.call",
        _TWO_LAYERS.format(options=_BOTH),
    ),
    Option(
        "keras30",
        "Keras 3.0–3.1",
        "keras30_rate",
        "DropoutRNNCell.get_recurrent_dropout_mask",
        _TWO_LAYERS.format(options="dropout=0.2, recurrent_dropout=0.5"),
    ),
    Option(
        "keras2",
        "Keras 2",
        "keras2",
        "LSTMCell.__init__ and LSTMCell.call",
        _TWO_LAYERS.format(options=_BOTH),
    ),
    Option(
        "tf_keras_dropout",
        "tf-keras, TensorFlow 2",
        "tf_keras_dropout",
        "LSTM.call",
        _TWO_LAYERS.format(options="dropout=0.5"),
    ),
    Option(
        "keras23",
        "Keras 2.3, TensorFlow 2.0",
        "keras23",
        "LSTMCell.call",
        _TWO_LAYERS.format(options=_BOTH),
    ),
    Option(
        "tf_plain",
        "TensorFlow 1",
        "tf_dropoutwrapper_plain",
        "DropoutWrapper.__call__",
        _WRAPPED.format(options="input_keep_prob=0.5, output_keep_prob=0.5"),
    ),
    Option(
        "tf_state",
        "TensorFlow 1",
        "tf_dropoutwrapper_state",
        "DropoutWrapper.__call__",
        _WRAPPED.format(options="state_keep_prob=0.5"),
    ),
    Option(
        "tf_variational",
        "TensorFlow 1",
        "tf_dropoutwrapper_variational",
        "DropoutWrapper.__init__ and DropoutWrapper.__call__",
        _WRAPPED.format(
            options="input_keep_prob=0.5, output_keep_prob=0.5, state_keep_prob=0.5, "
            "variational_recurrent=True, input_size=units, dtype=tf.float32"
        ),
    ),
    Option(
        "tf_layernorm",
        "TensorFlow 1",
        "tf_layernorm",
        "LayerNormBasicLSTMCell.__call__",
        "LayerNormBasicLSTMCell(units, dropout_keep_prob=0.5)",
        layers=1,
    ),
    Option(
        "fastai",
        "fastai",
        "fastai_awd",
        "AWD_LSTM.forward and awd_lstm_lm_config",
        "get_language_model(AWD_LSTM, len(vocab))  # rates of awd_lstm_lm_config",
        layers=3,
    ),
    Option(
        "haste",
        "haste",
        "haste",
        "LSTM.__init__ and LSTM.forward",
        "haste_pytorch.LSTM(units, units, dropout=0.25, zoneout=0.1)",
        layers=1,
    ),
    Option(
        "allennlp",
        "AllenNLP",
        "allennlp_augmented",
        "AugmentedLSTMCell.forward",
        "AugmentedLstm(units, units, recurrent_dropout_probability=0.5)",
        layers=1,
    ),
    Option(
        "torch_nlp",
        "PyTorch-NLP",
        "weightdrop",
        "_weight_drop",
        "WeightDropLSTM(units, units, weight_dropout=0.5)",
        layers=1,
        source=code("PetrochukM/PyTorch-NLP", "0.5.0", "torchnlp/nn/weight_drop.py"),
    ),
    Option(
        "chainer",
        "Chainer",
        "chainer_zoneout",
        "StatefulZoneoutLSTM.forward",
        "StatefulZoneoutLSTM(units, units, c_ratio=0.5, h_ratio=0.5)",
        layers=1,
    ),
    Option(
        "mxnet_fused",
        "MXNet",
        "pytorch_nn_lstm",
        "the documentation of dropout= and _RNNLayer._unfuse",
        "gluon.rnn.LSTM(units, num_layers=2, dropout=0.5)",
        source=code("apache/mxnet", "1.9.1", "python/mxnet/gluon/rnn/rnn_layer.py"),
    ),
    Option(
        "mxnet_variational",
        "MXNet",
        "mxnet_variational",
        "VariationalDropoutCell.hybrid_forward",
        "VariationalDropoutCell(LSTMCell(units), drop_inputs=0.5, drop_states=0.5, "
        "drop_outputs=0.5)",
    ),
    Option(
        "bnns",
        "Apple BNNS",
        "pytorch_nn_lstm",
        "the discussion of the property dropout",
        "BNNSLayerParametersLSTM(…, num_layers: 2, …, dropout: 0.5, …)",
        source=Source(
            "Apple (2026). Accelerate: BNNSLayerParametersLSTM, dropout.",
            "https://developer.apple.com/documentation/accelerate/bnnslayerparameterslstm/dropout",
        ),
    ),
    Option(
        "mlx",
        "MLX",
        "none",
        "the file has no dropout",
        "nn.LSTM(units, units)",
        layers=1,
        source=code("ml-explore/mlx", "v0.32.4", "python/mlx/nn/layers/recurrent.py"),
    ),
    Option(
        "flax",
        "Flax NNX",
        "none",
        "the file has no dropout",
        "nnx.RNN(nnx.LSTMCell(units, units, rngs=rngs))",
        layers=1,
        source=code("google/flax", "v0.12.8", "flax/nnx/nn/recurrent.py"),
    ),
    Option(
        "haiku",
        "Haiku",
        "none",
        "the file has no dropout",
        "hk.LSTM(units)",
        layers=1,
        source=code("google-deepmind/dm-haiku", "v0.0.17", "haiku/_src/recurrent.py"),
    ),
    Option(
        "equinox",
        "Equinox",
        "none",
        "the file has no dropout",
        "eqx.nn.LSTMCell(units, units, key=key)",
        layers=1,
        source=code("patrick-kidger/equinox", "v0.13.8", "equinox/nn/_rnn.py"),
    ),
    Option(
        "loop_on_h",
        "Your own loop",
        "loop_hidden",
        "",
        "h = drop(h)",
        layers=1,
        way="loop_on_h",
    ),
    Option(
        "loop_fresh",
        "Your own loop",
        "loop_state",
        "",
        "cell(x_t, (drop(h), c))",
        layers=1,
        way="loop_fresh",
    ),
    Option(
        "loop_locked",
        "Your own loop",
        "loop_state_locked",
        "",
        "cell(x_t, (h * mask, c))",
        layers=1,
        way="loop_locked",
    ),
    Option(
        "loop_functional",
        "Your own loop",
        "loop_functional",
        "",
        "functional.dropout(h, 0.5)",
        layers=1,
        way="loop_functional",
    ),
)
