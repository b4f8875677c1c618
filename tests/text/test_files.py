import zipfile
from http.client import IncompleteRead, RemoteDisconnected
from socket import gaierror
from urllib.error import HTTPError, URLError

import pytest

from rnnviz.errors import InputError
from rnnviz.text import download as download_module
from rnnviz.text import files
from rnnviz.text.corpora import load
from rnnviz.text.download import download
from rnnviz.text.vocab import END


def pack(held, folder="", damage=b""):
    """The fake's files moved into its zip, which is returned."""
    archive = held.place / held.release.archive
    with zipfile.ZipFile(archive, "w") as packed:
        for file in held.release.files:
            path = held.place / file.file
            packed.writestr(folder + file.file, path.read_bytes() + damage)
            path.unlink()
    return archive


@pytest.mark.parametrize("release", files.RELEASES, ids=lambda release: release.name)
def test_the_published_counts_come_out_with_every_type_in_the_vocabulary(hold, release):
    held = hold(release)
    corpus = load(release.name)
    assert (len(corpus.train), len(corpus.valid), len(corpus.test)) == held.counts
    assert len(corpus.vocabulary) == held.release.types
    assert (corpus.train == corpus.vocabulary.unknown_id).any()  # only where the files say <unk>


def test_lines_end_with_eos_and_keep_their_unknown_words_and_numbers(fake):
    corpus = load(fake.release.name)
    line = ("the", "<unk>", "sold", "N", "shares", END)
    assert corpus.vocabulary.decode(corpus.valid[:12]) == line * 2
    assert tuple(map(len, (corpus.train, corpus.valid, corpus.test))) == fake.counts


@pytest.mark.parametrize("folder", ["", "inside/"])
def test_a_zip_gives_what_the_files_give(fake, folder, monkeypatch):
    loose = load(fake.release.name).sha256
    archive = pack(fake, folder)
    assert load(fake.release.name).sha256 == loose
    monkeypatch.setenv("RNNVIZ_DATA", str(archive))
    assert load(fake.release.name).sha256 == loose


def test_one_changed_byte_is_noticed(fake):
    path = fake.place / fake.release.files[1].file
    path.write_bytes(path.read_bytes().replace(b"sold", b"told", 1))
    with pytest.raises(InputError, match=rf"{path.name} is not as published.* fetch it again"):
        load(fake.release.name)


def test_a_longer_file_in_a_zip_is_noticed_without_being_unpacked_whole(fake):
    pack(fake, damage=b"x" * 5_000_000)
    with pytest.raises(InputError, match="is not as published"):
        load(fake.release.name)


def test_a_missing_file_is_named(fake):
    missing = fake.place / fake.release.files[2].file
    missing.unlink()
    with pytest.raises(InputError, match=rf"{missing.name} is missing in .* put it there"):
        load(fake.release.name)


def test_a_zip_without_the_file_is_named(fake):
    archive = pack(fake)
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("other.txt", "words")
    with pytest.raises(InputError, match=r"is missing in .* use a zip that holds it"):
        load(fake.release.name)


@pytest.mark.parametrize("content", [b"", b"no zip at all", "half"])
def test_a_zip_that_is_none_or_half_of_one_is_named(fake, content):
    archive = pack(fake)
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2] if content == "half" else content)
    with pytest.raises(InputError, match="is not a zip file"):
        load(fake.release.name)


def test_a_zip_with_a_damaged_middle_is_named(fake):
    archive = pack(fake)
    data = bytearray(archive.read_bytes())
    data[100] ^= 0xFF  # inside the first file's text
    archive.write_bytes(data)
    with pytest.raises(InputError, match="is not a zip file, or is damaged"):
        load(fake.release.name)


@pytest.mark.parametrize("setting", [None, "", "/no/such/folder"])
def test_without_a_place_the_sentence_says_what_to_set(fake, monkeypatch, setting):
    monkeypatch.delenv("RNNVIZ_DATA")
    if setting is not None:
        monkeypatch.setenv("RNNVIZ_DATA", setting)
    with pytest.raises(InputError, match=f"RNNVIZ_DATA.*{fake.release.archive}"):
        load(fake.release.name)


class Answer:
    """What urlopen gives back, without a network."""

    def __init__(self, data, address):
        self.data, self.address = data, address

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def geturl(self):
        return self.address

    def read(self, limit):
        return self.data[:limit]


@pytest.fixture
def network(fake, monkeypatch, tmp_path_factory):
    """A network that serves the fake's files from memory, and the folder to download to."""
    served = {file.address: (fake.place / file.file).read_bytes() for file in fake.release.files}
    asked = []

    def urlopen(address, timeout):
        assert timeout > 0
        asked.append(address)
        data = served[address]
        if isinstance(data, Exception):
            raise data
        return Answer(*data) if isinstance(data, tuple) else Answer(data, address)

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    monkeypatch.setattr(download_module, "RELEASES", (fake.release,))
    return fake.release, served, asked, tmp_path_factory.mktemp("downloaded") / "new"


def test_a_download_is_what_load_reads_and_is_not_repeated(network, monkeypatch):
    release, _, asked, folder = network
    paths = download(release.name, folder)
    assert [path.name for path in paths] == [file.file for file in release.files]
    monkeypatch.setenv("RNNVIZ_DATA", str(folder))
    assert load(release.name).train.size
    assert download(release.name, folder) == paths
    assert len(asked) == 3


@pytest.mark.parametrize("address_data", [b"<html>404</html>", b""], ids=["another", "empty"])
def test_a_wrong_answer_is_never_written(network, address_data):
    release, served, _, folder = network
    served[release.files[0].address] = address_data
    with pytest.raises(InputError, match="other data than was published"):
        download(release.name, folder)
    assert list(folder.iterdir()) == []


FAILURES = (
    (TimeoutError("timed out"), "timed out"),
    (URLError(gaierror(-2, "Name or service not known")), "Name or service not known"),
    (URLError(ConnectionRefusedError(111, "Connection refused")), "Connection refused"),
    (URLError("unknown url type"), "unknown url type"),
    (URLError(TimeoutError()), "TimeoutError"),
    (HTTPError("https://a", 404, "Not Found", {}, None), "the server says 404 Not Found"),
    (IncompleteRead(b"half", 10), r"IncompleteRead\(4 bytes read, 10 more expected\)"),
    (RemoteDisconnected("Remote end closed"), "Remote end closed"),
)


@pytest.mark.parametrize(("error", "complaint"), FAILURES)
def test_a_failing_network_is_said_with_the_address(network, error, complaint):
    release, served, _, folder = network
    served[release.files[1].address] = error
    with pytest.raises(InputError, match=rf"https://.* cannot be fetched \({complaint}\)"):
        download(release.name, folder)


def test_a_redirect_away_from_https_is_refused(network):
    release, served, _, folder = network
    first = release.files[0].address
    served[first] = (served[first], "http://elsewhere.example/file")
    with pytest.raises(InputError, match="redirects away from https"):
        download(release.name, folder)


def test_a_folder_that_cannot_be_made_is_named(network, tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(InputError, match="taken is not a folder; name another"):
        download(network[0].name, tmp_path / "taken")


def test_what_cannot_be_downloaded_is_named(tmp_path):
    with pytest.raises(InputError, match="'sotu' cannot be downloaded; choose one of ptb, wiki"):
        download("sotu", tmp_path)


def test_every_address_is_https():
    published = [file for release in files.RELEASES for file in release.files]
    assert all(file.address.startswith("https://") for file in published)
