from contextlib import suppress

import pytest
import torch

from rnnviz.core import products
from rnnviz.core.products import Product, Trial, choose


def of(default, middle, rounded):
    """Trials from (seconds, error) of each product."""
    return tuple(
        Trial(p, *pairs) for p, pairs in zip(Product, (default, middle, rounded), strict=True)
    )


@pytest.mark.parametrize(
    ("trials", "chosen"),
    [
        (of((1, 4e-7), (1, 4e-7), (1, 4e-7)), Product.DEFAULT),  # all the same: AVX2
        (of((1, 4e-7), (1, 4e-7), (0.5, 9e-7)), Product.ROUNDED),  # oneDNN in float32: AVX-512
        (of((1, 4e-7), (1, 4e-7), (0.3, 4e-3)), Product.DEFAULT),  # bfloat16 factors: AMX
        (of((1, 4e-7), (0.6, 5e-7), (0.3, 4e-3)), Product.MIDDLE),
        (of((1, 4e-7), (0.95, 4e-7), (0.96, 4e-7)), Product.DEFAULT),  # no more than noise
    ],
)
def test_the_fastest_with_an_error_of_float32s_own_is_chosen(trials, chosen):
    assert choose(trials) is chosen


def test_here_the_chosen_product_is_as_exact_as_float32():
    assert products.exact(products.fastest())
    a, b = (torch.randn(200, 200, generator=torch.Generator().manual_seed(n)) for n in (1, 2))
    with products.using(products.fastest()):
        product = a @ b
    exact = a.double() @ b.double()
    assert ((product - exact).abs().max() / exact.abs().max()).item() < 1e-5


def test_a_product_holds_inside_and_the_former_one_afterwards():
    usual = torch.get_float32_matmul_precision()
    with suppress(KeyError), products.using(Product.ROUNDED):
        assert torch.get_float32_matmul_precision() == "medium"
        raise KeyError
    assert torch.get_float32_matmul_precision() == usual


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The file in which this machine's product is kept; there is none."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    products.fastest.cache_clear()
    yield products._place_of(f"{products.processor()}, torch {torch.__version__}")
    products.fastest.cache_clear()


@pytest.mark.parametrize("kept", [None, "", "faster"])
def test_what_the_cache_cannot_say_is_measured_and_kept(kept, place, monkeypatch):
    if kept is not None:
        place.parent.mkdir()
        place.write_text(kept)
    chosen = products.fastest()
    assert place.read_text() == chosen
    assert list(place.parent.iterdir()) == [place]
    products.fastest.cache_clear()
    monkeypatch.setattr(products, "trials", None)  # not measured a second time
    assert products.fastest() is chosen


@pytest.mark.parametrize("first", Product)
def test_of_processes_that_measure_beside_each_other_all_take_what_the_first_chose(
    first, place, monkeypatch
):
    def choose(_trials):
        place.parent.mkdir()
        place.write_text(first)  # another one, meanwhile
        return Product.MIDDLE

    monkeypatch.setattr(products, "choose", choose)
    assert products.fastest() is first
    assert place.read_text() == first


def test_where_files_cannot_be_linked_the_choice_is_kept_all_the_same(place, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(products.os, "link", refuse)
    chosen = products.fastest()
    assert place.read_text() == chosen


def test_where_nothing_can_be_kept_the_product_is_measured_each_time(place):
    place.parent.write_text("no folder")
    assert products.fastest() in Product
