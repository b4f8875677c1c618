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
        logits = ours.trace(tokens, ours.zero_state(3), Masks()).logits
        torch.testing.assert_close(logits, theirs(tokens), rtol=1e-5, atol=1e-6)


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


_SOUND = {"embedding": (WORDS, 3), "weight_ih_l0": (12, 3), "weight_hh_l0": (12, 3)}
REFUSED = {
    "two directions": ({"rnn.weight_ih_l0_reverse": (4, 4)}, "second direction"),
    "no layers": ({"encoder.weight": (WORDS, 4)}, "no weight_ih_l0"),
    "half a layer": ({"rnn.weight_ih_l0": (16, 4)}, "has no rnn.weight_hh_l0"),
    "no table": ({"rnn.weight_ih_l0": (16, 4), "rnn.weight_hh_l0": (16, 4)}, "can't be told"),
    "no cell": (
        {"e": (WORDS, 4), "rnn.weight_ih_l0": (8, 4), "rnn.weight_hh_l0": (8, 4)},
        "no LSTM's, GRU's or RNN's",
    ),
    "no chain": (
        {"e": (WORDS, 5), "rnn.weight_ih_l0": (16, 4), "rnn.weight_hh_l0": (16, 4)},
        "fits what is beside it and below it",
    ),
    "a layer left out": (
        _SOUND | {"weight_ih_l2": (12, 3), "weight_hh_l2": (12, 3)},
        "has no weight_ih_l1",
    ),
    "recurrent weights of one axis": (_SOUND | {"weight_hh_l0": (12,)}, "no LSTM's, GRU's"),
    "of three": (_SOUND | {"weight_hh_l0": (12, 3, 1)}, "no LSTM's, GRU's"),
    "of no units": (_SOUND | {"weight_hh_l0": (0, 0)}, "no LSTM's, GRU's"),
    "inputs of three": (_SOUND | {"weight_ih_l0": (12, 3, 1)}, "weight_ih of shape"),
    "inputs of no axis": (_SOUND | {"weight_ih_l0": ()}, "weight_ih of shape"),
    "a bias too short": (_SOUND | {"bias_ih_l0": (7,)}, "bias_ih of shape"),
    "a bias of two axes": (_SOUND | {"bias_hh_l0": (12, 1)}, "bias_hh of shape"),
    "a GRU above an LSTM": (
        _SOUND | {"weight_ih_l1": (12, 3), "weight_hh_l1": (9, 3)},
        "weight_hh of shape",
    ),
    "recurrent weights of other units": (
        _SOUND | {"weight_ih_l1": (12, 3), "weight_hh_l1": (12, 2)},
        "Layer 2 has weight_ih of shape",
    ),
}


@pytest.mark.parametrize(
    ("extra", "named"),
    [
        ({"norm.weight": (6,), "norm.bias": (6,)}, "norm.weight.*norm.bias"),
        ({"mid.weight": (6, 6)}, "mid.weight"),
        ({"scale": ()}, "scale"),
        ({"kernel": (2, 3, 4)}, "kernel"),
        ({"rnns.0.weight_hh_l0_raw": (24, 6)}, "weight_hh_l0"),
    ],
)
def test_no_tensor_is_left_out_of_what_the_model_computes(extra, named):
    torch.manual_seed(0)
    tensors = Theirs(nn.LSTM, 6, [6]).tensors()
    assert converted(tensors, WORDS)
    tensors |= {name: torch.randn(shape) for name, shape in extra.items()}
    with pytest.raises(InputError, match=f"holds .*{named}.* save the file without"):
        converted(tensors, WORDS)


def test_a_copy_of_the_embedding_is_no_tensor_more():
    tensors = Theirs(nn.LSTM, 6, [6]).tensors()
    tensors["encoder_dp.emb.weight"] = tensors["encoder.weight"].clone()
    tensors["embedding"] = tensors.pop("encoder.weight")
    assert converted(tensors, WORDS)


@pytest.mark.parametrize(
    ("lower", "upper"), [("input_rnn", "hidden_rnn"), ("rnn", "rnn2"), ("a1.rnn", "b2.rnn")]
)
def test_modules_whose_names_tell_no_order_are_ordered_by_a_map(lower, upper, files, capsys):
    theirs = Theirs(nn.GRU, 6, [6, 6])
    called = {
        name: name.replace("rnns.0", lower).replace("rnns.1", upper) for name in theirs.tensors()
    }
    tensors = {called[name]: tensor for name, tensor in theirs.tensors().items()}
    save_file(tensors, files.path / "mine.safetensors")
    assert main(files.arguments) == 2
    printed = capsys.readouterr().err
    assert all(name in printed for name in (lower, upper, "--map"))
    lines = [f"{ours} = {name}" for ours, name in called.items() if "rnns" in ours]
    (files.path / "names.txt").write_text("\n".join(lines))
    assert main([*files.arguments, "--map", str(files.path / "names.txt")]) == 0
    ours = models.load(files.path / "runs" / "imported" / "mine").model
    tokens = torch.randint(WORDS, (7, 3))
    with torch.no_grad():
        logits = ours.trace(tokens, ours.zero_state(3), Masks()).logits
        torch.testing.assert_close(logits, theirs(tokens), rtol=1e-4, atol=1e-5)


def test_numbers_in_names_order_modules_as_they_count():
    torch.manual_seed(0)
    theirs = Theirs(nn.RNN, 6, [6, 6])
    there = {"rnns.0": "rnns.9", "rnns.1": "rnns.10"}
    tensors = {there.get(n[:6], n[:6]) + n[6:]: t for n, t in theirs.tensors().items()}
    ours = converted(tensors, WORDS)
    tokens = torch.randint(WORDS, (4, 2))
    with torch.no_grad():
        logits = ours.trace(tokens, ours.zero_state(2), Masks()).logits
        torch.testing.assert_close(logits, theirs(tokens), rtol=1e-5, atol=1e-6)


def test_what_is_taken_for_granted_or_replaced_is_said(files, capsys):
    assert main(files.arguments) == 0
    assert main(files.arguments) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "tanh" not in first + second
    assert "in place of" not in first
    assert "in place of the model mine" in second
    save_file(Theirs(nn.RNN, 4, [4]).tensors(), files.path / "mine.safetensors")
    assert main([*files.arguments, "--name", "plain"]) == 0
    assert "tanh is taken" in capsys.readouterr().out


@pytest.mark.parametrize("more", ["\n", "last\n"])
def test_a_list_of_other_words_than_the_model_has_is_refused_with_both_numbers(more, files, capsys):
    words = files.path / "words.txt"
    words.write_text(words.read_text() + more)
    assert main(files.arguments) == 2
    printed = capsys.readouterr().err
    assert f"{WORDS + 1} words, and no tensor has as many rows" in printed
    assert f"encoder.weight ({WORDS}, 4)" in printed


def test_a_map_names_parts_of_a_model_alone(files, capsys):
    names = files.path / "names.txt"
    for text, code in (
        ("embeding = encoder.weight\n", 2),
        ("embedding = encoder.weight\ndecoder_bias = decoder.bias\n", 0),
    ):
        names.write_text(text)
        assert main([*files.arguments, "--map", str(names)]) == code
        assert ("'embeding'" in capsys.readouterr().err) == (code == 2)


@pytest.mark.parametrize("name", REFUSED)
def test_tensors_that_are_no_language_model_are_refused_in_a_sentence(name):
    shapes, complaint = REFUSED[name]
    with pytest.raises(InputError, match=complaint):
        converted({name: torch.zeros(shape) for name, shape in shapes.items()}, WORDS)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("a\na\n<unk>\n</s>", "twice"),
        ("\n".join(map(str, [*range(300_000), 299_999])), "'299999' twice"),
        ("a\nb\n</s>", "--unknown"),
        ("a\n<unk>", "--end"),
    ],
)
def test_a_list_of_words_that_is_none_is_refused(files, content, complaint, capsys):
    (files.path / "words.txt").write_text(content)
    assert main(files.arguments) == 2
    assert complaint in capsys.readouterr().err


def test_a_map_may_give_a_tensor_two_names_but_no_two_tensors_one(files, capsys):
    model = Theirs(nn.RNN, 4, [4]).tensors()
    model["a"], model["b"] = model.pop("encoder.weight"), model.pop("decoder.weight")
    save_file(model, files.path / "mine.safetensors")
    names = files.path / "names.txt"
    for text in ("embedding = a\ndecoder = a\n", "embedding = b\ndecoder = a\n"):
        names.write_text(text)
        assert main([*files.arguments, "--map", str(names)]) == 0
    for text in ("embedding = a\nembedding = b\n", "a = b\n"):
        names.write_text(text)
        assert main([*files.arguments, "--map", str(names)]) == 2
        assert "two tensors the name" in capsys.readouterr().err


def test_a_mark_before_the_words_is_none_of_them(files):
    words = files.path / "words.txt"
    words.write_bytes(b"\xef\xbb\xbf" + words.read_bytes())
    assert main(files.arguments) == 0


@pytest.mark.parametrize("kind", [torch.bfloat16, torch.float64, torch.float8_e4m3fn])
def test_weights_may_be_numbers_of_any_kind(files, kind):
    model = {name: weight.to(kind) for name, weight in Theirs(nn.GRU, 4, [4]).tensors().items()}
    save_file(model, files.path / "mine.safetensors")
    assert main(files.arguments) == 0


@pytest.mark.parametrize("name", ["../up", "a b", "x" * 300, "文" * 80, "a\n", "."])
def test_what_can_name_no_folder_names_no_model(files, name, capsys):
    assert main([*files.arguments, "--name", name]) == 2
    assert "is no name for a model" in capsys.readouterr().err


def test_a_folder_that_can_not_be_written_is_said_before_the_model_is_measured(files, capsys):
    (files.path / "runs").write_text("a file")
    assert main(files.arguments) == 2
    assert "runs" in capsys.readouterr().err


def test_nothing_is_unpickled(files, capsys):
    torch.save({"x": torch.zeros(3)}, files.path / "mine.safetensors")
    assert main(files.arguments) == 2
    assert "no safetensors file" in capsys.readouterr().err
