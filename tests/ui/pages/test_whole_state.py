"""An address brings whoever opens it to what its sender sees, whatever that one did before."""

import pytest

from rnnviz.core.methods import METHODS
from rnnviz.ui.fields import ANSWER
from rnnviz.ui.frame.hiding import KINDS
from rnnviz.ui.models.recorded import COMPARISONS
from rnnviz.ui.pages import PAGES
from tests.opening import opened

OWN = "hidden:0.123"
FIRST = {str(m.placement): m.key for m in reversed(METHODS)}
ALIKE = [m.key for m in METHODS if FIRST[str(m.placement)] != m.key]

pytestmark = pytest.mark.usefixtures("bench")


def address_of(test):
    return dict(test.query_params)


def gone_on(test, page, **query):
    """The same visit on another page, reached by a link."""
    test.query_params.clear()
    for name, value in query.items():
        test.query_params[name.replace("_", "-")] = value
    test.switch_page(f"pages/{page}.py").run()
    assert not test.exception
    return test


@pytest.mark.parametrize("edges", [OWN, "input:0.4+cell:0.2", "recurrent:0.5:sequence"])
def test_a_pair_that_came_along_from_the_placement_page_is_in_memorys_address(edges):
    sender = opened("placement", edges=edges, beside=OWN)
    sender = gone_on(sender, "memory", memory_step="untrained")
    other = opened("memory", **address_of(sender))
    for key in ("memory-first", "memory-second"):
        assert other.selectbox(key=key).value == sender.selectbox(key=key).value
    assert other.selectbox(key="memory-second").value == OWN


def test_a_placement_of_ones_own_is_in_the_address_of_its_masks():
    sender = gone_on(opened("placement", edges=OWN), "masks")
    sender.selectbox(key="masks-of").set_value(OWN).run()
    other = opened("masks", **address_of(sender))
    assert other.selectbox(key="masks-of").value == OWN


@pytest.mark.parametrize("recorded", COMPARISONS)
def test_a_recorded_comparison_is_in_the_address_of_training(recorded):
    sender = opened("train")
    sender.selectbox(key="experiment").set_value(recorded).run()
    assert opened("train", **address_of(sender)).selectbox(key="experiment").value == recorded


def test_the_placement_that_home_shows_is_in_its_address():
    assert opened("home", answer="cell:0.5").session_state["kept-answer"] == "cell:0.5"
    assert opened("home", answer="nonsense").session_state["kept-answer"] == ANSWER.default


@pytest.mark.parametrize("key", ALIKE)
def test_of_methods_that_place_their_noise_alike_the_address_says_which(key):
    sender = opened("placement")
    sender.selectbox(key="method-edges").set_value(key).run()
    other = opened("placement", **address_of(sender))
    assert other.selectbox(key="method-edges").value == key


@pytest.mark.parametrize("page", [page.key for page in PAGES])
def test_every_page_keeps_what_is_hidden_in_its_address_and_hides_it(page):
    kinds = ",".join(KINDS)
    sender = opened("home", hide=kinds)
    sender = gone_on(sender, page)
    assert sender.query_params["hide"] == kinds
    styles = [html.proto.body for html in sender.get("html")]
    assert any("stHeader" in style and "display: none" in style for style in styles)
