"""A tar of all runs to stdout, while the server goes on; the record is that of one moment.

docker compose exec -T app python docker/backup.py > new.tar && mv new.tar runs.tar
"""  # noqa: INP001 -- for the image alone

import os
import sqlite3
import sys
import tarfile
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

RECORD = "runs.sqlite"


def private(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nobody else reads what is unpacked: texts are visitors' own."""
    member.mode &= 0o700
    return member


def backup(home: Path, tar: tarfile.TarFile) -> None:
    """Add the record, copied as SQLite does it beside a writer, and then each experiment's files.

    A file that goes away meanwhile is of no more use; nothing is ever written by half.
    """
    with TemporaryDirectory() as folder:
        copy = Path(folder) / RECORD
        with (
            closing(sqlite3.connect(home / RECORD)) as source,
            closing(sqlite3.connect(copy)) as to,
        ):
            source.backup(to)
        tar.add(copy, RECORD, filter=private)
    for file in sorted(home.glob("*/**/*")):
        try:
            tar.add(file, file.relative_to(home), recursive=False, filter=private)
        except FileNotFoundError:
            continue


if __name__ == "__main__":
    runs = Path(os.environ.get("RNNVIZ_RUNS", ""))
    if not (runs / RECORD).is_file():
        sys.exit(f"{runs / RECORD} isn't there; set RNNVIZ_RUNS to the folder of the runs.")
    with tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as stream:
        backup(runs, stream)
