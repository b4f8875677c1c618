"""What the fields of several pages are made of."""

from collections.abc import Callable, Iterable

from rnnviz.content import ENGLISH, speaking
from rnnviz.core.methods import METHODS, find
from rnnviz.core.placement import Placement, parse
from rnnviz.errors import InputError
from rnnviz.lessons.exercises import Exercise
from rnnviz.ui.field import Field, choice, real, whole

SENTENCE = "The people of the United States have the right to know what their government does"
START = str(find("zaremba2014").placement)
MOST_LETTERS = 600  # of a sentence; of one's own text in an address
MOST_CHARACTERS = 1000  # of a placement's text: room for every noise on every edge
MOST_SEED = 999_999
NOBODY = "nothing"
YOURS = "yours"  # the placement put together on the Placement page


def seed(name: str) -> Field[int]:
    return whole(name, 1, 0, MOST_SEED)


def dose(name: str) -> Field[float | None]:
    """A rate out of those that were measured; the best of them to begin with."""
    return Field(name, None, real("", 0.0, 0.0, 1.0).parse, repr)


def subset(name: str) -> Field[tuple[str, ...] | None]:
    """Several keys out of options that only the page knows; what is usual there to begin with."""
    return Field(
        name,
        None,
        lambda text: tuple(filter(None, text.split(","))),
        lambda keys: None if keys is None else ",".join(keys),
    )


def read_line(line: str) -> Placement:
    """The placement of a line, or a method's key, as an address has it. Raises `InputError`."""
    if len(line) > MOST_CHARACTERS:
        raise InputError("placement.too_long", length=len(line), most=MOST_CHARACTERS)
    named_so = next((method.placement for method in METHODS if method.key == line.strip()), None)
    return named_so or parse("+".join(line.replace("+", " ").split()))  # where a + is a space


def titled(pairs: Callable[[], Iterable[tuple[str, str]]]) -> Callable[[str], str]:
    """What reads a key, or the title that old addresses have, from pairs of title and key."""

    def key_of(text: str) -> str:
        with speaking(ENGLISH):  # addresses had English titles
            return {title.casefold(): key for title, key in pairs()}.get(text.casefold(), text)

    return key_of


def methods(*more: tuple[str, str]) -> Callable[[str], str]:
    yours = ("Yours, from the Placement page", YOURS)
    return titled(lambda: (yours, *more, *((f"{m.title} ({m.year})", m.key) for m in METHODS)))


def exercises_by_title(some: Callable[[], Iterable[Exercise]]) -> Callable[[str], str]:
    return titled(lambda: ((exercise.title, exercise.key) for exercise in some()))


ASKED = {
    "the gradient": "gradient",
    "another word": "swap",
    "less context": "context",
    "read it off": "probe",
}
_WHICH = {
    "c on c": "c",
    "h on h": "h",
    "the loss on a word": "loss",
    "what masks agree on": "agreement",
    "likeness to no noise": "alignment",
}


def which(name: str) -> Field[str]:
    return choice(name, tuple(_WHICH.values()), old=_WHICH)
