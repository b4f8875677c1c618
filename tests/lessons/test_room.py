"""The folder of a run goes away, whatever was left in it."""

import os

from rnnviz.lessons.room import MOST_FILES, MOST_MEGABYTES, overfull, room


def nested(folder, deep, name="a"):
    at = os.open(folder, os.O_RDONLY)
    for _ in range(deep):
        os.mkdir(name, dir_fd=at)
        below = os.open(name, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)


def test_an_empty_folder_is_given_and_taken_away():
    with room() as folder:
        assert not list(folder.iterdir())
        assert folder.parent.stat().st_mode & 0o777 == 0o700
    assert not folder.parent.exists()


def test_what_is_nested_deeper_than_a_path_can_say_goes_away():
    with room() as folder:
        nested(folder, 1001)  # beyond what calls itself
        nested(folder, 20, "b" * 255)
        assert overfull(folder)
    assert not folder.parent.exists()


def test_what_nobody_may_read_goes_away():
    with room() as folder:
        for mode in (0, 0o100, 0o300, 0o400, 0o500):
            (folder / str(mode) / "a" / "b").mkdir(parents=True)
            (folder / str(mode) / "c").touch(0)
            (folder / str(mode) / "a").chmod(mode)
            (folder / str(mode)).chmod(mode)
        folder.chmod(0)
    assert not folder.parent.exists()


def test_many_files_and_links_go_away_but_not_what_they_point_to(tmp_path):
    (tmp_path / "kept").touch()
    with room() as folder:
        for number in range(2 * MOST_FILES):
            (folder / str(number)).touch()
        (folder / "link").symlink_to(tmp_path)
        (folder / "inner").mkdir()
        (folder / "inner" / "link").symlink_to(tmp_path / "kept")
        os.mkfifo(folder / "pipe")
        assert overfull(folder)
    assert not folder.parent.exists()
    assert (tmp_path / "kept").exists()


def test_what_can_not_be_removed_stops_nobody(monkeypatch):
    def fail(*_):
        raise PermissionError

    with room() as folder:
        monkeypatch.setattr("rnnviz.lessons.room.Path.rmdir", fail)
    monkeypatch.undo()
    folder.rmdir()
    folder.parent.rmdir()


def test_it_is_overfull_beyond_its_files_or_its_megabytes():
    with room() as folder:
        for number in range(MOST_FILES):
            (folder / str(number)).touch()
        assert not overfull(folder)
        (folder / "0").write_bytes(bytes(MOST_MEGABYTES + 1 << 20))
        assert overfull(folder)
        (folder / "0").write_bytes(b"")
        (folder / "one more").touch()
        assert overfull(folder)
