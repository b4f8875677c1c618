"""Every published answer to "where may dropout go?", every framework's, and some that went wrong.

A method is pure data. To add one, add a literal to `METHODS` and its words to
`content/en/methods.toml`; nothing branches on its name.
"""

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rnnviz.content import entry, labels, sentence
from rnnviz.core.edits import at_rate, largest_rate
from rnnviz.core.placement import Placement, parse
from rnnviz.core.sources import (
    AWD_5,
    BOWMAN,
    GAL,
    KERAS_20983,
    KRUEGER,
    MELIS,
    MERITY,
    SEMENIUTA,
    SRIVASTAVA,
    TORCH_5985,
    ZAREMBA,
    Evidence,
    Source,
    arxiv,
    code,
)
from rnnviz.errors import InputError


class Kind(StrEnum):
    """What a method is to its reader."""

    PUBLISHED = "published"  # proposed in a paper
    BASELINE = "baseline"  # what the papers argue against, or compare with
    FRAMEWORK = "framework"  # what a library's `dropout=` does
    BUG = "bug"  # what a released program really did


@dataclass(frozen=True, slots=True)
class Method:
    """One answer, with its default rates."""

    key: str
    year: int
    kind: Kind
    placement: Placement
    source: Source
    evidence: Evidence
    place: str  # where exactly its verdict was read, in the source or beside it

    @property
    def title(self) -> str:
        """In full, and what old addresses have."""
        return entry("methods", self.key, "title")

    @property
    def idea(self) -> str:
        return entry("methods", self.key, "idea")

    @property
    def verdict(self) -> str:
        return entry("methods", self.key, "verdict")

    @property
    def name(self) -> str:
        """Its short name, in menus, charts and tables; the title while it has no shorter one."""
        return labels("method").get(self.key, self.title)

    @property
    def known(self) -> str:
        """What may be said of it: nothing while its verdict isn't checked."""
        return "" if self.evidence is Evidence.UNCHECKED else self.verdict


def find(key: str) -> Method:
    """The method of a key; `InputError` lists the keys there are."""
    for method in METHODS:
        if method.key == key:
            return method
    raise InputError("core.unknown_method", method=key, choices=[m.key for m in METHODS])


def placement_of(text: str) -> Placement:
    """The placement of a method's key, or of its own text as `parse` reads it.

    Raises `InputError` for text that is neither.
    """
    for method in METHODS:
        if method.key == text:
            return method.placement
    if text.strip() and ":" not in text:
        raise InputError("core.unknown_placement", text=text)
    return parse(text)


def name_of(key: str) -> str:
    """The short name of the method of a key, or of one at other rates, with the largest of these.

    Any other text, such as a placement of one's own, as it is.
    """
    method = method_at(key)
    if method is None:
        return key
    return method.name if method.key == key else _at_rate(method, parse(key))


def name_at(key: str, placement: Placement) -> str:
    """A key's name and its placement's largest rate, which a method's own name doesn't tell."""
    method = method_at(key)
    if not placement.active or method is None or method.key != key:
        return name_of(key)
    return _at_rate(method, placement)


def _at_rate(method: Method, placement: Placement) -> str:
    rate = f"{largest_rate(placement):g}"
    return sentence("core.at_rate", name=method.name, rate=rate)


@cache
def method_at(key: str) -> Method | None:
    """The method of a key; for a placement, the one whose rates it has, all in proportion."""
    with suppress(InputError):
        return find(key)
    with suppress(InputError):  # no placement, or a rate that rounds to 1
        placement = parse(key)
        rate = largest_rate(placement)
        return next((m for m in METHODS if rate and at_rate(m.placement, rate) == placement), None)
    return None


METHODS: tuple[Method, ...] = (
    Method("none", 2014, Kind.BASELINE, parse("none"), ZAREMBA, Evidence.TRANSCRIPT, "Table 1"),
    Method(
        "naive_everywhere",
        2014,
        Kind.BASELINE,
        parse("input:0.5+between:0.5+output:0.5+recurrent:0.5"),
        ZAREMBA,
        Evidence.TRANSCRIPT,
        "Sections 2, 3.2 and 4",
    ),
    Method(
        "naive_recurrent",
        2014,
        Kind.BASELINE,
        parse("recurrent:0.5"),
        GAL,
        Evidence.QUOTED,
        "the text, in reading notes that quote it",
    ),
    Method(
        "naive_cell",
        2015,
        Kind.BASELINE,
        parse("cell:0.5"),
        SEMENIUTA,
        Evidence.DERIVED,
        "counted along c; the placement, in Krueger et al. (2016), Section 3.2",
    ),
    Method(
        "pham2013",
        2013,
        Kind.PUBLISHED,
        parse("between:0.5:classic+output:0.5:classic"),
        arxiv(
            "Pham, Bluche, Kermorvant, Louradour",
            2013,
            "Dropout Improves Recurrent Neural Networks for Handwriting Recognition",
            "1312.4569",
        ),
        Evidence.QUOTED,
        "Abstract; the percentages, in reading notes that quote them",
    ),
    Method(
        "pachitariu2013",
        2013,
        Kind.PUBLISHED,
        parse("output:0.5:classic"),
        arxiv(
            "Pachitariu, Sahani",
            2013,
            "Regularization and nonlinearities for neural language models: when are they needed?",
            "1301.5650",
        ),
        Evidence.QUOTED,
        "the text of Gal and Ghahramani (2016), in reading notes that quote it",
    ),
    Method(
        "zaremba2014",
        2014,
        Kind.PUBLISHED,
        parse("input:0.5+between:0.5+output:0.5"),
        ZAREMBA,
        Evidence.TRANSCRIPT,
        "Table 1",
    ),
    Method(
        "moon2015",
        2015,
        Kind.PUBLISHED,
        parse("cell:0.25:sequence:classic"),
        Source(
            "Moon, Choi, Lee, Song (2015). RNNDrop: a Novel Dropout for RNNs in ASR. ASRU 2015.",
            "https://www.stat.berkeley.edu/~tsmoon/files/Conference/asru2015.pdf",
        ),
        Evidence.PAPER,
        "Abstract; the objection is Semeniuta et al.'s, as quoted by Krueger et al. in Section 2.2",
    ),
    Method(
        "bluche2015_before",
        2015,
        Kind.PUBLISHED,
        parse("input:0.5:classic+between:0.5:classic"),
        Source(
            "Bluche, Kermorvant, Louradour (2015). Where to Apply Dropout in Recurrent Neural "
            "Networks for Handwriting Recognition? ICDAR 2015.",
            "https://doi.org/10.1109/ICDAR.2015.7333848",
        ),
        Evidence.QUOTED,
        "Abstract; the comparison, in reading notes that quote the conclusion",
    ),
    Method(
        "bluche2015_inside",
        2015,
        Kind.PUBLISHED,
        parse("recurrent:0.5:classic"),
        Source(
            "Bluche, Kermorvant, Louradour (2015). Where to Apply Dropout in Recurrent Neural "
            "Networks for Handwriting Recognition? ICDAR 2015.",
            "https://doi.org/10.1109/ICDAR.2015.7333848",
        ),
        Evidence.QUOTED,
        "Abstract; the comparison, in reading notes that quote the conclusion",
    ),
    Method(
        "bluche2015_after",
        2015,
        Kind.PUBLISHED,
        parse("between:0.5:classic+output:0.5:classic"),
        Source(
            "Bluche, Kermorvant, Louradour (2015). Where to Apply Dropout in Recurrent Neural "
            "Networks for Handwriting Recognition? ICDAR 2015.",
            "https://doi.org/10.1109/ICDAR.2015.7333848",
        ),
        Evidence.QUOTED,
        "Abstract; the comparison, in reading notes that quote the conclusion",
    ),
    Method(
        "gal2016_untied",
        2016,
        Kind.PUBLISHED,
        parse(
            "word:0.3:sequence+input:0.5:sequence:untied+between:0.5:sequence:untied+recurrent:0.3:sequence:untied+output:0.5:sequence"
        ),
        GAL,
        Evidence.TRANSCRIPT,
        "Table 1 of version 3, May 2016; yaringal/BayesianRNN at 3e65a11d, readme.md, Update 4",
    ),
    Method(
        "gal2016_tied",
        2016,
        Kind.PUBLISHED,
        parse(
            "word:0.3:sequence+input:0.5:sequence+between:0.5:sequence+recurrent:0.3:sequence+output:0.5:sequence"
        ),
        GAL,
        Evidence.TRANSCRIPT,
        "Table 1 of version 3, May 2016; the rates, yaringal/BayesianRNN at 316e28d3, "
        "LM_code/main_new_dropout_SOTA_v3.lua",
    ),
    Method(
        "gal2016_mc",
        2016,
        Kind.PUBLISHED,
        parse(
            "word:0.3:sequence+input:0.5:sequence:untied:at_test+between:0.5:sequence:untied:at_test+recurrent:0.3:sequence:untied:at_test+output:0.5:sequence:at_test"
        ),
        GAL,
        Evidence.TRANSCRIPT,
        "Table 1 of version 3, May 2016; yaringal/BayesianRNN at 3e65a11d, readme.md, Update 4, "
        "and at 5e4e13d1, LM_code/main_new_dropout_SOTA_v3_fix.lua, run_MC_test",
    ),
    Method(
        "semeniuta2016",
        2016,
        Kind.PUBLISHED,
        parse("input:0.2+candidate:0.25:classic+output:0.5"),
        SEMENIUTA,
        Evidence.QUOTED,
        "Table 1 of Krueger et al. (2016)",
    ),
    Method(
        "semeniuta2016_sequence",
        2016,
        Kind.PUBLISHED,
        parse("input:0.2+candidate:0.5:sequence:classic+output:0.5"),
        SEMENIUTA,
        Evidence.QUOTED,
        "Section 4.2 of Wen et al. (2018)",
    ),
    Method(
        "zoneout2016",
        2016,
        Kind.PUBLISHED,
        parse("cell:0.5:previous:classic+hidden:0.05:previous:classic"),
        KRUEGER,
        Evidence.PAPER,
        "Sections 4.1.1 and 4.2, Figure 3 and Table 1",
    ),
    Method(
        "zoneout2016_word",
        2016,
        Kind.PUBLISHED,
        parse(
            "input:0.65+between:0.65+output:0.65+cell:0.25:previous:classic+hidden:0.025:previous:classic"
        ),
        KRUEGER,
        Evidence.PAPER,
        "Section 4.1.2 and Table 1",
    ),
    Method(
        "stochastic_depth_time",
        2016,
        Kind.PUBLISHED,
        parse("cell:0.05:previous:classic:frame+hidden:0.05:previous:classic:frame"),
        KRUEGER,
        Evidence.PAPER,
        "Section 4.1.1, Figure 3 and Table 1",
    ),
    Method(
        "awd_lstm2017",
        2017,
        Kind.PUBLISHED,
        parse(
            "word:0.1:batch+input:0.4:sequence+between:0.3:sequence+weights:0.5:batch+output:0.4:sequence"
        ),
        MERITY,
        Evidence.TRANSCRIPT,
        "Tables 1 and 4; the rates, as quoted by Wen et al. (2018) in Appendix D.1; "
        "salesforce/awd-lstm-lm at 19470c85, README.md",
    ),
    Method(
        "weightdrop",
        2017,
        Kind.BASELINE,
        parse("weights:0.5:batch"),
        MERITY,
        Evidence.TRANSCRIPT,
        "Table 4",
    ),
    Method(
        "melis2018",
        2018,
        Kind.PUBLISHED,
        parse("input:0.634+between:0.309+recurrent:0.643:sequence+output:0.701"),
        MELIS,
        Evidence.TRANSCRIPT,
        "Tables 1 and 4; the rates, google-deepmind/lamb at 254a0b0e, "
        "lamb/experiment/on-the-state/ptb_24m_lstm_d4/hps_proto; the cell, its README.md at "
        "2321e2dc, lstm_skip_connection and cap_input_gate",
    ),
    Method(
        "gaussian_lamb",
        2014,
        Kind.PUBLISHED,
        parse("input:0.5:gaussian+between:0.5:gaussian+output:0.5:gaussian"),
        SRIVASTAVA,
        Evidence.DERIVED,
        "the two moments; the noise is theirs, as Keras 2.3.1 cites them, keras/layers/noise.py",
    ),
    Method(
        "word_occurrence",
        2015,
        Kind.PUBLISHED,
        parse("word:0.1"),
        BOWMAN,
        Evidence.TRANSCRIPT,
        "the paragraph on word dropout and historyless decoding, page 4",
    ),
    Method(
        "noisin2018",
        2018,
        Kind.PUBLISHED,
        parse("hidden:0.5:gaussian"),
        arxiv(
            "Dieng, Ranganath, Altosaar, Blei",
            2018,
            "Noisin: Unbiased Regularization for Recurrent Neural Networks",
            "1805.01500",
        ),
        Evidence.PAPER,
        "Abstract",
    ),
    Method(
        "pytorch_nn_lstm",
        2017,
        Kind.FRAMEWORK,
        parse("between:0.5"),
        TORCH_5985,
        Evidence.THREAD,
        "the description; the same in the documentation of nn.LSTM today",
    ),
    Method(
        "pytorch_word_lm",
        2017,
        Kind.FRAMEWORK,
        parse("input:0.5+between:0.5+output:0.5"),
        code("pytorch/examples", "001d4932", "word_language_model/model.py"),
        Evidence.CODE,
        "RNNModel.forward",
    ),
    Method(
        "keras2",
        2017,
        Kind.FRAMEWORK,
        parse(
            "input:0.5:sequence:untied+between:0.5:sequence:untied+recurrent:0.5:sequence:untied"
        ),
        code("keras-team/tf-keras", "v2.21.0", "tf_keras/src/layers/rnn/lstm.py"),
        Evidence.CODE,
        "LSTMCell; likewise Keras 2.1.3, 2.2.4 and 2.2.5, keras/layers/recurrent.py, and "
        "TensorFlow 2.1.0, tensorflow_core/python/keras/layers/recurrent.py; the wrong rate, Keras "
        "2.0.9 and 2.1.2, LSTMCell._generate_recurrent_dropout_mask",
    ),
    Method(
        "keras3_lt38",
        2023,
        Kind.FRAMEWORK,
        parse("input:0.5:sequence+between:0.5:sequence+state:0.5:sequence"),
        code("keras-team/keras", "v3.7.0", "keras/src/layers/rnn/lstm.py"),
        Evidence.CODE,
        "LSTMCell.call; on a GRU, GRUCell.call in gru.py beside it, and the thread of #20656",
    ),
    Method(
        "keras3_ge38",
        2025,
        Kind.FRAMEWORK,
        parse(
            "input:0.5:sequence:untied+between:0.5:sequence:untied+recurrent:0.5:sequence:untied"
        ),
        code("keras-team/keras", "v3.8.0", "keras/src/layers/rnn/lstm.py"),
        Evidence.CODE,
        "LSTMCell.call; the user's time, tensorflow/tensorflow#38236, the description",
    ),
    Method(
        "tf_dropoutwrapper",
        2017,
        Kind.FRAMEWORK,
        parse("input:0.5+between:0.75+state:0.5+output:0.5"),
        code("tensorflow/tensorflow", "v1.4.0", "tensorflow/python/ops/rnn_cell_impl.py"),
        Evidence.CODE,
        "DropoutWrapper.__call__",
    ),
    Method(
        "tf_dropoutwrapper_variational",
        2017,
        Kind.FRAMEWORK,
        parse("input:0.5:batch+between:0.75:batch+state:0.5:batch+output:0.5:batch"),
        code("tensorflow/tensorflow", "v1.4.0", "tensorflow/python/ops/rnn_cell_impl.py"),
        Evidence.CODE,
        "DropoutWrapper.__init__, convert_to_batch_shape; likewise 1.3.0",
    ),
    Method(
        "fastai_awd",
        2018,
        Kind.FRAMEWORK,
        parse(
            "word:0.02:batch+input:0.25:sequence+between:0.15:sequence+weights:0.2:batch+output:0.1:sequence"
        ),
        code("fastai/fastai", "2.8.12", "fastai/text/models/awdlstm.py"),
        Evidence.CODE,
        "AWD_LSTM and awd_lstm_lm_config",
    ),
    Method(
        "haste",
        2020,
        Kind.FRAMEWORK,
        parse("weights:0.25:batch+hidden:0.1:previous:classic"),
        code("lmnt-com/haste", "0c6cfb5c", "frameworks/pytorch/lstm.py"),
        Evidence.CODE,
        "LSTM.__init__ and LSTM.forward; on purpose, README.md; what dropout= is, "
        "docs/pytorch/haste_pytorch/LSTM.md at 4f509456",
    ),
    Method(
        "allennlp_augmented",
        2017,
        Kind.FRAMEWORK,
        parse("recurrent:0.5:sequence"),
        code("allenai/allennlp", "v2.10.1", "allennlp/modules/augmented_lstm.py"),
        Evidence.CODE,
        "AugmentedLSTMCell.forward",
    ),
    Method(
        "keras3_dropout",
        2023,
        Kind.FRAMEWORK,
        parse("input:0.5:sequence+between:0.5:sequence"),
        code("keras-team/keras", "v3.8.0", "keras/src/layers/rnn/lstm.py"),
        Evidence.CODE,
        "LSTM.inner_loop and LSTMCell.call",
    ),
    Method(
        "tf_keras_dropout",
        2019,
        Kind.FRAMEWORK,
        parse("input:0.5+between:0.5"),
        code("keras-team/tf-keras", "v2.21.0", "tf_keras/src/layers/rnn/lstm.py"),
        Evidence.CODE,
        "LSTM.call, the branch of _could_use_gpu_kernel; GRU.call in gru.py beside it; likewise "
        "recurrent_v2.py of TensorFlow 2.0.0, 2.1.0 and 2.2.0",
    ),
    Method(
        "keras23",
        2019,
        Kind.FRAMEWORK,
        parse("input:0.5:sequence+between:0.5:sequence+state:0.5:sequence"),
        code("keras-team/keras", "2.3.1", "keras/layers/recurrent.py"),
        Evidence.CODE,
        "LSTMCell.call, GRUCell.call and the defaults of implementation=; TensorFlow, "
        "tensorflow_core/python/keras/layers: recurrent.py of 2.0.0 and 2.1.0, and for the default "
        "recurrent_v2.py of 2.0.0",
    ),
    Method(
        "tf_layernorm",
        2017,
        Kind.FRAMEWORK,
        parse("candidate:0.5"),
        code("tensorflow/tensorflow", "v1.1.0", "tensorflow/contrib/rnn/python/ops/rnn_cell.py"),
        Evidence.CODE,
        "LayerNormBasicLSTMCell.__call__",
    ),
    Method(
        "chainer_zoneout",
        2017,
        Kind.FRAMEWORK,
        parse("cell:0.5:previous:none+hidden:0.5:previous:none"),
        code("chainer/chainer", "18f01317", "chainer/links/connection/zoneoutlstm.py"),
        Evidence.CODE,
        "StatefulZoneoutLSTM.forward; chainer/functions/noise/zoneout.py at 2afe91a3, zoneout",
    ),
    Method(
        "mxnet_variational",
        2017,
        Kind.FRAMEWORK,
        parse("input:0.5:sequence+between:0.75:sequence+state:0.5:sequence+output:0.5:sequence"),
        code("apache/mxnet", "1.9.1", "python/mxnet/gluon/contrib/rnn/rnn_cell.py"),
        Evidence.CODE,
        "VariationalDropoutCell.hybrid_forward",
    ),
    Method(
        "tf_dropoutwrapper_plain",
        2016,
        Kind.FRAMEWORK,
        parse("input:0.5+between:0.75+output:0.5"),
        code("tensorflow/tensorflow", "v1.4.0", "tensorflow/python/ops/rnn_cell_impl.py"),
        Evidence.CODE,
        "DropoutWrapper.__call__; in 1.0.1, "
        "tensorflow/contrib/rnn/python/ops/core_rnn_cell_impl.py",
    ),
    Method(
        "tf_dropoutwrapper_state",
        2017,
        Kind.FRAMEWORK,
        parse("state:0.5"),
        code("tensorflow/tensorflow", "v1.4.0", "tensorflow/python/ops/rnn_cell_impl.py"),
        Evidence.CODE,
        "DropoutWrapper and _default_dropout_state_filter_visitor; 1.3.0 has no filter there; "
        "1.1.0 has state_keep_prob, 1.0.1 none, both in "
        "tensorflow/contrib/rnn/python/ops/core_rnn_cell_impl.py; tensorflow/tensorflow#33690",
    ),
    Method(
        "loop_state",
        2017,
        Kind.FRAMEWORK,
        parse("state:0.5"),
        Source(
            "PyTorch documentation: torch.nn.GRUCell.",
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html",
        ),
        Evidence.DERIVED,
        "the argument h and the formula of h'; h_0 and c_0 in torch.nn.LSTMCell",
    ),
    Method(
        "loop_state_locked",
        2017,
        Kind.FRAMEWORK,
        parse("state:0.5:sequence"),
        Source(
            "PyTorch documentation: torch.nn.GRUCell.",
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html",
        ),
        Evidence.DERIVED,
        "the argument h and the formula of h'; h_0 and c_0 in torch.nn.LSTMCell",
    ),
    Method(
        "loop_hidden",
        2017,
        Kind.FRAMEWORK,
        parse("hidden:0.5"),
        Source(
            "PyTorch documentation: torch.nn.LSTMCell.",
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html",
        ),
        Evidence.DERIVED,
        "the arguments h_0 and c_0",
    ),
    Method(
        "awd_lstm_0112",
        2017,
        Kind.BUG,
        parse(
            "word:0.1:batch+input:0.4:step_batch+between:0.3:step_batch+weights:0.5:batch+output:0.4:step_batch"
        ),
        AWD_5,
        Evidence.THREAD,
        "Smerity's comments of 5 and 6 September 2017; README.md at 19470c85",
    ),
    Method(
        "awd_weightdrop_silent",
        2017,
        Kind.BUG,
        parse("word:0.1:batch+input:0.4:sequence+between:0.3:sequence+output:0.4:sequence"),
        AWD_5,
        Evidence.THREAD,
        "Smerity's comment of 6 September 2017",
    ),
    Method(
        "awd_rows",
        2017,
        Kind.BUG,
        parse("rows:0.5:batch:at_test"),
        code("salesforce/awd-lstm-lm", "15535c49", "weight_drop.py"),
        Evidence.CODE,
        "WeightDrop._setweights; salesforce/awd-lstm-lm#72",
    ),
    Method(
        "gal2016_program",
        2016,
        Kind.BUG,
        parse(
            "word:0.3+input:0.5:sequence:untied+between:0.5:sequence:untied+recurrent:0.3:sequence:untied+output:0.5:sequence"
        ),
        code("yaringal/BayesianRNN", "316e28d3", "LM_code/main_new_dropout_SOTA_v3.lua"),
        Evidence.CODE,
        "sample_noise; readme.md at 3e65a11d, Update 4; #4",
    ),
    Method(
        "keras30_rate",
        2023,
        Kind.BUG,
        parse("input:0.2:sequence+between:0.2:sequence+state:0.2:sequence"),
        code("keras-team/keras", "v3.1.1", "keras/layers/rnn/dropout_rnn_cell.py"),
        Evidence.CODE,
        "DropoutRNNCell.get_recurrent_dropout_mask; likewise 3.0.0; Keras 2.0.9 and 2.1.2, "
        "keras/layers/recurrent.py, LSTMCell._generate_recurrent_dropout_mask",
    ),
    Method(
        "keras3_cudnn_inference",
        2024,
        Kind.BUG,
        parse("input:0.5:sequence:at_test+between:0.5:sequence:at_test"),
        KERAS_20983,
        Evidence.THREAD,
        "the description; the review of #19645 of 3 March 2025",
    ),
    Method(
        "tf_wrapper_tuple_state",
        2017,
        Kind.BUG,
        parse("cell:0.5:batch+state:0.5:batch"),
        code("tensorflow/tensorflow", "v1.3.0", "tensorflow/python/ops/rnn_cell_impl.py"),
        Evidence.CODE,
        "DropoutWrapper.__call__; tensorflow/tensorflow#11650, the description; on c, the comments "
        "of 21 July and 14 August 2017",
    ),
    Method(
        "moon_inverted",
        2016,
        Kind.BUG,
        parse("cell:0.5:batch"),
        code("seba-1511/lstms.pth", "58c363be", "MoonLSTM"),
        Evidence.CODE,
        "lstms/lstm.py, MoonLSTM",
    ),
    Method(
        "lstms_pth_gal",
        2016,
        Kind.BUG,
        parse("hidden:0.5:batch"),
        code("seba-1511/lstms.pth", "58c363be", "GalLSTM"),
        Evidence.CODE,
        "lstms/lstm.py, GalLSTM",
    ),
    Method(
        "loop_functional",
        2017,
        Kind.BUG,
        parse("state:0.5:at_test"),
        Source(
            "PyTorch documentation: torch.nn.functional.dropout.",
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html",
        ),
        Evidence.DERIVED,
        "the default of training=",
    ),
)
