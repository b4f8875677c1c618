"""A language model of somebody's own is the same model in its new folder."""

from types import SimpleNamespace

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from rnnviz.cli.main import main
from rnnviz.core.masks import Masks
from rnnviz.errors import InputError
from rnnviz.text.corpora import load as load_corpus
from rnnviz.zoo import downloads, models
from rnnviz.zoo.again import measure_again
from rnnviz.zoo.importing import converted

WORDS = 40


class Theirs(nn.Module):
    """A language model as people write it, each layer as wide as it likes."""

    def __init__(self, kind, inputs, widths, *, tied=False, bias=True):
        super().__init__()
        self.encoder = nn.Embedding(WORDS, inputs)
        sizes = zip([inputs, *widths], widths)  # noqa: B905 -- the last has nothing above
        self.rnns = nn.ModuleList([kind(i, h, bias=bias) for i, h in sizes])
        self.decoder = nn.Linear(widths[-1], WORDS, bias=bias)
        if tied:
            self.decoder.weight = self.encoder.weight

    def forward(self, x):
        x = self.encoder(x)
        for rnn in self.rnns:
            x, _ = rnn(x)
        return self.decoder(x)

    def tensors(self):
        return {name: value.clone() for name, value in self.state_dict().items()}


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
@pytest.mark.parametrize(
    ("inputs", "widths", "tied"),
    [(6, [6, 6], True), (4, [7], False), (9, [5, 5], False), (6, [8, 11, 6], True)],
)
@pytest.mark.parametrize("bias", [True, False])
def test_a_model_of_any_widths_computes_what_it_computed(kind, inputs, widths, tied, bias):
    torch.manual_seed(0)
    theirs = Theirs(kind, inputs, widths, tied=tied, bias=bias)
    ours = converted(theirs.tensors(), WORDS)
    assert ours.config.tied is tied
    tokens = torch.randint(WORDS, (7, 3))
    with torch.no_grad():
        found = ours.trace(tokens, ours.zero_state(3), Masks()).logits
        torch.testing.assert_close(found, theirs(tokens), rtol=1e-5, atol=1e-6)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A model of the most frequent words of a text, in the two files of its owner."""
    monkeypatch.setenv("RNNVIZ_RUNS", str(tmp_path / "runs"))
    torch.manual_seed(0)
    words = [*load_corpus("sotu", "tiny", words=WORDS).vocabulary.words]
    words[1] = "</s>"
    (tmp_path / "words.txt").write_text("\n".join(words) + "\n")
    save_file(Theirs(nn.LSTM, 4, [6, 6]).tensors(), tmp_path / "mine.safetensors")
    given = [str(tmp_path / "mine.safetensors"), "--vocab", str(tmp_path / "words.txt")]
    return SimpleNamespace(path=tmp_path, arguments=["import", *given, "--end", "</s>"])


def test_an_imported_model_is_a_folder_that_loads_again_under_any_names(files, capsys):
    assert main([*files.arguments, "--placement", "zaremba2014"]) == 0
    assert "Explore page offers it" in capsys.readouterr().out
    folder = files.path / "runs" / "imported" / "mine"
    there = models.load(folder)
    assert there.card.vocabulary[:2] == ("<unk>", "<eos>")
    assert "between" in str(there.card.placement)
    (folder / "card.json").rename(files.path / "imported-mine.json")
    (folder / "model.safetensors").rename(files.path / "imported-mine (1).safetensors")
    again = downloads.load(files.path / "imported-mine.json")
    assert again.card == there.card
    assert measure_again(again).same


def test_what_names_do_not_tell_a_map_does(files):
    model = Theirs(nn.GRU, 6, [6]).tensors()
    model["a"], model["b"] = model.pop("encoder.weight"), model.pop("decoder.weight")
    save_file(model, files.path / "mine.safetensors")
    assert main(files.arguments) == 2
    (files.path / "names.txt").write_text("embedding = a\ndecoder = b\n")
    assert main([*files.arguments, "--map", str(files.path / "names.txt")]) == 0


REFUSED = {
    "two directions": ({"rnn.weight_ih_l0_reverse": (4, 4)}, "second direction"),
    "no layers": ({"encoder.weight": (WORDS, 4)}, "no weight_ih_l0"),
    "half a layer": ({"rnn.weight_ih_l0": (16, 4)}, "has no rnn.weight_hh_l0"),
    "no table": ({"rnn.weight_ih_l0": (16, 4), "rnn.weight_hh_l0": (16, 4)}, "can't be told"),
    "no cell": (
        {"e": (WORDS, 4), "rnn.weight_ih_l0": (8, 4), "rnn.weight_hh_l0": (8, 4)},
        "no LSTM, GRU or RNN",
    ),
    "no chain": (
        {"e": (WORDS, 5), "rnn.weight_ih_l0": (16, 4), "rnn.weight_hh_l0": (16, 4)},
        "fits what is below it",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_tensors_that_are_no_language_model_are_refused_in_a_sentence(name):
    shapes, said = REFUSED[name]
    with pytest.raises(InputError, match=said):
        converted({name: torch.zeros(shape) for name, shape in shapes.items()}, WORDS)


@pytest.mark.parametrize(
    ("content", "said"),
    [("a\na\n<unk>\n</s>", "twice"), ("a\nb\n</s>", "--unknown"), ("a\n<unk>", "--end")],
)
def test_a_list_of_words_that_is_none_is_refused(files, content, said, capsys):
    (files.path / "words.txt").write_text(content)
    assert main(files.arguments) == 2
    assert said in capsys.readouterr().err


def test_nothing_is_unpickled(files, capsys):
    torch.save({"x": torch.zeros(3)}, files.path / "mine.safetensors")
    assert main(files.arguments) == 2
    assert "no safetensors file" in capsys.readouterr().err
