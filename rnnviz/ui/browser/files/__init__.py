"""A chart as a picture file, made in the browser from what is on the screen."""

from pathlib import Path

from streamlit.components.v2 import component

_component = component(
    "rnnviz_curve_files",
    html="""
    <div class="files" role="group" aria-label="The chart as a picture">
      <button type="button" data-kind="svg">SVG</button>
      <button type="button" data-kind="png">PNG</button>
    </div>
    """,
    css="""
    .files { display: flex; gap: 0.5rem; font-family: var(--st-font); }
    button {
        flex: 1; min-height: 2.5rem; font: inherit; cursor: pointer;
        color: var(--st-text-color); background: var(--st-background-color);
        border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
    }
    button:hover { border-color: var(--st-primary-color); }
    button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 1px; }
    """,
    js=(Path(__file__).parent / "files.js").read_text(encoding="utf-8"),
)


def offer_picture(chart: str) -> None:
    """Two buttons that save the chart with this key as `rnnviz.svg` or `rnnviz.png`."""
    _component(key=f"files-{chart}", data={"chart": chart})
