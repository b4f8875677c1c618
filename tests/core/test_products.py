import json
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


@pytest.mark.parametrize("kept", [None, "", "[]", "{}", '{"PROCESSOR": "faster"}'])
def test_what_the_cache_cannot_say_is_measured_and_kept(kept, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    file = tmp_path / "rnnviz" / "products.json"
    if kept is not None:
        file.parent.mkdir()
        file.write_text(kept)
    products.fastest.cache_clear()
    chosen = products.fastest()
    assert set(json.loads(file.read_text()).values()) >= {chosen}
    products.fastest.cache_clear()
    monkeypatch.setattr(products, "trials", None)  # not measured a second time
    assert products.fastest() is chosen
