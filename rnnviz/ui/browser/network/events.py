"""What a touch of the picture may say. It comes from a browser, so nothing of it is believed."""

from collections.abc import Iterator
from dataclasses import dataclass

from rnnviz.core.crossings import Route
from rnnviz.core.placement import Edge, Fill, Share


@dataclass(frozen=True, slots=True)
class EdgeToggled:
    """Noise is to go on or off a class of edges."""

    edge: Edge


@dataclass(frozen=True, slots=True)
class NoiseSet:
    """How often the noise of a kind on a class of edges strikes, and how long a mask lasts."""

    edge: Edge
    fill: Fill
    rate: float
    share: Share


@dataclass(frozen=True, slots=True)
class PathChosen:
    """A way from a word read to a later prediction."""

    from_step: int
    to_step: int
    route: Route

    @property
    def lag_steps(self) -> int:
        return self.to_step - self.from_step


@dataclass(frozen=True, slots=True)
class UnitPicked:
    """One unit of one layer at one step."""

    layer: int
    step: int
    unit: int


MOST_RATE = 0.99
_MOST_NAME, _MOST_TOUCHES, _MOST_NUMBER = 40, 200, 2**53

NetworkEvent = EdgeToggled | NoiseSet | PathChosen | UnitPicked


@dataclass(slots=True)
class Heard:
    """How far a picture has been listened to: its name in the browser, its last touch's number."""

    stream: str = ""
    number: int = 0

    def news(self, message: object) -> Iterator[object]:
        """The new touches in what a browser said, each heard once the next one is asked for.

        It says its picture's name and its latest touches, each with a number that grows. So nothing
        is lost where Streamlit, busy, passes on only the last of several messages.
        """
        match message:
            case [str(stream), [*touches]] if len(stream) <= _MOST_NAME:
                if stream != self.stream:  # the page was opened anew
                    self.stream, self.number = stream, 0
            case _:
                return
        for touch in touches[-_MOST_TOUCHES:]:
            match touch:
                case [int(number), touched] if self.number < number < _MOST_NUMBER:
                    yield touched
                    self.number = number


def touch_of(message: object, pictures: int) -> tuple[int, object]:
    """Which of so many pictures was touched, and the touch; None where that means nothing."""
    match message:
        case [picture, touch] if (place := index_below(picture, pictures)) is not None:
            return place, touch
    return 0, None


def read_event(touched: object, payload: object) -> NetworkEvent | None:
    """The event that a browser sent about the picture of `payload`; None if it means nothing."""
    if not isinstance(touched, dict) or not isinstance(payload, dict):
        return None
    readers = {"edge": _edge, "noise": _noise, "path": _path, "unit": _unit}
    kind = touched.get("kind")
    return readers[kind](touched, payload) if isinstance(kind, str) and kind in readers else None


def _edge(touched: dict, payload: dict) -> EdgeToggled | None:
    known = {edge["key"] for edge in payload["edges"]}
    name = touched.get("edge")
    return EdgeToggled(Edge(name)) if isinstance(name, str) and name in known else None


def _noise(touched: dict, payload: dict) -> NoiseSet | None:
    """A new rate and share of a noise that is there, from what the picture offers for its edge."""
    name, fill, share = (touched.get(field) for field in ("edge", "fill", "share"))
    if not all(isinstance(word, str) for word in (name, fill, share)):
        return None
    edge = next((edge for edge in payload["edges"] if edge["key"] == name), None)
    rate = touched.get("rate")
    if edge is None or isinstance(rate, bool) or not isinstance(rate, int | float):
        return None
    there = fill in {noise["fill"] for noise in edge["settings"]}
    offered = share in edge["shares"]
    if not there or not offered or not 0 <= rate <= MOST_RATE:  # NaN is not between either
        return None
    return NoiseSet(Edge(name), Fill(fill), round(float(rate), 4), Share(share))


def _path(touched: dict, payload: dict) -> PathChosen | None:
    first = index_below(touched.get("from"), payload["steps"])
    last = index_below(touched.get("to"), payload["steps"])
    known = {route["key"] for route in payload["routes"]}
    name = touched.get("route")
    if first is None or last is None or not isinstance(name, str) or name not in known:
        return None
    return PathChosen(first, last, Route(name)) if first <= last else None


def _unit(touched: dict, payload: dict) -> UnitPicked | None:
    sizes = {"layer": "layers", "step": "steps", "unit": "units"}
    numbers = {name: index_below(touched.get(name), payload[size]) for name, size in sizes.items()}
    whole = {name: number for name, number in numbers.items() if number is not None}
    return UnitPicked(**whole) if len(whole) == len(numbers) else None


def index_below(value: object, size: int) -> int | None:
    """A number from 0 to below `size`; JavaScript may send 3 as 3.0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < size:
        return None
    return int(value) if value == int(value) else None
