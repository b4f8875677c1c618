"""`python -m benchmarks.products`: how fast and how exact each float32 matrix product is here.

Then whole training steps of the network that trains live, with torch's default and with the product
that the program chooses, in turn, on one thread.
"""

import itertools
from dataclasses import replace
from statistics import median
from time import perf_counter

import torch

from rnnviz.core import products
from rnnviz.core.placement import parse
from rnnviz.core.processor import processor
from rnnviz.core.products import Product
from rnnviz.lm.configs import find_config
from rnnviz.lm.run import CorpusChoice, Run
from rnnviz.lm.train import Trainer

ROUNDS = 60
SIZES = {"2 × 128": ("live", 128), "2 × 200": ("zaremba-small", 200), "2 × 650": ("live", 650)}


def main() -> None:
    torch.set_num_threads(1)
    print(f"{processor()}, PyTorch {torch.__version__}, one thread\n")
    print("| product | time of the step's shapes, ms | largest error |\n|---|---:|---:|")
    for trial in products.trials():
        print(f"| {trial.product} | {1000 * trial.seconds:.2f} | {trial.error:.1e} |")
    chosen = products.choose(products.trials())
    print(f"\nChosen: {chosen}. Whole training steps, Zaremba's placement at 0.35, median ms:\n")
    print("| network | default | chosen | ratio |\n|---|---:|---:|---:|")
    for name, (config, units) in SIZES.items():
        times = steps(config, units, (Product.DEFAULT, chosen))
        default, best = (1000 * median(taken) for taken in times)
        print(f"| {name} | {default:.1f} | {best:.1f} | {best / default:.2f} |")


def steps(config: str, units: int, asked: tuple[Product, ...]) -> list[list[float]]:
    """Seconds of steps with each product, in turn."""
    settings = find_config(config)
    corpus = CorpusChoice("sotu", "tiny")
    placement = parse("input:0.35+between:0.35+output:0.35")
    run = Run("a", placement, corpus, replace(settings.model, units=units), settings.training)
    text = corpus.load()
    trainers = [Trainer(run, text, torch.device("cpu")) for _ in asked]
    times: list[list[float]] = [[] for _ in asked]
    for trainer, product in zip(trainers, asked, strict=True):
        trainer.product = product
    rounds = ROUNDS if units < 500 else ROUNDS // 4
    for results in zip(*(trainer.results() for trainer in trainers), strict=True):
        for taken, trainer in zip(times, trainers, strict=True):
            taken.append(trainer.training_seconds)
        if results[0].step == rounds:
            break
    return [[b - a for a, b in itertools.pairwise(taken)][3:] for taken in times]


if __name__ == "__main__":
    began = perf_counter()
    main()
    print(f"\nIt took {perf_counter() - began:.0f} s.")
