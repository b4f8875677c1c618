import pytest
import torch

from rnnviz.analyses.remembered import LAGS_STEPS, remembered
from rnnviz.core.masks import at_evaluation
from rnnviz.core.placement import Cell, Placement, parse
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.model import LanguageModel

IDS = torch.randint(0, 30, (600,), generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("cell", [Cell.LSTM, Cell.GRU])
def test_the_gain_is_one_at_lag_zero_and_every_lag_is_there(cell):
    model = LanguageModel(ModelConfig(cell, 2, 4), 30)
    measured = remembered(model, IDS, parse("recurrent:0.4").on(cell))
    assert measured.lags_steps == LAGS_STEPS
    assert measured.gradient[0] == pytest.approx(1.0)
    assert len(measured.gradient) == len(measured.state) == len(measured.kl_nats) == len(LAGS_STEPS)


def test_fresh_masks_on_the_memory_halve_what_all_passes_agree_on_at_each_step():
    model = LanguageModel(ModelConfig(Cell.LSTM, 1, 32), 30)
    placement = parse("cell:0.5")
    masked, clean = (remembered(model, IDS, placement, *how) for how in ((), (at_evaluation,)))
    assert masked.agreement[1:3] == pytest.approx((0.5, 0.25), rel=0.2)
    assert set(clean.agreement) == {1.0}
    assert clean == remembered(model, IDS, Placement())
    classic = remembered(model, IDS, parse("cell:0.5:classic"), at_evaluation)
    assert classic.gradient[3] == pytest.approx(clean.gradient[3] * 0.5**4, rel=0.3)
