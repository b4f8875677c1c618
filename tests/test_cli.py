"""The command line: what it prints, what it writes, and one sentence for whatever can't be done."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rnnviz.__main__ import main
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, parse
from rnnviz.lm import report
from rnnviz.lm.configs import CONFIGS, Optimiser
from rnnviz.lm.runs import Run
from rnnviz.text import files
from rnnviz.text.corpora import CORPORA

ROOT = Path(__file__).parents[1]
COMMANDS = ("methods", "compare", "download")
OWN_TEXT = "".join(
    f"On day {day} the {'abcdefghijkl'[day % 12]}dog saw {'xyzuvwrst'[day % 9]}cats. It was "
    f"{'mnopqrstuvwxyzabcdefghijklmnopqrs'[day % 33]}ice.\n"
    for day in range(300)
)


def python_m_rnnviz(*arguments, **options):
    """A real process, as somebody would start it."""
    return subprocess.run(
        [sys.executable, "-m", "rnnviz", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


@pytest.fixture
def own(tmp_path):
    """Writes a text of one's own; what comes back are the arguments that name it."""

    def write(content):
        file = tmp_path / "own.txt"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return ("--corpus", "own", "--text", str(file))

    return write


@pytest.fixture
def refused(monkeypatch, capsys):
    """Runs a command that must be refused before any training; its one sentence comes back."""

    def no_training(*_arguments, **_options):
        raise AssertionError("training began")

    monkeypatch.setattr(report, "compare", no_training)

    def run(*arguments):
        assert main(list(arguments)) == 2
        said = capsys.readouterr()
        assert said.out == ""
        return one_sentence(said.err)

    return run


def one_sentence(text):
    assert text.endswith(".\n")
    assert text.count("\n") == 1
    assert "Traceback" not in text
    assert len(text) < 1_000
    return text


def test_help_names_each_command_and_where_to_start():
    done = python_m_rnnviz("--help")
    assert (done.returncode, done.stderr) == (0, "")
    for command in COMMANDS:
        assert f"\n    {command} " in done.stdout
    assert "worker" not in done.stdout
    assert "python -m rnnviz compare --methods none,zaremba2014" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_explains_each_of_its_options(command, capsys):
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    if command == "compare":
        choices = (*CONFIGS, *Cell, *Optimiser, *(entry.name for entry in CORPORA))
        assert all(choice in said for choice in choices)


def test_methods_as_json_is_a_row_for_each_with_all_there_is_to_know(capsys):
    assert main(["methods", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) >= 25
    for row, method in zip(rows, METHODS, strict=True):
        assert row["key"] == method.key
        assert parse(row["placement"]) == method.placement
        assert all(row[name] for name in ("title", "year", "idea", "citation", "link", "verdict"))


def test_methods_lists_each_with_its_idea_for_a_reader():
    done = python_m_rnnviz("methods")
    assert (done.returncode, done.stderr) == (0, "")
    for method in METHODS:
        assert f"{method.key}  ({method.kind}, {method.year})" in done.stdout


def test_a_tiny_comparison_prints_a_table_and_writes_every_figure_and_setting(own, tmp_path):
    file = tmp_path / "out.json"
    options = ("--methods", "none, input:0.5", "--epochs", "1", "--device", "cpu")
    done = python_m_rnnviz("compare", *options, *own(OWN_TEXT), "--json", str(file))
    assert done.returncode == 0, done.stderr
    assert "2 runs on cpu" in done.stderr
    assert "Traceback" not in done.stderr
    table = done.stdout.splitlines()
    assert table[0] == "| method | train | valid | best valid | test | |"
    assert {line.split(" | ")[0] for line in table[2:]} == {"| none", "| input:0.5"}

    written = json.loads(file.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert "dog saw" not in file.read_text(encoding="utf-8")
    assert {row["key"] for row in written["runs"]} == {"none", "input:0.5"}
    for row in written["runs"]:
        assert (row["seed"], row["error"], row["diverged_at_step"]) == (0, None, None)
        assert Run.from_json({name: row[name] for name in FIELDS}).training.epochs == 1
        (point,) = row["curve"]
        line = next(line for line in table if line.startswith(f"| {row['key']} |"))
        for name in ("train", "valid", "test"):
            assert f"{point[name + '_perplexity']:.1f}" in line


FIELDS = ("key", "placement", "corpus", "model", "training", "seed")

HUGE = b"word " * 10_000_000  # 50 MB
BAD_TEXTS = {
    "empty": (b"", "Your text is empty"),
    "3 words": (b"only three words", "Your text has too few words (3)"),
    "50 MB": (HUGE, "Your text has 50,000,000 bytes or more; use at most 2,000,000"),
    "NUL bytes": (b"a\0b " * 9_000, "control character '\\x00'"),
    "not UTF-8": (b"\xff\xfe" * 9_000, "is not UTF-8"),
    "one repeated word": (b"word. " * 9_000, "different words come more than once"),
}


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_a_text_that_can_not_be_used_is_refused_in_one_sentence(name, own, refused):
    content, sentence = BAD_TEXTS[name]
    assert sentence in refused("compare", "--methods", "none", *own(content))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--methods", "input:1.0"), "Rate 1 on input is outside [0, 1)"),
        (("--methods", "input:-0.1"), "Rate -0.1 on input is outside [0, 1)"),
        (("--methods", "input:abc"), "Rate 'abc' on input is no number"),
        (("--methods", "input:nan"), "Rate nan on input is no number"),
        (("--methods", "nowhere:0.5"), "Edge 'nowhere' is unknown"),
        (("--methods", "abc"), "Method 'abc' is unknown"),
        (("--methods", "none,zaremba2014,none"), "Method 'none' is named twice"),
        (("--methods", ","), "No method is named"),
        (("--methods", "cell:0.5", "--cell", "gru"), "A GRU has none of the edges of cell:0.5"),
        (("--corpus", "news"), "Corpus 'news' is unknown"),
        (("--corpus", "topics", "--size", "huge"), "has no size 'huge'"),
        (("--corpus", "recall", "--lag", "0"), "lag_steps is 0"),
        (("--corpus", "topics", "--lag", "5"), "takes no lag_steps"),
        (("--corpus", "own"), "Your text is empty"),
        (("--corpus", "own", "--text", "/nowhere/own.txt"), "/nowhere/own.txt can't be read"),
        (("--config", "huge"), "Config 'huge' is unknown"),
        (("--cell", "elman"), "Cell 'elman' is unknown"),
        (("--optimiser", "rmsprop"), "Optimiser 'rmsprop' is unknown"),
        (("--device", "abacus"), "Device 'abacus' is not to be had here"),
        (("--learning-rate", "-1"), "Learning rate -1 is outside"),
        (("--learning-rate", "nan"), "Learning rate nan is outside"),
        (("--epochs", "0"), "epochs = 0 is outside"),
        (("--seconds", "-5"), "A budget of -5 seconds"),
        (("--seconds", "nan"), "A budget of nan seconds"),
        (("--seeds", "0"), "0 seeds are outside"),
        (("--json", "/nowhere/out.json"), "Folder /nowhere does not exist"),
        (("--json", "/"), "/ is a folder"),
    ],
)
def test_what_can_not_be_done_is_refused_in_one_sentence(arguments, sentence, refused):
    options = {"--methods": "none", "--corpus": "brackets"}
    options |= dict(zip(arguments[::2], arguments[1::2], strict=True))
    assert sentence in refused("compare", *(word for pair in options.items() for word in pair))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--plan", "palace"), "Plan 'palace' is unknown; choose from picture"),
        (("--epochs", "0"), "0 epochs are too few; give --epochs 1 or more."),
        (("--threads", "-1"), "-1 threads are too few"),
    ],
)
def test_a_plan_that_can_not_be_followed_is_refused_in_one_sentence(arguments, sentence, refused):
    assert sentence in refused("pretrain", *arguments)


@pytest.mark.parametrize("workers", ["0", "-1"])
def test_a_number_of_workers_below_one_is_refused_in_one_sentence(workers, capsys):
    line = ("compare", "--methods", "none", "--corpus", "brackets", "--workers", workers)
    assert main(list(line)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"{workers} workers" in one_sentence(said.err)


def test_a_corpus_that_can_not_be_downloaded_is_refused(refused, tmp_path):
    said = refused("download", "sotu", str(tmp_path))
    assert said.startswith("Corpus 'sotu' cannot be downloaded; choose one of ptb, wikitext-2")


def test_the_penn_treebank_with_one_byte_changed_is_refused(refused, tmp_path, monkeypatch):
    published = []
    for file in files.PTB.files:
        data = b" the <unk> sold N shares \n" * 300
        digest = hashlib.sha256(data).hexdigest()
        published.append(replace(file, length_bytes=len(data), sha256=digest))
        (tmp_path / file.file).write_bytes(data)
    monkeypatch.setattr(files, "PTB", replace(files.PTB, files=tuple(published)))
    monkeypatch.setenv("RNNVIZ_DATA", str(tmp_path))
    options = ("compare", "--methods", "none", "--corpus", "ptb")
    with pytest.raises(AssertionError, match="training began"):
        main(list(options))

    whole = (tmp_path / "ptb.valid.txt").read_bytes()
    (tmp_path / "ptb.valid.txt").write_bytes(b"!" + whole[1:])
    assert "ptb.valid.txt is not as published: its SHA-256 is" in refused(*options)


def test_a_real_process_ends_with_code_2_and_one_sentence(own):
    done = python_m_rnnviz("compare", "--methods", "none", *own("only three words"))
    assert (done.returncode, done.stdout) == (2, "")
    assert one_sentence(done.stderr).startswith("Your text has too few words (3)")


@pytest.mark.parametrize("line", [["compare"], ["train"], [], ["compare", "--epochs", "abc"]])
def test_a_line_that_can_not_be_read_ends_with_code_2_and_says_how_to_write_it(line, capsys):
    with pytest.raises(SystemExit) as left:
        main(line)
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("usage: python -m rnnviz")
    assert "Traceback" not in said
