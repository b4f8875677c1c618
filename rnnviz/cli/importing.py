"""`python -m rnnviz import`: a language model of your own, for the Explore page."""

import argparse
import os
import re
import sys
from pathlib import Path

from rnnviz.cli.options import place
from rnnviz.content import joined, sentence
from rnnviz.errors import InputError

NAME = "import"
_MOST_NAME_BYTES = 200  # a folder's name has at most 255
HELP = "bring a language model of your own to the Explore page"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    about = "its weights, a safetensors file with nn.LSTM's, nn.GRU's or nn.RNN's names"
    parser.add_argument("weights", type=place, help=about)
    about = "its words, one a line, in the order of their numbers"
    parser.add_argument("--vocab", type=place, required=True, metavar="FILE", help=about)
    about = "lines such as 'embedding = encoder.weight', where names can't be guessed"
    parser.add_argument("--map", type=place, metavar="FILE", help=about)
    parser.add_argument("--name", help="what to call it; the file's name if not given")
    about = "the dropout it was trained with: a method's key or a placement"
    parser.add_argument("--placement", default="none", help=about)
    parser.add_argument("--corpus", default="sotu", help="the text it is measured on")
    parser.add_argument("--size", default="tiny", help="how much of that text")
    about = "what its list calls the word for all others (<unk>)"
    parser.add_argument("--unknown", default="<unk>", metavar="WORD", help=about)
    about = "what its list calls the end of a sentence (<eos>)"
    parser.add_argument("--end", default="<eos>", metavar="WORD", help=about)


def run(options: argparse.Namespace) -> None:
    """Write the model's folder, and say where it is."""
    import torch  # noqa: PLC0415 -- the other commands need none

    from rnnviz.core.placement import Cell  # noqa: PLC0415 -- beside the rest
    from rnnviz.lm.run import CorpusChoice  # noqa: PLC0415 -- beside the rest
    from rnnviz.nn.carry import resolved  # noqa: PLC0415 -- torch
    from rnnviz.places import runs  # noqa: PLC0415 -- beside the rest
    from rnnviz.zoo.importing import IMPORTED, Origin, bring_in  # noqa: PLC0415 -- torch

    torch.set_num_threads(1)
    name = options.name or options.weights.stem
    if not re.fullmatch(r"[\w-]+", name) or len(name.encode()) > _MOST_NAME_BYTES:
        raise InputError("cli.no_model_name", name=name, most=_MOST_NAME_BYTES)
    placement = resolved(options.placement)
    corpus = CorpusChoice(options.corpus, options.size)
    origin = Origin(
        *(options.weights, options.vocab, options.map, name, placement, corpus),
        options.unknown,
        options.end,
    )
    folder = Path(os.environ.get("RNNVIZ_RUNS") or runs()) / IMPORTED / name
    replaced = folder.exists()
    card = bring_in(origin, folder)
    model = card.run.model
    imported = sentence(
        "cli.imported",
        folder=folder,
        cell=model.cell.upper(),
        layers=model.layers,
        units=model.units,
        words=card.words,
        perplexity=card.valid_perplexity,
    )
    tanh = sentence("cli.imported_tanh") if model.cell is Cell.RNN else ""
    again = sentence("cli.imported_again", name=name) if replaced else ""
    sys.stdout.write(f"{joined(imported, tanh, again)}\n")
