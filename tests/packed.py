"""What the browser reads of a packed pass: masks as `pack_mask` was given them."""

from base64 import b64decode

import numpy as np

from rnnviz.core.placement import Edge, Fill


def unpack_masks(payload: dict) -> dict[tuple[Edge, Fill, int], np.ndarray]:
    """Every mask that the component draws, by edge, kind and layer.

    Its shape is (T or 1, G or 1, units or 1); for single weights (1, G, H, H) and for rows
    (1, G, H, 1), each up to the units drawn; for words (T, 1, 1), one for each word read.
    """
    return {
        (Edge(m["edge"]), Fill(m["fill"]), m["layer"]): unpack_mask(m) for m in payload["masks"]
    }


def unpack_mask(mask: dict) -> np.ndarray:
    """What `pack_mask` was given."""
    shape = mask["shape"]
    if "float32" in mask:
        return np.frombuffer(b64decode(mask["float32"]), "<f4").reshape(shape)
    bits = np.unpackbits(np.frombuffer(b64decode(mask["bits"]), np.uint8), count=np.prod(shape))
    return bits.reshape(shape).astype(np.float32) * np.float32(mask["scale"])
