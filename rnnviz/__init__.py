"""Where may dropout go in a recurrent network? The package under the app.

`rnnviz.nn` holds torch's recurrent layers with a placement; `METHODS` every published placement;
`parse` reads a placement from a line. Each is loaded when it is first asked for.
"""

from importlib import import_module

__version__ = "0.1.0"
# Each is loaded when it is first asked for:
# pyright: reportUnsupportedDunderAll=false
__all__ = ["METHODS", "__version__", "nn", "parse"]

_FROM = {"METHODS": "core.methods", "parse": "core.placement", "nn": ""}


def __getattr__(name: str) -> object:
    if name not in _FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    place = _FROM[name]
    if not place:
        return import_module(f"{__name__}.{name}")
    return getattr(import_module(f"{__name__}.{place}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
