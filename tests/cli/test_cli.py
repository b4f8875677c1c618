"""The command line: what it prints, what it writes, and one sentence for whatever can't be done."""

import hashlib
import json
import os
import runpy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rnnviz import __version__, disk
from rnnviz.cli import report
from rnnviz.cli.main import main
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, parse
from rnnviz.errors import InputError
from rnnviz.lm.checkpoint import keep
from rnnviz.lm.configs import CONFIGS, Optimiser
from rnnviz.lm.run import CorpusChoice, Evaluation, Run, StepResult, WorkerFailed
from rnnviz.text import files
from rnnviz.text.corpora import CORPORA

ROOT = Path(__file__).parents[2]
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
        output = capsys.readouterr()
        assert output.out == ""
        return one_sentence(output.err)

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
    output = capsys.readouterr().out
    if command == "compare":
        choices = (*CONFIGS, *Cell, *Optimiser, *(entry.name for entry in CORPORA))
        assert all(choice in output for choice in choices)


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
    assert table[0] == "| method | train | valid | test | best valid | its test | |"
    assert {line.split(" | ")[0] for line in table[2:]} == {"| none", "| input:0.5"}

    written = json.loads(file.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert "dog saw" not in file.read_text(encoding="utf-8")
    assert {row["key"] for row in written["runs"]} == {"none", "input:0.5"}
    for row in written["runs"]:
        assert (row["seed"], row["error"], row["diverged_at_step"]) == (0, None, None)
        assert Run.from_json({name: row[name] for name in FIELDS}).training.epochs == 1
        (point,) = row["curve"]
        line = next(line for line in table if line.startswith(f"| {row['key']} |"))
        for name in ("train", "valid", "test", "test_kept"):
            assert f"{point['evaluation'][name]:.1f}" in line


FIELDS = ("key", "placement", "corpus", "model", "training", "seed")

HUGE = b"word " * 10_000_000  # 50 MB
BAD_TEXTS = {
    "empty": (b"", "Your text is empty"),
    "3 words": (b"only three words", "Your text has too few words (3)"),
    "50 MB": (HUGE, "Your text has 50,000,000 bytes or more; use at most 2,000,000"),
    "NUL bytes": (b"a\0b " * 9_000, "control character '\\x00'"),
    "not UTF-8": (b"\xff\xfe" * 9_000, "is not UTF-8"),
    "one repeated word": (b"word. " * 9_000, "different words occur more than once"),
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
        (("--methods", "input:abc"), "Rate 'abc' on input is not a number"),
        (("--methods", "input:nan"), "Rate nan on input is not a number"),
        (("--methods", "nowhere:0.5"), "Edge 'nowhere' is unknown"),
        (("--methods", "abc"), "Placement 'abc' is neither a method's key"),
        (("--methods", "none,zaremba2014,none"), "Method 'none' is named twice"),
        (("--methods", ","), "No method is given"),
        (("--methods", "cell:0.5", "--cell", "gru"), "A GRU has none of the edges of cell:0.5"),
        (("--corpus", "news"), "Corpus 'news' is unknown"),
        (("--corpus", "topics", "--size", "huge"), "has no size 'huge'"),
        (("--corpus", "recall", "--lag", "0"), "lag_steps is 0"),
        (("--corpus", "topics", "--lag", "5"), "takes no lag_steps"),
        (("--corpus", "own"), "Your text is empty"),
        (("--corpus", "own", "--text", "/nowhere/own.txt"), "/nowhere/own.txt can't be read"),
        (("--config", "huge"), "Config 'huge' is unknown"),
        (("--cell", "elman"), "Cell 'elman' is unknown"),
        (("--optimiser", "rmsprop"), "Optimizer 'rmsprop' is unknown"),
        (("--device", "abacus"), "Device 'abacus' is not available here"),
        (("--learning-rate", "-1"), "Learning rate -1 is outside"),
        (("--learning-rate", "nan"), "Learning rate nan is outside"),
        (("--epochs", "0"), "epochs = 0 is outside"),
        (("--seconds", "-5"), "A budget of -5 seconds"),
        (("--seconds", "nan"), "A budget of nan seconds"),
        (("--seeds", "0"), "0 seeds are outside"),
        (("--json", "/nowhere/out.json"), "Folder /nowhere does not exist"),
        (("--json", "/"), "/ is a folder"),
        (("--json", "/dev/full"), "/dev/full is not an ordinary file"),
        (("--json", "/dev/null/out.json"), "Folder /dev/null does not exist"),
        (("--json", "x" * 300), "can't be written (File name too long)"),
        (("--checkpoints", "/dev/null"), "/dev/null is not a folder"),
        (("--checkpoints", "/dev/null/below"), "/dev/null/below can't be written"),
        (("--change", "none@0=none"), "'none@0=none' is outside the epochs [1, 8]"),
        (
            ("--change", "none@9=input:0.5"),
            "outside the epochs [1, 8]; choose an epoch in this range",
        ),
        (("--change", "other@2=none"), "belongs to no run here"),
    ],
)
def test_what_can_not_be_done_is_refused_in_one_sentence(arguments, sentence, refused):
    options = {"--methods": "none", "--corpus": "brackets"}
    options |= dict(zip(arguments[::2], arguments[1::2], strict=True))
    assert sentence in refused("compare", *(word for pair in options.items() for word in pair))


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "--methods", "none", "--checkpoints", ""),
        ("pretrain", "--checkpoints", " "),
        ("sweep", "dose", "--weights", ""),
        ("import", ""),
    ],
)
def test_an_empty_name_is_not_taken_for_the_folder_one_is_in(arguments, capsys):
    with pytest.raises(SystemExit) as end:  # argparse's own
        main([*arguments])
    assert end.value.code == 2
    assert "the name is empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--plan", "palace"), "Plan 'palace' is unknown; choose from picture"),
        (("--epochs", "0"), "0 epochs are too few; give --epochs 1 or more."),
        (("--threads", "-1"), "-1 threads are too few"),
        (
            ("--only", "foo"),
            "Model 'foo' is not among them; choose from picture-rnn-1, picture-rnn-2",
        ),
        (("--only", "picture-rnn-1,,foo"), "Model 'foo' is not among them"),
        (("--only", ""), "Model '' is not among them"),
        (("--only", "zoo-none"), "Model 'zoo-none' is not among them"),
        (("--check", "--only", "foo"), "Model 'foo' is not among them"),
        (("--checkpoints", "/dev/null"), "/dev/null is not a folder"),
    ],
)
def test_a_plan_that_can_not_be_followed_is_refused_in_one_sentence(arguments, sentence, refused):
    assert sentence in refused("pretrain", *arguments)


@pytest.mark.parametrize("command", [("recall", "--record"), ("cross",)], ids=lambda c: c[0])
@pytest.mark.parametrize("out", ["/dev/full", "/dev/zero", "/", "/nowhere/file", "x" * 300])
def test_a_record_that_can_not_be_kept_is_refused_before_it_is_measured(command, out, refused):
    refused(*command, out)


@pytest.mark.parametrize("option", ["--workers", "--most"])
@pytest.mark.parametrize("command", ["recall", "sweep"])
def test_a_record_of_nothing_is_refused(command, option, refused):
    plan = {"recall": "copying", "sweep": "dose"}[command]
    told = refused(command, plan, option, "0")
    assert told == f"0 {option[2:]} are too few; give {option} 1 or more.\n"


@pytest.mark.parametrize("command", ["recall", "sweep"])
def test_a_plan_that_is_not_there_is_refused_with_those_that_are(command, refused):
    assert "Plan 'palace' is unknown; choose from" in refused(command, "palace")


def last_step(key, evaluation=None, **more):
    """A run's last word."""
    return StepResult(key, 0, 1, 1, 1, 1.0, 1.0, 1.0, 1.0, 1.0, evaluation=evaluation, **more)


FAILED = WorkerFailed("input:0.5", 0, "No memory.")
MEASURED, TESTED = Evaluation(2.0, 3.0), Evaluation(2.0, 3.0, 4.0)
ENDINGS = {
    "both came through": ([last_step("none", TESTED), last_step("input:0.5", TESTED)], 0),
    "one diverged": ([last_step("none", TESTED), last_step("input:0.5", diverged=True)], 1),
    "both diverged": ([last_step("none", diverged=True), last_step("input:0.5", diverged=True)], 1),
    "one failed": ([last_step("none", TESTED), FAILED], 1),
    "one failed late": ([*map(last_step, ("none", "input:0.5"), (TESTED,) * 2), FAILED], 1),
    "one said nothing": ([last_step("none", TESTED)], 1),
    "one never ended": ([last_step("none", TESTED), last_step("input:0.5", MEASURED)], 1),
    "nobody said anything": ([], 1),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_comparison_ends_with_0_if_all_runs_came_through_and_with_1_if_not(
    ending, monkeypatch, capsys, tmp_path
):
    results, code = ENDINGS[ending]
    monkeypatch.setattr(report, "compare", lambda *_, **__: (result for result in results))
    file = tmp_path / "out.json"
    line = ("compare", "--methods", "none,input:0.5", "--corpus", "brackets", "--size", "tiny")
    assert main([*line, "--json", str(file)]) == code
    assert capsys.readouterr().out.startswith("| method | train |")
    assert len(json.loads(file.read_text(encoding="utf-8"))["runs"]) == 2


def test_figures_that_can_not_be_written_in_the_end_are_printed_below_the_table(
    monkeypatch, capsys, tmp_path
):
    def full(path, _text):
        raise InputError(f"{path} can't be written (No space left on device).")

    monkeypatch.setattr(
        report, "compare", lambda *_, **__: (r for r in [last_step("none", TESTED)])
    )
    monkeypatch.setattr(disk, "write_text", full)
    line = ("compare", "--methods", "none", "--corpus", "brackets", "--size", "tiny")
    assert main([*line, "--json", str(tmp_path / "out.json")]) == 1
    told = capsys.readouterr()
    *table, figures = told.out.splitlines()
    assert table[-1].startswith("| none | 2.0 | 3.0")
    assert json.loads(figures)["runs"][0]["curve"][0]["evaluation"]["test"] == 4.0
    assert "No space left on device" in told.err


def test_noise_that_drops_nothing_is_told_before_the_first_run(monkeypatch, capsys):
    monkeypatch.setattr(
        report, "compare", lambda *_, **__: (r for r in [last_step("none", TESTED)])
    )
    line = ("compare", "--methods", "none,zaremba2014", "--corpus", "brackets", "--layers", "1")
    main([*line, "--size", "tiny", "--change", "none@2=between:0.5"])
    first, second, third = capsys.readouterr().err.splitlines()
    assert first.startswith("zaremba2014 drops nothing on between: this LSTM of 1 layer has no")
    assert second.startswith("none@2=between:0.5 drops nothing on between")
    assert third.startswith("2 runs on ")


@pytest.mark.parametrize("spoilt", ["another run", "junk", "folder", "pipe"])
def test_a_checkpoint_that_can_not_be_gone_on_from_is_refused_before_any_training(
    spoilt, refused, own, tmp_path
):
    file = tmp_path / "kept" / "none-0.pt"
    file.parent.mkdir()
    if spoilt == "another run":
        keep({"run": json.dumps(a_run().to_json())}, file)
    elif spoilt == "junk":
        file.write_bytes(b"junk")
    elif spoilt == "folder":
        file.mkdir()
    else:
        os.mkfifo(file)
    words = ("--methods", "none", "--checkpoints", str(file.parent))
    assert str(file) in refused("compare", *words, *own(OWN_TEXT))


def a_run():
    corpus = CorpusChoice("brackets", "tiny")
    return Run("none", parse("none"), corpus, CONFIGS["live"].model, CONFIGS["live"].training)


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONUTF8": "0", "LC_ALL": "C"},
    ],
    ids=str,
)
@pytest.mark.parametrize("line", [("methods",), ("methods", "--json"), ("compare", "--help")])
def test_every_letter_can_be_printed_whatever_the_terminal_knows(environment, line):
    done = python_m_rnnviz(*line, env=os.environ | environment, errors="replace")
    assert (done.returncode, done.stderr) == (0, "")
    if "--json" in line:
        assert [row["idea"] for row in json.loads(done.stdout)] == [m.idea for m in METHODS]


@pytest.mark.parametrize("line", [("methods",), ("methods", "--json")])
def test_a_reader_that_has_gone_ends_it_without_a_word(line):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "rnnviz", *line],
        cwd=ROOT,
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_an_output_that_is_full_is_one_sentence():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "rnnviz", "methods"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "No space left on device" in one_sentence(done.stderr)


def test_an_unknown_command_is_told_those_there_are_and_none_of_the_programs_own(capsys):
    with pytest.raises(SystemExit):
        main(["nonsense"])
    told = capsys.readouterr().err
    assert all(command in told for command in COMMANDS)
    assert "worker" not in told
    assert "pace" not in told


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"rnnviz {__version__}\n"


def test_the_help_tells_what_the_exit_codes_mean(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert all(f"\n  {code}  " in told for code in (0, 1, 2))


@pytest.mark.parametrize("workers", ["0", "-1"])
def test_a_number_of_workers_below_one_is_refused_in_one_sentence(workers, capsys):
    line = ("compare", "--methods", "none", "--corpus", "brackets", "--workers", workers)
    assert main(list(line)) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert f"{workers} workers" in one_sentence(output.err)


def test_a_corpus_that_can_not_be_downloaded_is_refused(refused, tmp_path):
    complaint = refused("download", "sotu", str(tmp_path))
    assert complaint.startswith("Corpus 'sotu' cannot be downloaded; choose one of ptb, wikitext-2")


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
    output = capsys.readouterr().err
    assert output.startswith("usage: python -m rnnviz")
    assert "Traceback" not in output


def test_the_app_starts_streamlit_with_what_was_asked_and_says_where_to_get_it(monkeypatch, capsys):
    began = []
    monkeypatch.setattr(sys, "argv", ["rnnviz"])
    monkeypatch.setattr(runpy, "run_module", lambda name, **_: began.append((name, sys.argv[1:])))
    assert main(["app", "--port", "8600", "--headless"]) == 0
    settings = ["--server.port=8600", "--server.headless=true"]
    assert began == [("streamlit", ["run", str(ROOT / "app.py"), *settings])]
    monkeypatch.setattr("rnnviz.cli.app.find_spec", lambda _name: None)
    assert main(["app"]) == 2
    assert "pip install 'rnnviz[app]'" in one_sentence(capsys.readouterr().err)
