"""Where what we say comes from, and how we know it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from rnnviz.content import entry, sentence


class Evidence(StrEnum):
    """How we know what is said."""

    PAPER = "paper"
    TRANSCRIPT = "transcript"
    CODE = "code"
    MANUAL = "manual"
    THREAD = "thread"
    QUOTED = "quoted"
    DERIVED = "derived"
    UNCHECKED = "unchecked"  # kept for whoever checks it; no page says it


@dataclass(frozen=True, slots=True)
class Source:
    """A paper, a repository, a thread or a page."""

    citation: str
    link: str

    @property
    def short(self) -> str:
        """The citation up to its year, or a repository with its commit or thread."""
        paper = re.match(r".*?\(\d{4}\)", self.citation)
        return where(paper.group()) if paper else _read_in(self.citation.partition(": ")[0])

    @property
    def full(self) -> str:
        """The citation without its full stop: a file or a thread is named as well."""
        whole = self.citation.removesuffix(".")
        begin, _, end = whole.partition(": ")
        known = "/" in begin.partition(" ")[0] or begin in entry("places", "where")
        if not (known and end):
            return where(whole)
        return sentence("core.in_full", begin=_read_in(begin), end=where(end))


def where(place: str) -> str:
    """A place in a source as a visitor reads it; names of files and functions stay."""
    return entry("places", "where").get(place, place)


def _read_in(begin: str) -> str:
    """A repository with the commit that it was read at; anything else as it is."""
    repository, at, commit = begin.partition(" at ")
    if not at or "/" not in repository:
        return where(begin)
    return sentence("core.read_at", repository=repository, commit=commit)


def arxiv(authors: str, year: int, title: str, number: str) -> Source:
    return Source(
        f"{authors} ({year}). {title}. arXiv:{number}.", f"https://arxiv.org/abs/{number}"
    )


def code(repository: str, commit: str, what: str) -> Source:
    """A file or behavior in a repository on GitHub, at the commit or release it was read in."""
    return Source(
        f"{repository} at {commit}: {what}.", f"https://github.com/{repository}/tree/{commit}"
    )


def thread(repository: str, number: int, what: str) -> Source:
    """An issue or a pull request on GitHub, which finds either by its number."""
    return Source(
        f"{repository}#{number}: {what}.", f"https://github.com/{repository}/issues/{number}"
    )


ZAREMBA = arxiv(
    "Zaremba, Sutskever, Vinyals", 2014, "Recurrent Neural Network Regularization", "1409.2329"
)
GAL = arxiv(
    "Gal, Ghahramani",
    2016,
    "A Theoretically Grounded Application of Dropout in Recurrent Neural Networks",
    "1512.05287",
)
SEMENIUTA = arxiv(
    "Semeniuta, Severyn, Barth", 2016, "Recurrent Dropout without Memory Loss", "1603.05118"
)
SRIVASTAVA = Source(
    "Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov (2014). Dropout: A Simple Way to "
    "Prevent Neural Networks from Overfitting. JMLR 15.",
    "https://jmlr.org/papers/v15/srivastava14a.html",
)
BOWMAN = arxiv(
    "Bowman, Vilnis, Vinyals, Dai, Jozefowicz, Bengio",
    2016,
    "Generating Sentences from a Continuous Space",
    "1511.06349",
)
KRUEGER = arxiv(
    "Krueger et al.",
    2016,
    "Zoneout: Regularizing RNNs by Randomly Preserving Hidden Activations",
    "1606.01305",
)
MERITY = arxiv(
    "Merity, Keskar, Socher",
    2017,
    "Regularizing and Optimizing LSTM Language Models",
    "1708.02182",
)
MELIS = arxiv(
    "Melis, Dyer, Blunsom",
    2018,
    "On the State of the Art of Evaluation in Neural Language Models",
    "1707.05589",
)
TORCH_5985 = thread("pytorch/pytorch", 5985, "RNN dropout arg needs better documentation")
KERAS_20983 = thread(
    "keras-team/keras", 20983, "enable cuDNN RNNs when dropout is set and training=True"
)
AWD_5 = thread(
    "salesforce/awd-lstm-lm",
    5,
    "update for PyTorch 0.2; fix LockedDropout to broadcast correct axis",
)
