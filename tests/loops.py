"""Coroutines in tests that a browser may have run before."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def finish(coroutine):
    """What a coroutine returns, from a thread of its own.

    A process that has driven the browser keeps the driver's loop running in its main thread.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
