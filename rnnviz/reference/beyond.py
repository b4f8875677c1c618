"""What the placement vocabulary can't say, and where dropout went after 2018.

Pure data, as in `data`: whose it is, where exactly it was read, how we know it. The sentence of
each is in `content`, under its key.
"""

from dataclasses import dataclass

from rnnviz.content import entry
from rnnviz.core.sources import Evidence, Source, arxiv, code


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about a method that is no placement, or about what a program drops."""

    key: str
    source: Source
    place: str
    evidence: Evidence

    @property
    def what(self) -> str:
        return entry("remarks", self.key)


BEYOND: tuple[Remark, ...] = (
    Remark(
        "fast_dropout",
        arxiv(
            "Bayer, Osendorfer, Korhammer, Chen, Urban, van der Smagt",
            2013,
            "On Fast Dropout and its Applicability to Recurrent Networks",
            "1311.0701",
        ),
        "quoted by Krueger et al. (2016), Section 2.2, and as breze-no-salt/breze at a46fc0c8 "
        "computes it, breze/arch/model/varprop/mlp.py, mean_var_forward",
        Evidence.QUOTED,
    ),
    Remark(
        "kaldi",
        Source(
            "Cheng, Peddinti, Povey, Manohar, Khudanpur, Yan (2017). An Exploration of Dropout "
            "with LSTMs. Interspeech 2017.",
            "https://www.danielpovey.com/files/2017_interspeech_dropout.pdf",
        ),
        "Abstract, for the schedules; the gates, as quoted in International Core Journal of "
        "Engineering 2020-26, page 50",
        Evidence.QUOTED,
    ),
    Remark(
        "fraternal",
        arxiv("Zolna, Arpit, Suhubdy, Bengio", 2017, "Fraternal Dropout", "1711.00066"),
        "Abstract; kondiz/fraternal-dropout at f35afbab, main.py",
        Evidence.PAPER,
    ),
    Remark(
        "expectation_linear",
        arxiv("Zolna, Arpit, Suhubdy, Bengio", 2017, "Fraternal Dropout", "1711.00066"),
        "Abstract; without masks, kondiz/fraternal-dropout at f35afbab, main.py",
        Evidence.PAPER,
    ),
    Remark(
        "curriculum",
        Source(
            "Morerio, Cavazza, Volpi, Vidal, Murino (2017). Curriculum Dropout. ICCV 2017.",
            "https://github.com/pmorerio/curriculum-dropout",
        ),
        "Abstract",
        Evidence.PAPER,
    ),
    Remark(
        "concrete",
        arxiv("Gal, Hron, Kendall", 2017, "Concrete Dropout", "1705.07832"),
        "Abstract",
        Evidence.PAPER,
    ),
    Remark(
        "batch_normalization",
        arxiv(
            "Cooijmans, Ballas, Laurent, Gülçehre, Courville",
            2016,
            "Recurrent Batch Normalization",
            "1603.09025",
        ),
        "quoted by Krueger et al. (2016), Section 4.3 and Table 2; teganmaharaj/zoneout at "
        "63934f05, README.md",
        Evidence.QUOTED,
    ),
)

SINCE: tuple[Remark, ...] = (
    Remark(
        "mogrifier",
        code("google-deepmind/lamb", "254a0b0e", "the tuned configurations"),
        "lamb/experiment/mogrifier/config/786252db3825+_tune_ptb_24m_lstm_fm_d2_arms/trial_483/config",
        Evidence.CODE,
    ),
    Remark(
        "xlstm",
        code("NX-AI/xlstm", "v2.0.6", "the package as released"),
        "xlstm/blocks/slstm/layer.py, blocks/mlstm/layer.py and components/feedforward.py",
        Evidence.CODE,
    ),
    Remark(
        "mingru",
        code("lucidrains/minGRU-pytorch", "v0.2.1", "the package as released"),
        "minGRU_pytorch/minLM.py, minLM.forward; minGRU.py has no dropout",
        Evidence.CODE,
    ),
    Remark(
        "mamba",
        code("state-spaces/mamba", "v1.0.1", "the package as released"),
        "all of mamba_ssm; the word does not occur in its Python files",
        Evidence.CODE,
    ),
)


def checked(remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
    """Those that may be shown."""
    return tuple(remark for remark in remarks if remark.evidence is not Evidence.UNCHECKED)
