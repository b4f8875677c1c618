"""What the Train page opens with: four runs of the decisive record, each against no dropout."""

import streamlit as st

from rnnviz.content import joined, prose, sentence
from rnnviz.figures.deciding import deciding, named_at
from rnnviz.figures.responses import seed_numbers
from rnnviz.runs.conclusions import told
from rnnviz.runs.plan import Family
from rnnviz.runs.responses import Dose, Effect, Study
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.evidence.words import key_of, network
from rnnviz.ui.fields.train import (
    CONFIG,
    CORPUS,
    EPOCHS,
    LENGTH,
    NONE,
    PLACEMENTS,
    SIZES,
    TRAINED_CELL,
)
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.models import sweeps
from rnnviz.ui.state import forget, put
from rnnviz.ui.train.predict_first import compare_order, wants_a_guess

SHOWN = ("nonrecurrent", "recurrent_step", "cell_step")  # from layer to layer, along h, along c


def chosen(study: Study) -> tuple[tuple[Family | None, Dose], ...]:
    """No dropout, and each place at its best rate, as far as they are measured."""
    families = {family.key: family for family in study.plan.families_of(study.setting)}
    bests = [(families[key], study.bests[key]) for key in SHOWN if key in study.bests]
    return (*([(None, study.none)] if study.none else []), *bests)


def show_deciding() -> None:
    """The conclusion, the curves that show it, and a way to train them again."""
    study = sweeps.first_measured(sweeps.DOSE)
    if study is None or not (shown := chosen(study)):
        st.info(sentence("results.nothing"))
        return
    ranked = sorted(shown, key=lambda pair: pair[1].valid)
    names = {key_of(str(dose.placement)): named_at(family, dose.rate) for family, dose in shown}
    if wants_a_guess(tuple(names), names):
        return
    compare_order([key_of(str(dose.placement)) for _, dose in ranked], names)
    paragraph("\n".join(f"- {line}" for line in against_none(study)))
    chart(
        deciding(shown), key="deciding", alt=sentence("train.deciding_alt", names=[*names.values()])
    )
    caption(joined(prose("train", "deciding"), _when(study, shown)))
    st.button(
        sentence("train.deciding_live"),
        icon=":material/edit:",
        on_click=unbroken(_put_into_form),
        args=([*names],),
        key="train-these",
    )


def against_none(study: Study) -> list[str]:
    """Each place's test perplexity against no dropout; at last what does best, if not drawn."""
    effects = study.ranked
    families = {family.key: family for family in study.plan.families}

    def line(key: str, effect: Effect) -> str:
        return sentence(
            key,
            name=named_at(families[effect.key], effect.dose.rate),
            difference=told(effect.mean, effect.margin, len(effect.seeds)),
            test=f"{effect.test:.1f}",
            count=len(effects),
        )

    lines = [line("train.against_none", effect) for effect in effects if effect.key in SHOWN]
    elsewhere = effects[:1] if effects and effects[0].key not in SHOWN else ()
    return lines + [line("train.best_of_all", effect) for effect in elsewhere]


def _when(study: Study, shown: tuple[tuple[Family | None, Dose], ...]) -> str:
    results = [result for _, dose in shown for result in dose.results[:1]]
    return sentence(
        "train.deciding_when",
        date=max(result.date for result in results),
        processor=results[0].processor,
        seeds=seed_numbers(result.seed for result in results),
        network=network(study.setting),
    )


def _put_into_form(keys: list[str]) -> None:
    """The form with these placements, in the network of the record."""
    rest = [NONE] * (len(PLACEMENTS) - len(keys))
    for place, key in zip(PLACEMENTS, (*keys, *rest), strict=True):
        put(place, key)
    for field in (
        CONFIG,
        CORPUS,
        SIZES[CORPUS.default],
        TRAINED_CELL,
        LENGTH,
        EPOCHS[CONFIG.default],
    ):
        forget(field)
