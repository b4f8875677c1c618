"""Every published answer to "where may dropout go?", every framework's, and some that went wrong.

A method is pure data. To add one, add a literal to `METHODS`; nothing branches on its name.
"""

from dataclasses import dataclass
from enum import StrEnum

from rnnviz.content import labels
from rnnviz.core.placement import Placement, parse
from rnnviz.core.sources import (
    BOWMAN,
    GAL,
    KRUEGER,
    MELIS,
    MERITY,
    SEMENIUTA,
    SRIVASTAVA,
    ZAREMBA,
    Evidence,
    Source,
    arxiv,
    code,
    thread,
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
    title: str  # in full, and what old addresses have
    year: int
    kind: Kind
    idea: str
    placement: Placement
    source: Source
    verdict: str
    evidence: Evidence
    place: str  # where exactly that was read, in the source or beside it

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


def name_of(key: str) -> str:
    """The short name of the method of a key; any other text, such as a placement, as it is."""
    return next((method.name for method in METHODS if method.key == key), key)


METHODS: tuple[Method, ...] = (
    Method(
        "none",
        "No dropout",
        2014,
        Kind.BASELINE,
        "Nothing is dropped; the network is free to memorize its training text.",
        parse("none"),
        ZAREMBA,
        "2 × 200 units on PTB: perplexity 120.7 on validation, 114.5 on test, as Zaremba et al. "
        "report for their non-regularized model.",
        Evidence.TRANSCRIPT,
        "Table 1",
    ),
    Method(
        "naive_everywhere",
        "Dropout everywhere, fresh at each step",
        2014,
        Kind.BASELINE,
        "Dropout on every connection of the unrolled network, recurrent ones included, per step.",
        parse("input:0.5+between:0.5+output:0.5+recurrent:0.5"),
        ZAREMBA,
        "Zaremba et al. argue against it but print no experiment with it. In an LSTM no mask lies "
        "on c itself, but the gates that multiply c are noisy; what that does to a memory has to "
        "be measured. The rate here is ours.",
        Evidence.TRANSCRIPT,
        "Sections 2, 3.2 and 4",
    ),
    Method(
        "naive_recurrent",
        "Recurrent edge only, fresh at each step",
        2014,
        Kind.BASELINE,
        "Dropout on the recurrent input hₜ₋₁ only, with a mask per step.",
        parse("recurrent:0.5"),
        GAL,
        "Gal and Ghahramani mention that masks per step on the recurrent connections make results "
        "worse; they print no experiment with them. The rate here is ours.",
        Evidence.QUOTED,
        "the text, in reading notes that quote it",
    ),
    Method(
        "naive_cell",
        "The memory itself, fresh at each step",
        2015,
        Kind.BASELINE,
        "Dropout on the cell state c at every step: a value survives T steps with probability qᵀ.",
        parse("cell:0.5"),
        SEMENIUTA,
        "The one placement in an LSTM whose own masks erase a stored value geometrically in time. "
        "The rate here is ours.",
        Evidence.DERIVED,
        "counted along c; the placement, in Krueger et al. (2016), Section 3.2",
    ),
    Method(
        "pham2013",
        "After the recurrent layers",
        2013,
        Kind.PUBLISHED,
        "Dropout on the outputs of the recurrent layers; the recurrent connections are left alone.",
        parse("between:0.5:classic+output:0.5:classic"),
        arxiv(
            "Pham, Bluche, Kermorvant, Louradour",
            2013,
            "Dropout Improves Recurrent Neural Networks for Handwriting Recognition",
            "1312.4569",
        ),
        "Before Zaremba et al. and independently of them. Error rates fell by 10–20 % with "
        "dropout at the top LSTM layer, by 30–40 % at several. The rate and scaling here are ours.",
        Evidence.QUOTED,
        "Abstract; the percentages, in reading notes that quote them",
    ),
    Method(
        "pachitariu2013",
        "Out of the network only",
        2013,
        Kind.PUBLISHED,
        "Dropout on the input of the softmax only.",
        parse("output:0.5:classic"),
        arxiv(
            "Pachitariu, Sahani",
            2013,
            "Regularization and nonlinearities for neural language models: when are they needed?",
            "1301.5650",
        ),
        "They argue that noise on recurrent connections makes the network unstable, as quoted by "
        "Gal and Ghahramani. The rate and scaling here are ours.",
        Evidence.QUOTED,
        "the text of Gal and Ghahramani (2016), in reading notes that quote it",
    ),
    Method(
        "zaremba2014",
        "Between the layers, never along time",
        2014,
        Kind.PUBLISHED,
        "Dropout on the non-recurrent connections only: a word passes through L + 1 masks, however "
        "old it is.",
        parse("input:0.5+between:0.5+output:0.5"),
        ZAREMBA,
        "2 × 650 units at rate 0.5 on PTB: 86.2 / 82.7 (validation / test); 2 × 1500 at 0.65: 82.2 "
        "/ 78.4.",
        Evidence.TRANSCRIPT,
        "Table 1",
    ),
    Method(
        "moon2015",
        "RNNDrop: the memory, one mask per sequence",
        2015,
        Kind.PUBLISHED,
        "One mask per sequence on the cell state c, applied at every step.",
        parse("cell:0.25:sequence:classic"),
        Source(
            "Moon, Choi, Lee, Song (2015). RNNDrop: a Novel Dropout for RNNs in ASR. ASRU 2015.",
            "https://www.stat.berkeley.edu/~tsmoon/files/Conference/asru2015.pdf",
        ),
        "16.29 % phoneme errors on TIMIT, 5.53 % word errors on WSJ dev93. Semeniuta et al. "
        "object that the expectation at evaluation makes old memories decay by qᵀ, which does not "
        "happen in training. The rate here is ours.",
        Evidence.PAPER,
        "Abstract; the objection is Semeniuta et al.'s, as quoted by Krueger et al. in Section 2.2",
    ),
    Method(
        "bluche2015_before",
        "Before the LSTM (Bluche et al.)",
        2015,
        Kind.PUBLISHED,
        "Dropout on the input of each LSTM layer.",
        parse("input:0.5:classic+between:0.5:classic"),
        Source(
            "Bluche, Kermorvant, Louradour (2015). Where to Apply Dropout in Recurrent Neural "
            "Networks for Handwriting Recognition? ICDAR 2015.",
            "https://doi.org/10.1109/ICDAR.2015.7333848",
        ),
        "One of the three places that Bluche et al. compare. Places near the network's input and "
        "output did best, and all three at once are worse than the right one alone. The rate and "
        "scaling here are ours.",
        Evidence.QUOTED,
        "Abstract; the comparison, in reading notes that quote the conclusion",
    ),
    Method(
        "bluche2015_inside",
        "Inside the LSTM (Bluche et al.)",
        2015,
        Kind.PUBLISHED,
        "Dropout on the recurrent connections inside each LSTM layer.",
        parse("recurrent:0.5:classic"),
        Source(
            "Bluche, Kermorvant, Louradour (2015). Where to Apply Dropout in Recurrent Neural "
            "Networks for Handwriting Recognition? ICDAR 2015.",
            "https://doi.org/10.1109/ICDAR.2015.7333848",
        ),
        "The second of the three places that Bluche et al. compare, for handwriting. The rate and "
        "scaling here are ours.",
        Evidence.QUOTED,
        "Abstract; the comparison, in reading notes that quote the conclusion",
    ),
    Method(
        "bluche2015_after",
        "After the LSTM (Bluche et al.)",
        2015,
        Kind.PUBLISHED,
        "Dropout on the output of each LSTM layer.",
        parse("between:0.5:classic+output:0.5:classic"),
        Source(
            "Bluche, Kermorvant, Louradour (2015). Where to Apply Dropout in Recurrent Neural "
            "Networks for Handwriting Recognition? ICDAR 2015.",
            "https://doi.org/10.1109/ICDAR.2015.7333848",
        ),
        "The third place; applied at every layer it is the worst of the three in all six "
        "configurations. The rate and scaling here are ours.",
        Evidence.QUOTED,
        "Abstract; the comparison, in reading notes that quote the conclusion",
    ),
    Method(
        "gal2016_untied",
        "Variational dropout, a mask per gate",
        2016,
        Kind.PUBLISHED,
        "One mask per sequence on every connection, recurrent ones included, and one per gate.",
        parse(
            "word:0.3:sequence+input:0.5:sequence:untied+between:0.5:sequence:untied+recurrent:0.3:sequence:untied+output:0.5:sequence"
        ),
        GAL,
        "PTB, 2 × 1500: 77.9 ± 0.3 / 75.2 ± 0.2 (validation / test) against Zaremba's 82.2 / 78.4, "
        "by a program that drew a mask per token in place of per word; with that corrected "
        "its author reports 77.46 / 75.11. The method includes weight decay, which is not "
        "part of a placement.",
        Evidence.TRANSCRIPT,
        "Table 1 of version 3, May 2016; yaringal/BayesianRNN at 3e65a11d, readme.md, Update 4",
    ),
    Method(
        "gal2016_tied",
        "Variational dropout, one mask for all gates",
        2016,
        Kind.PUBLISHED,
        "One mask per sequence on every connection, recurrent ones included, shared by all gates.",
        parse(
            "word:0.3:sequence+input:0.5:sequence+between:0.5:sequence+recurrent:0.3:sequence+output:0.5:sequence"
        ),
        GAL,
        "PTB, 2 × 1500: 77.3 ± 0.2 / 75.0 ± 0.1 (validation / test), with masks per token in "
        "place of per word. The rates are those of the untied program. The method includes weight "
        "decay, which is not part of a placement.",
        Evidence.TRANSCRIPT,
        "Table 1 of version 3, May 2016; the rates, yaringal/BayesianRNN at 316e28d3, "
        "LM_code/main_new_dropout_SOTA_v3.lua",
    ),
    Method(
        "gal2016_mc",
        "Variational dropout, kept on at test time",
        2016,
        Kind.PUBLISHED,
        "Dropout stays on at test time, and the probabilities of many passes are averaged.",
        parse(
            "word:0.3:sequence+input:0.5:sequence:untied:at_test+between:0.5:sequence:untied:at_test+recurrent:0.3:sequence:untied:at_test+output:0.5:sequence:at_test"
        ),
        GAL,
        "PTB, 2 × 1500, untied: test 73.4 with 1000 samples against 75.2 with one pass without "
        "masks; with corrected word masks, 73.32 against 75.11. A single sampled pass, as in a "
        "curve, is worse than one without masks. The released code switches word dropout off at "
        "test time.",
        Evidence.TRANSCRIPT,
        "Table 1 of version 3, May 2016; yaringal/BayesianRNN at 3e65a11d, readme.md, Update 4, "
        "and LM_code/main_new_dropout_SOTA_v3_fix.lua, run_MC_test",
    ),
    Method(
        "semeniuta2016",
        "Recurrent dropout without memory loss",
        2016,
        Kind.PUBLISHED,
        "Dropout on the cell candidate g, never on the cell state: a value is masked once, when it "
        "is written.",
        parse("input:0.2+candidate:0.25:classic+output:0.5"),
        SEMENIUTA,
        "PTB: 91.6 / 87.0 (validation / test), as quoted by Krueger et al. The rates here are "
        "ours.",
        Evidence.QUOTED,
        "Table 1 of Krueger et al. (2016)",
    ),
    Method(
        "semeniuta2016_sequence",
        "Recurrent dropout without memory loss, locked",
        2016,
        Kind.PUBLISHED,
        "The same, with one mask per sequence on the cell candidate.",
        parse("input:0.2+candidate:0.5:sequence:classic+output:0.5"),
        SEMENIUTA,
        "Masks are drawn per step or per sequence, as described by Wen et al. The rates here are "
        "ours.",
        Evidence.QUOTED,
        "Section 4.2 of Wen et al. (2018)",
    ),
    Method(
        "zoneout2016",
        "Zoneout",
        2016,
        Kind.PUBLISHED,
        "A selected unit keeps its previous value instead of being dropped; nothing is erased.",
        parse("cell:0.5:previous:classic+hidden:0.05:previous:classic"),
        KRUEGER,
        "Rates of the character models; on h, 0.05 is that of Krueger et al.'s Figure 3. On text8: "
        "1.336 bits per character on test against 1.408 without.",
        Evidence.PAPER,
        "Sections 4.1.1 and 4.2, Figure 3 and Table 1",
    ),
    Method(
        "zoneout2016_word",
        "Zoneout over Zaremba's dropout",
        2016,
        Kind.PUBLISHED,
        "Zoneout at low rates on the states, Zaremba's dropout on the non-recurrent connections.",
        parse(
            "input:0.65+between:0.65+output:0.65+cell:0.25:previous:classic+hidden:0.025:previous:classic"
        ),
        KRUEGER,
        "PTB words, 2 × 1500: 81.4 / 77.4 (validation / test). The 82.2 / 78.4 without zoneout "
        "to which they are compared are Zaremba et al.'s own; zoneout alone was not competitive "
        "there.",
        Evidence.PAPER,
        "Section 4.1.2 and Table 1",
    ),
    Method(
        "stochastic_depth_time",
        "Skip whole steps",
        2016,
        Kind.PUBLISHED,
        "Zoneout with one draw for all units: an example's whole state sometimes skips a step.",
        parse("cell:0.05:previous:classic:frame+hidden:0.05:previous:classic:frame"),
        KRUEGER,
        "Krueger et al. found it worse than zoneout on characters (1.343 against 1.27 bits on "
        "test). The rate is that of their Figure 3. Here c and h skip independently.",
        Evidence.PAPER,
        "Section 4.1.1, Figure 3 and Table 1",
    ),
    Method(
        "awd_lstm2017",
        "AWD-LSTM",
        2017,
        Kind.PUBLISHED,
        "DropConnect on the recurrent weights Wₕₕ, once per pass; all other masks per sequence.",
        parse(
            "word:0.1:batch+input:0.4:sequence+between:0.3:sequence+weights:0.5:batch+output:0.4:sequence"
        ),
        MERITY,
        "PTB, 3 × 1150: 60.0 / 57.3 (validation / test); without weight-drop 71.1 / 68.9. The "
        "rates are the paper's; its program has 0.25 between layers since October 2017. The "
        "figures owe much to averaging, weight decay and tying, which are not part of a placement.",
        Evidence.TRANSCRIPT,
        "Tables 1 and 4; the rates, as the comment of a re-implementation quotes them; "
        "salesforce/awd-lstm-lm at 19470c85, README.md",
    ),
    Method(
        "weightdrop",
        "DropConnect on W_hh alone",
        2017,
        Kind.BASELINE,
        "DropConnect on the recurrent weights Wₕₕ, the same for all steps and all examples.",
        parse("weights:0.5:batch"),
        MERITY,
        "Of all parts of AWD-LSTM, removing this one harms most (68.9 against 57.3 on test).",
        Evidence.TRANSCRIPT,
        "Table 4",
    ),
    Method(
        "melis2018",
        "A well-tuned LSTM",
        2018,
        Kind.PUBLISHED,
        "Masks per step on the non-recurrent connections, one per sequence on h; rates by search.",
        parse("input:0.634+between:0.309+recurrent:0.643:sequence+output:0.701"),
        MELIS,
        "PTB, 24M weights in 4 layers: 60.9 / 58.3 (validation / test); without variational "
        "dropout 64.5 on test, but with recurrent dropout added 62.9. The LSTM is not a plain one: "
        "layers are skipped, and the input gate is at most 1 − f. Rates from the released "
        "configuration.",
        Evidence.TRANSCRIPT,
        "Tables 1 and 4; the rates and skip connections, google-deepmind/lamb at 254a0b0e, "
        "lamb/experiment/on-the-state/ptb_24m_lstm_d4/hps_proto",
    ),
    Method(
        "gaussian_lamb",
        "Gaussian noise instead of zeros",
        2014,
        Kind.PUBLISHED,
        "Multiplication by N(1, p/q), with the mean and variance of inverted dropout; no zeros.",
        parse("input:0.5:gaussian+between:0.5:gaussian+output:0.5:gaussian"),
        SRIVASTAVA,
        "The mean and variance of one mask equal those of inverted dropout. The rate here, "
        "and where it is put, are ours.",
        Evidence.DERIVED,
        "the two moments; the noise is theirs, as Keras 2.3.1 cites them, keras/layers/noise.py",
    ),
    Method(
        "word_occurrence",
        "Single words",
        2015,
        Kind.PUBLISHED,
        "Dropout of whole word embeddings, each occurrence independently.",
        parse("word:0.1"),
        BOWMAN,
        "Nothing inside the network is dropped. Bowman et al. replace a word with the unknown "
        "word, and cite Iyyer et al. and Kumar et al. (2015), who dropped words before them. The "
        "rate here is ours.",
        Evidence.TRANSCRIPT,
        "the paragraph on word dropout and historyless decoding, page 4",
    ),
    Method(
        "noisin2018",
        "Noisin: unbiased noise on h",
        2018,
        Kind.PUBLISHED,
        "Unbiased noise on the hidden state h: its mean is h without noise; nothing is dropped.",
        parse("hidden:0.5:gaussian"),
        arxiv(
            "Dieng, Ranganath, Altosaar, Blei",
            2018,
            "Noisin: Unbiased Regularization for Recurrent Neural Networks",
            "1805.01500",
        ),
        "The noise may be of many kinds; Gaussian factors are a kind that this picture can show. "
        "They report perplexities up to 12.2 % below dropout's on the Penn Treebank. The rate "
        "here is ours.",
        Evidence.PAPER,
        "Abstract",
    ),
    Method(
        "pytorch_nn_lstm",
        "PyTorch: nn.LSTM(dropout=)",
        2017,
        Kind.FRAMEWORK,
        "Drops between layers only; with one layer it does nothing but warn.",
        parse("between:0.5"),
        thread("pytorch/pytorch", 5985, "dropout without effect at num_layers=1"),
        "L − 1 masks, not Zaremba's L + 1: add an nn.Dropout before and one after the LSTM. "
        "Its default rate is 0; 0.5 here.",
        Evidence.THREAD,
        "the description; the same in the documentation of nn.LSTM today",
    ),
    Method(
        "pytorch_word_lm",
        "PyTorch's word language model example",
        2017,
        Kind.FRAMEWORK,
        "nn.LSTM(dropout=) with an nn.Dropout on the embedding and one on the output.",
        parse("input:0.5+between:0.5+output:0.5"),
        code("pytorch/examples", "77f55b91", "word_language_model/model.py"),
        "The same placement as Zaremba's.",
        Evidence.CODE,
        "RNNModel.forward",
    ),
    Method(
        "keras2",
        "Keras 2 (not 2.3): dropout= and recurrent_dropout=",
        2017,
        Kind.FRAMEWORK,
        "One mask per sequence on each layer's input and on hₜ₋₁, and one per gate.",
        parse(
            "input:0.5:sequence:untied+between:0.5:sequence:untied+recurrent:0.5:sequence:untied"
        ),
        code("keras-team/tf-keras", "v2.21.0", "tf_keras/src/layers/rnn/lstm.py"),
        "So with implementation 1: the default in Keras 2.1.3–2.2.5, and what TensorFlow from 2.1 "
        "on and tf-keras turn to where recurrent_dropout is set. In Keras 2.0.9–2.1.2 the mask on "
        "h had the rate of dropout=, so recurrent_dropout= alone did nothing. Nothing is dropped "
        "before the softmax. Its default rates are 0; 0.5 here.",
        Evidence.CODE,
        "LSTMCell; likewise Keras 2.1.3, 2.2.4 and 2.2.5, keras/layers/recurrent.py, and "
        "TensorFlow 2.1.0, tensorflow_core/python/keras/layers/recurrent.py; the wrong rate, Keras "
        "2.0.9 and 2.1.2, LSTMCell._generate_recurrent_dropout_mask",
    ),
    Method(
        "keras3_lt38",
        "Keras 3.0–3.7",
        2023,
        Kind.FRAMEWORK,
        "One mask per sequence on each layer's input and one on hₜ₋₁, shared by all gates.",
        parse("input:0.5:sequence+between:0.5:sequence+state:0.5:sequence"),
        code("keras-team/keras", "v3.7.0", "keras/src/layers/rnn/lstm.py"),
        "Per-gate masks came back in 3.8 (#20656, #20663). On a GRU the copy of h that is carried "
        "on is masked as well, so with high rates training did not converge.",
        Evidence.CODE,
        "LSTMCell.call; on a GRU, GRUCell.call in gru.py beside it, and the thread of #20656",
    ),
    Method(
        "keras3_ge38",
        "Keras 3.8 and later",
        2025,
        Kind.FRAMEWORK,
        "As in most of Keras 2: one mask per gate while recurrent_dropout is on.",
        parse(
            "input:0.5:sequence:untied+between:0.5:sequence:untied+recurrent:0.5:sequence:untied"
        ),
        code("keras-team/keras", "v3.8.0", "keras/src/layers/rnn/lstm.py"),
        "recurrent_dropout also rules out cuDNN. So it does in TensorFlow 2.1, where one user "
        "found training about 25 times slower with it.",
        Evidence.CODE,
        "LSTMCell.call; the user's time, tensorflow/tensorflow#38236, the description",
    ),
    Method(
        "tf_dropoutwrapper",
        "TensorFlow: DropoutWrapper around every cell",
        2017,
        Kind.FRAMEWORK,
        "Dropout on input, output and state of each cell, so twice between two layers.",
        parse("input:0.5+between:0.75+recurrent:0.5+output:0.5"),
        code("tensorflow/tensorflow", "v1.4.0", "tensorflow/python/ops/rnn_cell_impl.py"),
        "Two masks of rate 0.5 in a row are one of rate 0.75: 2L masks on the way up. The "
        "state can be dropped since TensorFlow 1.1; its mask skips c since 1.4. All rates default "
        "to 0; 0.5 here.",
        Evidence.CODE,
        "DropoutWrapper.__call__",
    ),
    Method(
        "tf_dropoutwrapper_variational",
        "TensorFlow: DropoutWrapper(variational_recurrent=True)",
        2017,
        Kind.FRAMEWORK,
        "One mask for all steps, as in Gal's method, but shared across the batch.",
        parse("input:0.5:batch+between:0.75:batch+state:0.5:batch+output:0.5:batch"),
        code("tensorflow/tensorflow", "v1.4.0", "tensorflow/python/ops/rnn_cell_impl.py"),
        "The mask has batch dimension 1, so a batch trains one thinned network, not twenty. The "
        "rates default to 0; 0.5 here.",
        Evidence.CODE,
        "DropoutWrapper.__init__, convert_to_batch_shape; likewise 1.3.0",
    ),
    Method(
        "fastai_awd",
        "fastai: AWD_LSTM",
        2018,
        Kind.FRAMEWORK,
        "AWD-LSTM's placement with the low rates of fastai's language-model configuration.",
        parse(
            "word:0.02:batch+input:0.25:sequence+between:0.15:sequence+weights:0.2:batch+output:0.1:sequence"
        ),
        code("fastai/fastai", "2.8.12", "fastai/text/models/awdlstm.py"),
        "Rates of awd_lstm_lm_config; four of the five were once permuted by mistake "
        "(fastai#1809).",
        Evidence.CODE,
        "AWD_LSTM and awd_lstm_lm_config",
    ),
    Method(
        "haste",
        "haste: dropout= and zoneout=",
        2020,
        Kind.FRAMEWORK,
        "DropConnect on the recurrent weights Wₕₕ and zoneout on h; c is deliberately left alone.",
        parse("weights:0.25:batch+hidden:0.1:previous:classic"),
        code("lmnt-com/haste", "ceba32ec", "docs and frameworks"),
        "Its dropout= does not drop units. Both rates default to 0; these are ours.",
        Evidence.CODE,
        "docs/pytorch/haste_pytorch/LSTM.md and frameworks/pytorch; on purpose, README.md",
    ),
    Method(
        "allennlp_augmented",
        "AllenNLP: AugmentedLstm",
        2017,
        Kind.FRAMEWORK,
        "One mask per sequence on hₜ₋₁ only; the layer's output is not dropped.",
        parse("recurrent:0.5:sequence"),
        code("allenai/allennlp", "v2.10.1", "allennlp/modules/augmented_lstm.py"),
        "Gal's recurrent mask without his others. The rate here is ours.",
        Evidence.CODE,
        "AugmentedLSTMCell.forward",
    ),
    Method(
        "keras3_dropout",
        "Keras 3: dropout= alone",
        2023,
        Kind.FRAMEWORK,
        "One mask per sequence on each layer's input, shared by all gates; none on the recurrent "
        "one.",
        parse("input:0.5:sequence+between:0.5:sequence"),
        code("keras-team/keras", "v3.8.0", "keras/src/layers/rnn/lstm.py"),
        "L masks: one into each layer, none before the softmax. Without recurrent_dropout all "
        "gates share the mask, and cuDNN may be used.",
        Evidence.CODE,
        "LSTM.inner_loop and LSTMCell.call",
    ),
    Method(
        "tf_keras_dropout",
        "tf-keras and TensorFlow 2: dropout= alone",
        2019,
        Kind.FRAMEWORK,
        "Masks per step on each layer's input, shared by all gates; none on the recurrent input.",
        parse("input:0.5+between:0.5"),
        code("keras-team/tf-keras", "v2.21.0", "tf_keras/src/layers/rnn/lstm.py"),
        "The whole input is masked before the loop over steps, on any device, as long as the layer "
        "could run on cuDNN: so with its default activations. In Keras 2.1–2.3 and Keras 3 the "
        "same line uses one mask per sequence. The rate defaults to 0; 0.5 here.",
        Evidence.CODE,
        "LSTM.call, the branch of _could_use_gpu_kernel; GRU.call in gru.py beside it; likewise "
        "recurrent_v2.py of TensorFlow 2.0.0, 2.1.0 and 2.2.0",
    ),
    Method(
        "keras23",
        "Keras 2.3 and TensorFlow 2.0: dropout= and recurrent_dropout=",
        2019,
        Kind.FRAMEWORK,
        "One mask per sequence on each layer's input and one on hₜ₋₁, shared by all gates.",
        parse("input:0.5:sequence+between:0.5:sequence+state:0.5:sequence"),
        code("keras-team/keras", "2.3.1", "keras/layers/recurrent.py"),
        "implementation=2 became the default, and it has one mask for all gates; from TensorFlow "
        "2.1 on recurrent_dropout= turns to implementation 1 again. On a GRU the copy of h that is "
        "carried on is masked as well. The rates default to 0; 0.5 here.",
        Evidence.CODE,
        "LSTMCell.call, GRUCell.call and the defaults of implementation=; TensorFlow, "
        "tensorflow_core/python/keras/layers: recurrent.py of 2.0.0 and 2.1.0, and for the default "
        "recurrent_v2.py of 2.0.0",
    ),
    Method(
        "tf_layernorm",
        "TensorFlow 1: LayerNormBasicLSTMCell(dropout_keep_prob=)",
        2017,
        Kind.FRAMEWORK,
        "Dropout on the cell candidate g with a mask per step, as in Semeniuta et al.",
        parse("candidate:0.5"),
        code("tensorflow/tensorflow", "v1.1.0", "tensorflow/contrib/rnn/python/ops/rnn_cell.py"),
        "Inverted scaling, where Semeniuta et al. scale at evaluation. By default nothing is "
        "dropped; 0.5 here.",
        Evidence.CODE,
        "LayerNormBasicLSTMCell.__call__",
    ),
    Method(
        "chainer_zoneout",
        "Chainer: StatefulZoneoutLSTM",
        2017,
        Kind.FRAMEWORK,
        "Zoneout on c and on h, each unit and step independently.",
        parse("cell:0.5:previous:none+hidden:0.5:previous:none"),
        code("chainer/chainer", "18f01317", "chainer/links/connection/zoneoutlstm.py"),
        "At evaluation it does nothing, where Krueger et al. take the expectation. Both rates "
        "default to 0.5.",
        Evidence.CODE,
        "StatefulZoneoutLSTM.forward; chainer/functions/noise/zoneout.py at 2afe91a3, zoneout",
    ),
    Method(
        "mxnet_variational",
        "MXNet: VariationalDropoutCell around every cell",
        2017,
        Kind.FRAMEWORK,
        "One mask per sequence on the cell's input, on hₜ₋₁ and on the cell's output.",
        parse("input:0.5:sequence+between:0.75:sequence+state:0.5:sequence+output:0.5:sequence"),
        code("apache/mxnet", "1.9.1", "python/mxnet/gluon/contrib/rnn/rnn_cell.py"),
        "Gal's masks on units, with two between layers: one of rate 0.75. Around a GRUCell the "
        "copy of h that is carried on is masked as well. The rates default to 0; 0.5 here.",
        Evidence.CODE,
        "VariationalDropoutCell.hybrid_forward",
    ),
    Method(
        "tf_dropoutwrapper_plain",
        "TensorFlow: DropoutWrapper's input_keep_prob= and output_keep_prob=",
        2016,
        Kind.FRAMEWORK,
        "Masks per step on the input and output of every cell; the state is left alone.",
        parse("input:0.5+between:0.75+output:0.5"),
        code("tensorflow/tensorflow", "v1.4.0", "tensorflow/python/ops/rnn_cell_impl.py"),
        "2L masks, not L + 1: between two layers a value leaves one wrapper and enters the "
        "next, and two masks of rate 0.5 in a row are one of rate 0.75. The rates default to 0; "
        "0.5 here.",
        Evidence.CODE,
        "DropoutWrapper.__call__; in 1.0.1, "
        "tensorflow/contrib/rnn/python/ops/core_rnn_cell_impl.py",
    ),
    Method(
        "tf_dropoutwrapper_state",
        "TensorFlow: DropoutWrapper's state_keep_prob=",
        2017,
        Kind.FRAMEWORK,
        "Dropout on the state that a cell passes to the next step, with a mask per step.",
        parse("state:0.5"),
        code("tensorflow/tensorflow", "v1.4.0", "tensorflow/python/ops/rnn_cell_impl.py"),
        "So since TensorFlow 1.4, where c is skipped if the state is an LSTMStateTuple; from 1.1 "
        "to 1.3 c was dropped too, and as a plain tuple in 2.0. On a GRU the copy of h that is "
        "carried on is dropped as well.",
        Evidence.CODE,
        "DropoutWrapper and _default_dropout_state_filter_visitor; 1.3.0 has no filter there; "
        "1.1.0 has state_keep_prob, 1.0.1 none, both in "
        "tensorflow/contrib/rnn/python/ops/core_rnn_cell_impl.py; tensorflow/tensorflow#33690",
    ),
    Method(
        "loop_state",
        "A loop that drops the h it hands to its cell",
        2017,
        Kind.FRAMEWORK,
        "Dropout on the hₜ₋₁ that the cell is given, with a mask per step; the output is not "
        "dropped.",
        parse("state:0.5"),
        Source(
            "PyTorch documentation: torch.nn.GRUCell.",
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html",
        ),
        "In an LSTMCell only the gates read that h. A GRUCell also carries it over, so there the "
        "stored value passes through a mask at every step. The rate here is ours.",
        Evidence.DERIVED,
        "the argument h and the formula of h'; h_0 and c_0 in torch.nn.LSTMCell",
    ),
    Method(
        "loop_state_locked",
        "A loop with one mask on the h it hands to its cell",
        2017,
        Kind.FRAMEWORK,
        "Dropout on the hₜ₋₁ that the cell is given, with one mask drawn before the loop.",
        parse("state:0.5:sequence"),
        Source(
            "PyTorch documentation: torch.nn.GRUCell.",
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html",
        ),
        "In an LSTMCell only the gates read that h. A GRUCell also carries it over: surviving "
        "values are divided by 1 − rate at every step, and grow. The rate here is ours.",
        Evidence.DERIVED,
        "the argument h and the formula of h'; h_0 and c_0 in torch.nn.LSTMCell",
    ),
    Method(
        "loop_hidden",
        "A loop with h = dropout(h)",
        2017,
        Kind.FRAMEWORK,
        "The first loop one writes: the hidden state h is dropped, for all of its uses.",
        parse("hidden:0.5"),
        Source(
            "PyTorch documentation: torch.nn.LSTMCell.",
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html",
        ),
        "Along h a value passes through a mask at every step, although only dropout on the output "
        "may be intended: assign the dropped h to another name.",
        Evidence.DERIVED,
        "the arguments h_0 and c_0",
    ),
    Method(
        "awd_lstm_0112",
        "AWD-LSTM as first released",
        2017,
        Kind.BUG,
        "Its 'locked' masks had time and batch swapped: per step, shared across the batch.",
        parse(
            "word:0.1:batch+input:0.4:step_batch+between:0.3:step_batch+weights:0.5:batch+output:0.4:step_batch"
        ),
        thread("salesforce/awd-lstm-lm", 5, "LockedDropout's mask shape"),
        "The opposite of the paper's text. Its effect is not known: with corrected masks "
        "validation perplexity was 65.2 where it had been 61.2, but then weight-drop was found not "
        "to work since the same change of PyTorch.",
        Evidence.THREAD,
        "Smerity's comments of 5 and 6 September 2017; README.md at 19470c85",
    ),
    Method(
        "awd_weightdrop_silent",
        "AWD-LSTM with weight-drop that did nothing",
        2017,
        Kind.BUG,
        "On PyTorch 0.2, cached weights were used instead of the dropped ones.",
        parse("word:0.1:batch+input:0.4:sequence+between:0.3:sequence+output:0.4:sequence"),
        thread("salesforce/awd-lstm-lm", 5, "the update for PyTorch 0.2"),
        "The method without the part that it is named after.",
        Evidence.THREAD,
        "Smerity's comment of 6 September 2017",
    ),
    Method(
        "awd_rows",
        "AWD-LSTM with variational=True",
        2017,
        Kind.BUG,
        "Drops whole rows of Wₕₕ, so some gates lose the past, and stays on at evaluation.",
        parse("rows:0.5:batch:at_test"),
        code("salesforce/awd-lstm-lm", "15535c49", "weight_drop.py"),
        "Rows remove a gate's recurrent input; columns would have been variational dropout on h. "
        "At this commit the dropped weights are a Parameter of their own, so Wₕₕ gets no "
        "gradient.",
        Evidence.CODE,
        "WeightDrop._setweights; salesforce/awd-lstm-lm#72",
    ),
    Method(
        "gal2016_program",
        "Gal's program until 2017",
        2016,
        Kind.BUG,
        "Variational dropout except for words: each token was dropped independently, even of the "
        "same word.",
        parse(
            "word:0.3+input:0.5:sequence:untied+between:0.5:sequence:untied+recurrent:0.3:sequence:untied+output:0.5:sequence"
        ),
        code("yaringal/BayesianRNN", "316e28d3", "LM_code/main_new_dropout_SOTA_v3.lua"),
        "It produced the figures of the paper. After its correction in January 2017 its author "
        "reports 77.46 / 75.11 in place of 77.9 / 75.2: few words occur twice in one sequence.",
        Evidence.CODE,
        "sample_noise; readme.md at 3e65a11d, Update 4; #4",
    ),
    Method(
        "keras30_rate",
        "Keras 3.0–3.1: recurrent_dropout=",
        2023,
        Kind.BUG,
        "The mask on h had the rate of dropout=: here dropout=0.2, recurrent_dropout=0.5.",
        parse("input:0.2:sequence+between:0.2:sequence+state:0.2:sequence"),
        code("keras-team/keras", "v3.1.1", "keras/layers/rnn/dropout_rnn_cell.py"),
        "So recurrent_dropout= alone did nothing. Corrected in 3.2.0 (#19395, #19397). Keras "
        "2.0.9–2.1.2 did the same.",
        Evidence.CODE,
        "DropoutRNNCell.get_recurrent_dropout_mask; likewise 3.0.0; Keras 2.0.9 and 2.1.2, "
        "keras/layers/recurrent.py, LSTMCell._generate_recurrent_dropout_mask",
    ),
    Method(
        "keras3_cudnn_inference",
        "Keras 3.4–3.8 on cuDNN",
        2024,
        Kind.BUG,
        "Input dropout stayed on at inference.",
        parse("input:0.5:sequence:at_test+between:0.5:sequence:at_test"),
        thread("keras-team/keras", 20983, "correction in 3.9"),
        "Predictions were noisy without a warning; corrected in 3.9.0.",
        Evidence.THREAD,
        "the description; the review of #19645 of 3 March 2025",
    ),
    Method(
        "tf_wrapper_tuple_state",
        "TensorFlow's wrapper, dropping c as well",
        2017,
        Kind.BUG,
        "An inverted mask per sequence multiplied c at every step, so survivors grew by 1/q each.",
        parse("cell:0.5:batch+state:0.5:batch"),
        code("tensorflow/tensorflow", "v1.3.0", "tensorflow/python/ops/rnn_cell_impl.py"),
        "From TensorFlow 1.1 to 1.3, with variational_recurrent=True. A user reported exponential "
        "growth, on a GRU (#11650); as derived here, a surviving value of c is q⁻ᵀ times too "
        "large after T steps. The rate here is ours.",
        Evidence.CODE,
        "DropoutWrapper.__call__; tensorflow/tensorflow#11650, the description; on c, the comments "
        "of 21 July and 14 August 2017",
    ),
    Method(
        "moon_inverted",
        "RNNDrop with inverted scaling",
        2016,
        Kind.BUG,
        "One mask per sequence on c, divided by q at every step.",
        parse("cell:0.5:batch"),
        code("seba-1511/lstms.pth", "58c363be", "MoonLSTM"),
        "Inverted scaling gives a mean of 1 for one mask; applying one mask T times makes it "
        "q¹⁻ᵀ. Its masks are shared across the batch and hidden from autograd.",
        Evidence.CODE,
        "lstms/lstm.py, MoonLSTM",
    ),
    Method(
        "lstms_pth_gal",
        "A 'Gal' LSTM that drops the output too",
        2016,
        Kind.BUG,
        "The mask is on h in all its uses, so the output loses the same units as the state.",
        parse("hidden:0.5:batch"),
        code("seba-1511/lstms.pth", "58c363be", "GalLSTM"),
        "Gal's recurrent mask does not drop the output h. Here the mask is shared across the "
        "batch, redrawn only on request and hidden from autograd.",
        Evidence.CODE,
        "lstms/lstm.py, GalLSTM",
    ),
    Method(
        "loop_functional",
        "A loop with functional.dropout and no training=",
        2017,
        Kind.BUG,
        "The functional form ignores model.eval(), so its dropout stays on.",
        parse("state:0.5:at_test"),
        Source(
            "PyTorch documentation: torch.nn.functional.dropout.",
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html",
        ),
        "Its training= defaults to True: pass training=self.training, or use the "
        "module nn.Dropout.",
        Evidence.DERIVED,
        "the default of training=",
    ),
)
