"""What papers and our records say for a rule, in sentences with their places and margins."""

from math import isfinite

import pandas as pd

from rnnviz.content import joined, named, sentence
from rnnviz.core.edits import largest_rate
from rnnviz.reference.advice import Advice, Ground, Next, Size, Text, size_of, text_of
from rnnviz.reference.data import TABLES
from rnnviz.reference.rows import shown
from rnnviz.runs.conclusions import added, conclusion, told
from rnnviz.runs.differences import difference
from rnnviz.runs.plan import Setting
from rnnviz.runs.responses import Study
from rnnviz.ui.evidence.words import architecture, network, trained_on
from rnnviz.ui.fields import RESULTS_FAMILY, RESULTS_NETWORK
from rnnviz.ui.kit.citations import linked, literal
from rnnviz.ui.models import sweeps
from rnnviz.ui.models.recorded import recorded

_SIZES, _TEXTS = tuple(Size), tuple(Text)


def cited(ground: Ground) -> str:
    """A figure of a paper with its place, and the one that it is set against."""
    table = next(table for table in TABLES if table.key == ground.table)
    row = table.row(ground.row)
    column = table.titles[table.columns.index(ground.column)]
    value = shown(table.value(ground.row, ground.column))
    source, place = linked(row.source), literal(row.ground)
    fields = {"source": source, "table": table.title, "what": row.what, "column": column}
    fields |= {"value": value, "place": place}
    if not ground.against:
        return sentence("use.ground", **fields)
    other = table.row(ground.against)
    against = shown(table.value(other.key, ground.column))
    return sentence("use.ground_against", **fields, against=against, other=other.what)


def grounds_of_papers(rule: Advice, size: Size, text: Text) -> list[str]:
    """The papers' figures for the rule, each with how far from the case it was measured."""
    apart = _distance(rule.about, size, text) if rule.about else ""
    return [joined(cited(ground), apart) for ground in rule.grounds]


def ground_of_ours(rule: Advice, size: Size, text: Text) -> str:
    """What our records of the very case say of the rule's family, or that there is none."""
    measured = _measuring(rule, size, text)
    lines = [_of_record(rule)] if rule.recorded else []
    if measured and not _apart(measured[0].setting, size, text):
        lines.append(_said_of(measured[0], rule))
    if any(lines):
        return joined(*lines)
    return sentence("use.none_near" if measured else "use.no_record")


def curve_of(rule: Advice, size: Size, text: Text) -> dict[str, str]:
    """The Results page's address for the rule's family, in the network closest to the case."""
    nearest = next(iter(_measuring(rule, size, text)), None)
    which = {RESULTS_NETWORK.name: sweeps.address(nearest)} if nearest else {}
    return which | {RESULTS_FAMILY.name: rule.family}


def tables_of_ours(rule: Advice, size: Size, text: Text) -> list[tuple[str, pd.DataFrame]]:
    """All that our sweeps say of the rule's family, a table for each text, the nearest first.

    Before each: on what it was measured, and how far that is from the case.
    """
    tables: dict[str, list[dict[str, str]]] = {}
    for study in _measuring(rule, size, text):
        trained, apart = trained_on(study.setting), distance(study.setting, size, text)
        head = sentence("use.records", text=trained, distance=apart)
        tables.setdefault(head, []).append(_row(study, rule))
    return [(head, pd.DataFrame(rows)) for head, rows in tables.items()]


def _row(study: Study, rule: Advice) -> dict[str, str]:
    (own,) = (effect for effect in study.ranked if effect.key == rule.family)
    return {
        sentence("use.head_network"): architecture(study.setting),
        sentence("results.head_rate"): f"{own.dose.rate:g}",
        sentence("use.head_difference"): told(own.mean, own.margin, len(own.seeds)),
    }


def against_start(rule: Advice, after: Next, size: Size, text: Text) -> list[str]:
    """What our sweeps say of what comes after, against the start at its own best rate."""
    return [
        joined(line, distance(study.setting, size, text))
        for study in _nearest(size, text)
        if (line := _beyond(study, rule.family, after.family))
    ]


def _beyond(study: Study, start: str, after: str) -> str:
    effects = study.effects(start, study.bests.get(start))
    effect = next((effect for effect in effects if effect.key == after), None)
    if effect is None or not isfinite(effect.margin):
        return ""
    line = sentence(
        "use.record_after",
        network=network(study.setting),
        difference=told(effect.mean, effect.margin, len(effect.seeds)),
        rate=f"{effect.dose.rate:g}",
        seeds=len(effect.seeds),
        comparisons=effect.comparisons,
    )
    rival = next((e for e in study.rivals if (e.key, e.other) == (start, after)), None)
    if rival is None or not effect.told_apart or rival.told_apart:
        return line
    return joined(line, sentence("use.record_pairs", pairs=rival.comparisons))


def since(rule: Advice, size: Size, text: Text) -> list[str]:
    """What a sweep has said of what the rule had to leave open."""
    if not any(gap.until == sweeps.ON_TOP for gap in rule.unknown):
        return []
    study = sweeps.first_measured(sweeps.ON_TOP)
    if study is None or not study.whole:
        return []
    record = sentence("use.record_added", network=network(study.setting), record=added(study))
    return [joined(record, distance(study.setting, size, text))]


def _measuring(rule: Advice, size: Size, text: Text) -> list[Study]:
    """Our sweeps that have the rule's family beside no dropout, the one closest first."""
    return [
        study
        for study in _nearest(size, text)
        if any(effect.key == rule.family for effect in study.ranked)
    ]


def _nearest(size: Size, text: Text) -> list[Study]:
    """Our sweeps, the one closest to the case first."""
    studies = (study for _, study in sweeps.networks())
    return sorted(studies, key=lambda study: _apart(study.setting, size, text))


def _said_of(study: Study, rule: Advice) -> str:
    """The family's best against no dropout where the case itself was measured; what did better."""
    effects = study.ranked
    (own,) = (effect for effect in effects if effect.key == rule.family)
    what, rate = network(study.setting), f"{own.dose.rate:g}"
    difference = told(own.mean, own.margin, len(own.seeds))
    if isfinite(own.margin):
        line = sentence(
            "use.record",
            network=what,
            rate=rate,
            difference=difference,
            seeds=len(own.seeds),
            comparisons=own.comparisons,
        )
    else:
        line = sentence("use.record_one", network=what, rate=rate, difference=difference)
    line = joined(line, sentence("use.near"))
    if effects[0] is own:
        return line
    if rule.after and rule.after.family == effects[0].key:
        best = sentence("use.comes_next", name=named("family", effects[0].key))
    else:
        best = conclusion(study)[0]
    unranked = "" if isfinite(own.margin) else sentence("use.one_seed_apart")
    return joined(line, best, unranked)


def distance(setting: Setting, size: Size, text: Text) -> str:
    """How far what we measured is from the case that is asked about."""
    corpus = text_of(setting.corpus.name, setting.corpus.size)
    return _distance((size_of(setting.model.units), corpus), size, text)


def _distance(measured: tuple[Size, Text | None], size: Size, text: Text) -> str:
    trained, corpus = measured
    ours, theirs = _SIZES.index(trained), _SIZES.index(size)
    parts = [sentence("use.larger")] * (theirs > ours) + [sentence("use.smaller")] * (theirs < ours)
    if corpus is not None and corpus is not text:
        more = _TEXTS.index(text) > _TEXTS.index(corpus)
        parts.append(sentence("use.more_text") if more else sentence("use.less_text"))
    return sentence("use.far", parts=parts) if parts else sentence("use.near")


def _apart(setting: Setting, size: Size, text: Text) -> int:
    corpus = text_of(setting.corpus.name, setting.corpus.size)
    sizes = abs(_SIZES.index(size_of(setting.model.units)) - _SIZES.index(size))
    texts = abs(_TEXTS.index(corpus) - _TEXTS.index(text)) if corpus else len(_TEXTS)
    return sizes + texts


def _of_record(rule: Advice) -> str:
    """What a comparison kept with the program says of the rule's placement, at its best epoch."""
    record = recorded(rule.recorded)
    effect = difference(record, "zaremba2014", "none", 1)
    if effect is None:
        return ""
    run = next(run for run in record.runs if run.key == effect.key)
    return sentence(
        "use.recorded",
        layers=run.model.layers,
        units=run.model.units,
        rate=f"{largest_rate(run.placement):g}",
        epochs=run.training.epochs,
        difference=told(effect.mean, effect.margin, effect.seeds),
    )
