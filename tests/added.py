"""Run in a copy of the tree in which `test_additions` has made each addition: does it work?

Prints JSON: for each addition what is wrong with it, "" for nothing.
"""

import io
import json
import traceback
from contextlib import redirect_stdout, suppress
from pathlib import Path

import torch

from rnnviz.cli.main import main
from rnnviz.content import labels, named, sentence
from rnnviz.core import engine
from rnnviz.core.crossings import Route, crossings
from rnnviz.core.edges import Cell, Edge
from rnnviz.core.masks import Masks, generator, sample
from rnnviz.core.methods import METHODS, find
from rnnviz.core.network import features, trace
from rnnviz.core.placement import parse
from rnnviz.figures.style import EDGE_COLOURS, PALETTE
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.model import LanguageModel
from rnnviz.text.corpora import load
from rnnviz.twins.snippet import snippet
from rnnviz.ui.browser.network.payload import Scene, pack
from rnnviz.ui.editor.equations import equations
from rnnviz.ui.editor.gallery import masks_in_words
from rnnviz.ui.frame.tour import STOPS
from rnnviz.ui.kit.labels import method_labels
from rnnviz.ui.pages import PAGES
from tests.opening import opened
from tests.test_layers import violations

ROOT = Path(__file__).parents[1]
STEPS, WORDS, UNITS, LAYERS = 5, 7, 4, 2


def printed(*arguments):
    """What a command prints."""
    with redirect_stdout(io.StringIO()) as out, suppress(SystemExit):
        main(list(arguments))
    return out.getvalue()


def texts(test):
    return " ".join(element.value for element in (*test.markdown, *test.caption))


def method():
    listed = {row["key"]: row for row in json.loads(printed("methods", "--json"))}
    assert listed["added2026"]["placement"] == "input:0.35"
    added = find("added2026")
    assert named("edge", Edge.INPUT) in masks_in_words(added.placement)
    assert method_labels()["added2026"] == "An added method"
    assert sum(met.times for met in crossings(added.placement, Cell.LSTM, 2, 6, Route.C)) == 1
    test = opened("placement")
    test.selectbox(key="method-edges").select("added2026").run()
    assert "input:0.35" in test.session_state.edges
    assert "**An added method**" in texts(test)
    assert any(f"Gallery: {len(METHODS)} answers" in fold.label for fold in test.expander)


def edge():
    noise, added = parse("carry:0.5"), Edge("carry")
    assert [met.along for met in crossings(noise, Cell.GRU, LAYERS, 6, Route.C)] == [6]
    assert crossings(noise, Cell.GRU, LAYERS, 6, Route.H) == ()
    assert r"z_t \odot \mathbf{D}_t\big(h_{t-1}\big)" in equations(noise, Cell.GRU)
    assert not noise.on(Cell.LSTM).edges
    assert EDGE_COLOURS[added] == PALETTE["olive"]
    _compute(noise)
    test = opened("placement", cell="gru", edges="carry:0.5")
    assert added in test.session_state.where
    assert named("edge", added) in test.pills(key="where").options
    assert snippet(noise, Cell.GRU, LAYERS).strip() in [block.value for block in test.code]


def _compute(noise):
    """Reference, engine and generated program agree, and the picture shows what they ran with."""
    torch.manual_seed(1)
    model = LanguageModel(ModelConfig(cell=Cell.GRU, layers=LAYERS, units=UNITS), WORDS).double()
    tokens = torch.randint(WORDS, (STEPS, 1))
    masks = sample(noise, model.dims(STEPS, 1), generator(3), torch.float64)
    assert {mask.layer for mask in masks.drawn} == {0, 1}
    with torch.no_grad():
        run = trace(model.weights(), tokens, model.zero_state(1), masks)
        clean = model.trace(tokens, model.zero_state(1), Masks())
        state, weights = model.zero_state(1), model.weights()
        fast, _ = features(weights, tokens, state, masks, engine.layer)
        program = _program(noise, model)
        logits, _ = program(tokens, masks={"carry": torch.stack([m.factor for m in masks.drawn])})
    assert not torch.allclose(run.logits, clean.logits)
    assert torch.allclose(run.logits, weights.logits(fast))
    assert torch.allclose(run.logits, logits)
    payload = pack(Scene(run, noise, Cell.GRU, tokens, [str(n) for n in range(WORDS)]))
    (shown,) = [each for each in payload["edges"] if each["key"] == "carry"]
    assert (shown["places"], shown["colour"]) == (["carry"], PALETTE["olive"])
    assert shown["noises"]
    assert 'add("carry", "along"' in (ROOT / "rnnviz/ui/browser/network/geometry.js").read_text()


def _program(noise, model):
    names = {"__name__": "snippet"}
    exec(snippet(noise, Cell.GRU, LAYERS), names)  # noqa: S102 -- running it is the test
    program = names["LanguageModel"](WORDS, UNITS).double()
    program.load_state_dict(model.state_dict())
    return program


def page():
    assert [page.key for page in PAGES if page.toured] == [stop.page for stop in STOPS]
    home = opened("home")
    assert "What the added page promises." in texts(home)
    assert "added" in [link.proto.page for link in home.get("page_link")]
    test = opened("added", added_count="3")
    assert test.title[0].value == "Something added"
    assert test.slider(key="added-count").value == 3


def field():
    assert opened("masks", masks_added="true").toggle(key="masks-added").value is True
    test = opened("masks")
    assert test.toggle(key="masks-added").value is False
    test.toggle(key="masks-added").set_value(True).run()
    assert dict(test.query_params).get("masks-added") in ("true", ["true"]), dict(test.query_params)


def sentences():
    assert sentence("core.added", value=3) == "3 was added."


def label():
    assert labels("quantity")["added"] == "what was added"


def command():
    assert "say that it was added" in printed("--help")
    assert printed("added", "--count", "2") == "added added "


def corpus():
    loaded = load("added")
    assert (len(loaded.train), loaded.size) == (150, "tiny")
    test = opened("train")
    assert "An added corpus" in test.selectbox(key="corpus").options
    test.selectbox(key="corpus").select("added").run()
    assert not test.exception
    assert "The same words over and over. Made here." in texts(test)


CHECKS = {
    **{check.__name__: check for check in (method, edge, page, field, label, command, corpus)},
    "sentence": sentences,
}


def complaint(check):
    try:
        check()
    except Exception:  # noqa: BLE001 -- all that can be wrong is told
        return traceback.format_exc()
    return ""


if __name__ == "__main__":
    torch.set_num_threads(1)
    assert violations(ROOT) == []
    print(json.dumps({name: complaint(check) for name, check in CHECKS.items()}))  # noqa: T201
