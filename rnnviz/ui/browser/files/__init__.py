"""A chart as a picture file, made in the browser from what is on the screen."""

from rnnviz.ui.browser.shared import component

_component = component("files", base=False)


def offer_picture(chart: str) -> None:
    """Two buttons that save the chart with this key as `rnnviz.svg` or `rnnviz.png`."""
    _component(key=f"files-{chart}", data={"chart": chart})
