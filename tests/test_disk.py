"""Files of somebody's: what is refused before it is read, what is written whole or not at all."""

import os
from errno import EACCES
from pathlib import Path

import pytest

from rnnviz.disk import check_file, check_folder, read_bytes, read_text, write_text
from rnnviz.errors import InputError


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/full", "pipe", "link to /dev/zero", "folder"])
def test_what_is_no_ordinary_file_is_neither_read_nor_written(name, tmp_path):
    path = Path(name) if name.startswith("/") else tmp_path / name.replace("/", "-")
    if name == "pipe":
        os.mkfifo(path)
    elif name == "folder":
        path.mkdir()
    elif name.startswith("link"):
        path.symlink_to("/dev/zero")
    with pytest.raises(InputError, match="not an ordinary file"):
        read_bytes(path, 100)
    with pytest.raises(InputError, match=r"not an ordinary file|is a folder"):
        check_file(path)


def test_a_file_of_just_the_most_bytes_is_read_and_one_with_more_is_not(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"x" * 100)
    assert read_bytes(path, 100) == b"x" * 100
    with pytest.raises(InputError, match="more than 99 bytes; name another file"):
        read_bytes(path, 99)


def test_a_file_whose_size_the_system_does_not_say_is_not_read_without_end():
    with pytest.raises(InputError, match="more than 10 bytes"):
        read_bytes(Path("/proc/self/status"), 10)


def test_bytes_that_are_no_text_are_no_text(tmp_path):
    (tmp_path / "file").write_bytes(b"\xff")
    with pytest.raises(InputError, match="is not UTF-8 text"):
        read_text(tmp_path / "file")


def test_a_mark_before_a_text_is_none_of_it(tmp_path):
    (tmp_path / "file").write_bytes(b"\xef\xbb\xbftitle = 1")
    assert read_text(tmp_path / "file") == "title = 1"


def test_a_file_is_replaced_whole_through_a_link_and_nothing_else_stays(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("before")
    link.symlink_to(real)
    check_file(link)
    write_text(link, "after ×")
    assert real.read_text(encoding="utf-8") == "after ×"
    assert link.is_symlink()
    assert sorted(tmp_path.iterdir()) == [link, real]


@pytest.mark.parametrize("name", ["x" * 300, "nowhere/file", "file/below"])
def test_a_place_that_can_have_no_file_is_refused_in_a_sentence(name, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"can't be written|does not exist"):
        check_file(tmp_path / name)


def test_a_folder_that_is_a_file_or_below_one_is_refused_and_another_is_made(tmp_path):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(InputError, match=r"is not a folder|can't be written"):
            check_folder(folder)
    check_folder(tmp_path / "new" / "one")
    assert list((tmp_path / "new" / "one").iterdir()) == []


def test_a_folder_without_permission_is_refused(tmp_path, monkeypatch):
    def forbidden(*_):
        raise PermissionError(EACCES, "Permission denied")  # root may write everywhere

    monkeypatch.setattr(Path, "write_bytes", forbidden)
    for refuse in (check_folder, lambda folder: check_file(folder / "file")):
        with pytest.raises(InputError, match="can't be written"):
            refuse(tmp_path)
