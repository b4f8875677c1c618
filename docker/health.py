"""Ends with 0 where the server in this container answers, below its base path if it has one."""  # noqa: INP001 -- for the image alone

import os
from urllib.request import urlopen

base = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
port = os.environ.get("PORT", "8501")
address = "/".join(filter(None, [f"http://127.0.0.1:{port}", base, "_stcore/health"]))
with urlopen(address, timeout=5) as answer:  # noqa: S310 -- our own
    assert answer.read() == b"ok", "The server answers, but not that it is well."
