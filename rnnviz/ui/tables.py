"""How every page shows the numbers of a chart."""

from collections.abc import Mapping, Sequence

import streamlit as st


def twin(columns: Mapping[str, Sequence], key: str) -> None:
    """The same as a table."""
    import pandas as pd  # noqa: PLC0415 -- a third of a second, after what stands above is shown

    with st.expander("As a table"):
        st.dataframe(pd.DataFrame(columns), hide_index=True, key=key, placeholder="–")
