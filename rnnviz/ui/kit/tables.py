"""How every page shows the numbers of a chart."""

from collections.abc import Mapping, Sequence
from statistics import mean, stdev

import pandas as pd
import streamlit as st

from rnnviz.content import sentence


def over_seeds(values: Sequence[float]) -> str:
    """Mean ± standard deviation, the latter where there are several; – where there is none."""
    if not values:
        return "–"
    return f"{mean(values):.1f}" + (f" ± {stdev(values):.1f}" if len(values) > 1 else "")


def twin(columns: Mapping[str, Sequence], key: str) -> None:
    """The same as a table."""
    with st.expander(sentence("kit.as_table")):
        st.dataframe(pd.DataFrame(columns), hide_index=True, key=key, placeholder="–")
