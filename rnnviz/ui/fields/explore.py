"""What visitors can set on the Explore page."""

from typing import Any

from rnnviz.ui.field import Field, choice, flag, named, real, whole
from rnnviz.ui.fields.parts import ASKED, MOST_LETTERS, seed, subset, which

SECTIONS = {  # their keys, by what stood in addresses
    "Surprise": "surprise",
    "Writing": "writing",
    "Dropout at test time": "passes",
    "Another noise": "noise",
    "An ensemble": "ensemble",
    "Inside": "states",
    "What it remembers": "memory",
    "The models": "models",
}
SECTION = choice("section", tuple(SECTIONS.values()), old=SECTIONS)
MODEL, BESIDE_MODEL = named("model"), named("beside", slot="beside-model")
PASSAGES = tuple(f"passage-{n}" for n in range(1, 5))
OURS, OWN = "ours", "own"
READS: Field[str] = choice(
    "reads",
    (OURS, *PASSAGES, OWN),
    old={"a sentence of ours": OURS, "your own text": OWN}
    | {f"validation text, {key.replace('-', ' ')}": key for key in PASSAGES},
)
OWN_TEXT = Field("own", "", str, lambda typed: typed if len(typed) <= MOST_LETTERS else None)
WORD: Field[int | None] = Field("word", None, whole("", 0, 0, 9999).parse)
NOISE: Field[str | None] = Field("noise", None, str)
NOISE_SEED, PASS_SEED, WRITE_SEED = seed("noise-seed"), seed("pass-seed"), seed("write-seed")
PASSES, TEMPERATURE = whole("passes", 20, 5, 50), real("temperature", 1.0, 0.1, 2.0)
ALL = "all"
TOP: Field[str] = choice("top", (ALL, "100", "20", "5", "1"))
UNIT_SOUGHT, PATTERN_SOUGHT = "unit", "pattern"
SOUGHT: Field[str] = choice(
    "sought",
    (UNIT_SOUGHT, PATTERN_SOUGHT),
    old={
        "the unit followed above": UNIT_SOUGHT,
        "the pattern of all units after a word": PATTERN_SOUGHT,
    },
)
AFTER = named("after", old=lambda text: text.partition(".")[0])  # "3. word" stood there
KIND: Field[str] = choice("kind", ("h", "c"), old={"h, what is sent on": "h", "c, the memory": "c"})
LAYER = named("of")
UNIT: Field[int | None] = Field("unit", None, whole("", 0, 0, 99_999).parse)
UNDER_MASKS = flag("masks")
EXPLORE_QUESTION: Field[str] = choice(
    "question",
    tuple(ASKED.values()),
    old=ASKED,
    slot="explore-question",
)
EXPLORE_WHICH = which("explore-which")
MEMBERS = subset("members")  # of an ensemble

FIELDS: tuple[Field[Any], ...] = (
    *(SECTION, MODEL, BESIDE_MODEL, READS, OWN_TEXT, WORD, NOISE, NOISE_SEED, PASS_SEED),
    *(WRITE_SEED, PASSES, TEMPERATURE, TOP, SOUGHT, AFTER, KIND, LAYER, UNIT, UNDER_MASKS),
    *(EXPLORE_QUESTION, EXPLORE_WHICH, MEMBERS),
)
