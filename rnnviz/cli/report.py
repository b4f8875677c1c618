"""An experiment in a terminal: from the command line's options to a table and a file."""

import json
import sys
from argparse import Namespace
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from rnnviz import disk
from rnnviz.cli.progress import progress, tell
from rnnviz.core.placement import Cell
from rnnviz.errors import InputError, counted
from rnnviz.lm.checkpoint import check_run
from rnnviz.lm.configs import find_config
from rnnviz.lm.device import choose
from rnnviz.lm.run import CorpusChoice, Run, StepResult, WorkerFailed
from rnnviz.runs.experiment import idle, idle_changes, optimiser_settings, plan, with_changes
from rnnviz.runs.results import Record, Row
from rnnviz.text.batches import count
from rnnviz.text.own import read_file
from rnnviz.workers.compare import compare, place_of


def compare_and_report(options: Namespace) -> int:
    """Train what `options` ask for, print a table, write the JSON file; 1 unless all went well.

    Whatever can be refused is refused before the first run starts.
    """
    runs, device = runs_from(options), choose(options.device).type
    _check_places(options, runs)
    length, record = run_length(runs[0]), Record(runs)
    _tell_idle(options, record)
    results = compare(runs, device=device, workers=options.workers, checkpoints=options.checkpoints)
    title, unit = f"{counted(len(runs), 'run')} on {device}", "s" if options.seconds else "tok"
    try:
        with closing(results), progress(title, length * len(runs), unit) as show:
            for result in results:
                record.add(result)
                show(sum(min(_place(r, runs[0]), length) for r in record.latest.values()))
                if isinstance(result, WorkerFailed):
                    tell(f"{result.key}, seed {result.seed}: {result.error}")
    finally:  # a stopped comparison keeps what it measured
        written = _keep(record, options.json)
    return int(not (written and record.through))


def _keep(record: Record, path: Path | None) -> bool:
    """Write the figures and print the table; figures that can't be written are printed below it."""
    figures, complaint = record.to_json(), None
    if path is not None:
        try:
            disk.write_text(path, json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
        except InputError as error:
            complaint = str(error)
    sys.stdout.write(table(record.rows()) + "\n")
    if complaint:
        sys.stdout.write(json.dumps(figures) + "\n")
        tell(f"{complaint} The figures are printed below the table instead.")
    return complaint is None


def runs_from(options: Namespace) -> tuple[Run, ...]:
    """The runs that the command line asks for; `InputError` for what can't be."""
    if options.cell not in set(Cell):
        raise InputError("cli.unknown_cell", cell=options.cell, choices=list(Cell))
    config = find_config(options.config)
    given = {"layers": options.layers, "units": options.units}
    sizes = {name: value for name, value in given.items() if value is not None}
    model = replace(config.model, cell=Cell(options.cell), tied=options.tied, **sizes)
    optimiser = options.optimiser or config.training.optimiser
    changes = optimiser_settings(config.training, optimiser, options.learning_rate)
    if options.epochs is not None:
        changes["epochs"] = options.epochs
    if options.seconds is not None:
        changes |= {"seconds": options.seconds, "epochs": 10_000}
    corpus = CorpusChoice(
        options.corpus, options.size, options.lag, options.text and read_file(options.text)
    )
    names = tuple(name.strip() for name in options.methods.split(",") if name.strip())
    runs = plan(names, corpus, model, replace(config.training, **changes), options.seeds)
    return with_changes(runs, options.change)


def run_length(run: Run) -> float:
    """How long a run is: its targets, or its seconds. Reads the corpus, and so checks it."""
    corpus, training = run.corpus.load(), run.training
    count(len(corpus.valid), training.batch, training.steps, partial=True)
    per_epoch = count(len(corpus.train), training.batch, training.steps).targets
    return training.seconds or per_epoch * training.epochs


def table(rows: list[Row]) -> str:
    """A Markdown table of perplexities, means ± spreads over seeds: at the end, and at the best."""
    lines = [
        "| method | train | valid | test | best valid | its test | |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]
    lines += [
        f"| {row.key} | {row.train:.1f} | {_with_spread(row.valid, row.valid_spread)} "
        f"| {_with_spread(row.test, row.test_spread)} "
        f"| {row.best_valid:.1f} (epoch {row.best_epoch:g}) "
        f"| {_with_spread(row.test_kept, row.test_kept_spread)} | {row.note} |"
        for row in rows
    ]
    return "\n".join(lines)


def _with_spread(value: float | None, spread: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" + (f" ± {spread:.1f}" if spread is not None else "")


def _place(result: StepResult, run: Run) -> float:
    return result.seconds if run.training.seconds else result.tokens


def _tell_idle(options: Namespace, record: Record) -> None:
    """A line for each placement of which something does nothing in this network."""
    model = record.runs[0].model
    idle_lines = [f"{key} {why}" for key in record.keys if (why := idle(key, model))]
    for line in (*idle_lines, *idle_changes(options.change, model)):
        tell(line)


def _check_places(options: Namespace, runs: tuple[Run, ...]) -> None:
    """Whether results can be kept where they are to be, asked before the hours that they cost."""
    if options.json is not None:
        disk.check_file(options.json)
    if options.checkpoints is not None:
        disk.check_folder(options.checkpoints)
        for run in runs:
            check_run(place_of(run, options.checkpoints), run)
