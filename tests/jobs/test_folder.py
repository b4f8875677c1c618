"""Where runs are kept: for nobody else to read, with no trace of what was deleted."""

import errno
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from rnnviz.jobs.file import FILE, READ, WRITE, StoreError
from rnnviz.jobs.folder import unusable
from rnnviz.jobs.job import State
from rnnviz.jobs.store import Store
from rnnviz.lm.run import CorpusChoice

OWN = "nobody else may ever read the word xylophonist "


@pytest.fixture
def add_text(store, runs, pace):
    """A function that queues an experiment on somebody's own long text; its id."""

    def add(words=OWN):
        own = [replace(run, corpus=CorpusChoice("own", text=words * 5_000)) for run in runs()]
        return store.add("ann", "xylophonist's", own, pace)

    return add


def everything(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def modes(folder):
    return {path: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}


def with_files(store, id_):
    """What workers leave: a checkpoint with the text in it, half of one, a model."""
    for job in store.experiment("ann", id_).jobs:
        place = store.place(job)
        place.mkdir(parents=True)
        for path in (place / "card.json", place.with_suffix(".pt"), place.with_suffix(".part")):
            path.write_text(OWN)


def test_of_a_deleted_text_nothing_is_left_in_any_file(store, add_text, submit):
    kept = submit()
    with closing(store.file.kept_open()):
        id_ = add_text()
        with_files(store, id_)
        assert b"xylophonist" in everything(store.home)
        store.delete("ann", id_)
        store.tidy(id_)
        assert b"xylophonist" not in everything(store.home)
    assert b"xylophonist" not in everything(store.home)
    assert store.experiment("ann", kept)


def test_what_a_reader_keeps_from_being_overwritten_is_overwritten_when_it_is_gone(store, add_text):
    id_ = add_text()
    with store.file.open(READ) as reader:
        reader.execute("SELECT text FROM experiments").fetchone()
        store.delete("ann", id_)
        assert not store.file.scrub()
    assert store.file.scrub()
    assert b"xylophonist" not in everything(store.home)


def test_what_was_deleted_before_deleting_meant_overwriting_is_overwritten(store, add_text):
    id_ = add_text()
    with closing(sqlite3.connect(store.home / FILE)) as old, old:
        old.execute("PRAGMA secure_delete = OFF")
        old.execute("DELETE FROM experiments WHERE id = ?", (id_,))
        old.execute("PRAGMA user_version = 0")
    assert b"xylophonist" in everything(store.home)
    assert store.file.scrub()
    assert b"xylophonist" not in everything(store.home)


@pytest.mark.parametrize("state", [State.STOPPED, State.DONE])
def test_when_a_run_is_over_its_checkpoint_goes_and_half_of_one_too(store, add_text, state):
    id_ = add_text()
    with_files(store, id_)
    for job in store.experiment("ann", id_).jobs:
        store.put(job.id, state)
    store.tidy(id_)
    left = {path.suffix for path in store.home.rglob("*")}
    assert not {".pt", ".part"} & left
    assert ".json" in left


def test_a_server_that_ends_before_the_files_are_gone_leaves_a_mark(store, add_text, submit):
    id_, other = add_text(), submit()
    with_files(store, id_)
    store.delete("ann", id_)
    store.delete("bob", other)  # not hers
    assert Store(store.home).forgotten() == {id_, other}
    for marked in (id_, other):
        store.tidy(marked)
    assert store.forgotten() == set()
    assert not (store.home / id_).exists()
    assert store.experiment("ann", other)


def test_a_new_folder_is_for_nobody_else(tmp_path, pace, runs):
    store = Store(tmp_path / "a" / "b")
    store.add("ann", "", runs(), pace)
    with closing(store.file.kept_open()):
        rights = modes(store.home)
    assert rights.pop(store.home) == 0o700
    assert set(rights.values()) == {0o600}


def test_a_folder_that_others_could_read_is_shut_and_what_is_not_ours_in_it_left(store, add_text):
    with_files(store, add_text())
    stranger = store.home / "notes.txt"
    stranger.touch()
    (store.home / "elsewhere").symlink_to(stranger.parent.parent)
    open_to_all = modes(store.home.parent)
    for path in (store.home, *store.home.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    store.file.prepare()
    rights = modes(store.home)
    assert rights.pop(store.home) == 0o700
    assert rights.pop(stranger) == 0o644
    del rights[store.home / "elsewhere"]
    assert all(mode == (0o700 if path.is_dir() else 0o600) for path, mode in rights.items())
    assert open_to_all[store.home.parent] == store.home.parent.stat().st_mode & 0o777


def test_a_folder_for_all_stays_one(store):
    store.file.prepare()
    store.home.chmod(0o1777)
    store.file.prepare()
    assert store.home.stat().st_mode & 0o7777 == 0o1777


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "free some space"),
        (PermissionError(errno.EACCES, "Permission denied"), "let the user that runs this server"),
        (OSError(errno.EROFS, "Read-only file system"), "let the user that runs this server"),
        (FileExistsError(errno.EEXIST, "File exists"), "move what is there out of the way"),
        (OSError(errno.ENAMETOOLONG, "File name too long"), "name another folder"),
    ],
)
def test_a_folder_that_cannot_be_used_is_said_with_what_helps(error, advice, tmp_path):
    complaint = str(unusable(tmp_path, error))
    assert advice in complaint
    assert ("free some space" in complaint) == (error.errno == errno.ENOSPC)
    assert complaint.endswith("name another folder in RNNVIZ_RUNS.")
    str(unusable(tmp_path / "\udcff", error)).encode()  # a name that is no text


@pytest.mark.parametrize(
    ("pragma", "advice"),
    [("max_page_count = 1", "free some space"), ("query_only = ON", "let the user that runs")],
)
def test_a_full_disk_is_told_from_a_record_that_may_not_be_written(store, submit, pragma, advice):
    def write():
        with store.file.open(WRITE) as db:
            db.execute(f"PRAGMA {pragma}")
            db.execute("CREATE TABLE more AS SELECT zeroblob(1000000)")

    submit()
    with pytest.raises(StoreError, match=advice):
        write()
    assert store.active()
