"""A class on one machine: thirty visitors who browse, move sliders, choose models and train.

    python -m benchmarks.classroom [--visitors 30] [--servers 1] [--minutes 5] [--json FILE]

With several web processes, each visitor stays at one of them, as behind a balancer. Each visitor is
a WebSocket session on loopback that speaks Streamlit's own protocol, sends what a browser would
(among it the reruns that a page asks for each second while something trains), and waits for the end
of the script. The time of an interaction reaches from the click to that end: everything but the
browser's own drawing. Nothing leaves this machine, and all of it ends by itself.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from time import perf_counter, sleep
from typing import Any
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from rnnviz.jobs.file import FILE
from rnnviz.lm.machine import machine
from rnnviz.ui.pages import PAGES
from rnnviz.ui.server.identity import COOKIE

ROOT = Path(__file__).parents[1]
THINKING_SECONDS = (3.0, 9.0)  # between two interactions of one visitor
MOVES_A_PAGE = (2, 6)
PRESSED = ("New masks", "Start", "Pause", "Resume")
CHOSEN = ("Model", "Beside it")  # each choice lets a model read the text on Explore
PATIENCE_SECONDS = 60.0
_MEMORY_SECONDS = 10.0  # between two looks, each of which costs the system some work


@dataclass(slots=True)
class Tally:
    """What all visitors met."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    started: int = 0  # experiments
    drawing: float = 0.0  # processor seconds of the web processes
    memory: dict[str, int] = field(default_factory=dict)  # bytes at most, by kind of process


class Visitor:
    """One session: what its page holds, and what it has set there.

    As in a browser, a part's update may come at any time and may stay without an answer: a server
    asked to run a part that is no longer on the page says nothing.
    """

    def __init__(self, port: int, tally: Tally, seed: int) -> None:
        self.stream = f"ws://127.0.0.1:{port}/_stcore/stream"
        self.known = {"Cookie": f"{COOKIE}_0={seed:032d}"}  # as a browser is after its first page
        self.tally, self.chance = tally, random.Random(seed)  # noqa: S311
        self.page, self.pages = "", {}
        self.widgets: dict[str, Any] = {}  # by id, of the last whole run
        self.fresh: dict[str, object] = {}  # of the run in progress
        self.states: dict[str, WidgetState] = {}
        self.awaited: asyncio.Future | None = None  # the end of a whole run
        self.polls: dict[str, asyncio.Task] = {}
        self.polled: list[float] = []  # when updates were asked for, since the last one came

    async def visit(self, until: float) -> None:
        """Browse until a time on the performance counter."""
        await asyncio.sleep(self.chance.uniform(0, THINKING_SECONDS[1]))  # not all at once
        async with self.connected():
            await self.run("opening a page")
            while perf_counter() < until:
                await self.go_to(self.chance.choice(PAGES).address)
                for _ in range(self.chance.randint(*MOVES_A_PAGE)):
                    await asyncio.sleep(self.chance.uniform(*THINKING_SECONDS))
                    if perf_counter() > until:
                        break
                    await self.touch_something()

    async def look_around(self) -> None:
        """Open every page once."""
        async with self.connected():
            for page in (page.address for page in PAGES):
                await self.go_to(page)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        async with connect(
            self.stream,
            subprotocols=[Subprotocol("streamlit")],
            additional_headers=self.known,
            max_size=None,
            open_timeout=PATIENCE_SECONDS,
        ) as self.socket:
            listening = asyncio.create_task(self.listen())
            try:
                yield
            finally:
                self.stop_polling()
                listening.cancel()
                with suppress(asyncio.CancelledError):
                    await listening

    async def go_to(self, page: str) -> None:
        self.stop_polling()
        self.page, self.states = page, {}
        await self.run("opening a page")

    async def touch_something(self) -> None:
        """Choose a model, press a button or move a slider."""
        lists = [w for w in self.widgets.values() if w.DESCRIPTOR.name == "Selectbox"]
        lists = [w for w in lists if w.label in CHOSEN]
        sliders = [w for w in self.widgets.values() if w.DESCRIPTOR.name == "Slider"]
        buttons = [w for w in self.widgets.values() if w.DESCRIPTOR.name == "Button"]
        buttons = [b for b in buttons if b.label in PRESSED and not b.disabled]
        if lists:
            chosen = self.chance.choice(lists)
            option = self.chance.choice(chosen.options)
            self.states[chosen.id] = WidgetState(id=chosen.id, string_value=option)
            await self.run("choosing a model")
        elif buttons and (not sliders or self.chance.random() < 0.4):
            button = self.chance.choice(buttons)
            self.tally.started += button.label == "Start"
            pressed = WidgetState(id=button.id, trigger_value=True)
            await self.run("pressing a button", pressed)
        elif sliders:
            self.move(self.chance.choice(sliders))
            await self.run("moving a slider")
        else:
            await self.run("opening a page")

    def move(self, slider: Any) -> None:  # noqa: ANN401 -- protobuf's
        steps = int((slider.max - slider.min) / slider.step)
        ends = sorted(
            slider.min + slider.step * self.chance.randint(0, steps) for _ in slider.default
        )
        state = WidgetState(id=slider.id)
        if slider.options:  # it says what stands there
            state.string_array_value.data.extend(slider.options[int(at)] for at in ends)
        else:
            state.double_array_value.data.extend(ends)
        self.states[slider.id] = state

    async def run(self, what: str, pressed: WidgetState | None = None) -> None:
        """Let the script run with everything as it is set, and time it."""
        began, self.awaited = perf_counter(), asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.send(pressed)
                await self.awaited
        except TimeoutError:
            self.tally.errors[f"no answer within {PATIENCE_SECONDS:.0f} s"] += 1
        self.tally.seconds[what].append(perf_counter() - began)

    async def poll(self, fragment: str, interval: float) -> None:
        """What a browser does for a part that wants to run again and again."""
        while True:
            await asyncio.sleep(interval)
            self.polled.append(perf_counter())
            await self.send(None, fragment)

    def stop_polling(self) -> None:
        for task in self.polls.values():
            task.cancel()
        self.polls.clear()
        self.polled.clear()

    async def send(self, pressed: WidgetState | None, fragment: str = "") -> None:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.page_script_hash = self.pages.get(self.page, "")
        rerun.page_name = "" if self.pages else self.page
        rerun.fragment_id = fragment
        rerun.is_auto_rerun = bool(fragment)
        states = [*self.states.values(), *([pressed] if pressed else [])]
        rerun.widget_states.widgets.extend(states)
        await self.socket.send(message.SerializeToString())

    async def listen(self) -> None:
        """Take in what the server sends, for as long as the session lasts."""
        async for data in self.socket:
            message = ForwardMsg()
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            match message.WhichOneof("type"):
                case "navigation":
                    pages = message.navigation.app_pages
                    self.pages = {
                        "" if page.is_default else page.url_pathname: page.page_script_hash
                        for page in pages
                    }
                case "new_session":
                    self.fresh = {}
                case "delta":
                    self.take(message.delta)
                case "auto_rerun":
                    auto = message.auto_rerun
                    if auto.fragment_id not in self.polls:
                        task = asyncio.create_task(self.poll(auto.fragment_id, auto.interval))
                        self.polls[auto.fragment_id] = task
                case "script_finished":
                    self.end(message.script_finished)

    def take(self, delta: Any) -> None:  # noqa: ANN401 -- as above
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.tally.errors[element.exception.message[:120]] += 1
        if kind in ("slider", "button", "selectbox"):
            widget = getattr(element, kind)
            self.fresh[widget.id] = widget

    def end(self, status: int) -> None:
        """Note the end of a run, of a part or of the whole script; one cut short has none."""
        if status == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
            if self.polled:  # timed from the first question that it may be the answer to
                waited = perf_counter() - self.polled[0]
                self.tally.seconds["a running chart's update"].append(waited)
                self.polled.clear()
        elif status != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.polled.clear()  # parts of the page before: nobody answers for them any more
            if status == ForwardMsg.FINISHED_SUCCESSFULLY:
                self.widgets = self.fresh
            else:
                self.tally.errors["the script would not compile"] += 1
            if self.awaited and not self.awaited.done():
                self.awaited.set_result(None)


@contextmanager
def serving(workers: int, servers: int) -> Iterator[tuple[int, range, Path]]:
    """A process that serves the app, its ports, and the folder of its runs, gone afterwards.

    One web process is the app as one person starts it; several have `rnnviz serve` above them.
    """
    ports = _free_ports(servers)
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "RNNVIZ_RUNS": folder,
            "RNNVIZ_MAX_WORKERS": str(workers),
            "RNNVIZ_MAX_RUNS": "8",
        }
        how = ["serve", f"--servers={servers}"] if servers > 1 else ["app", "--headless"]
        where = ["--address=127.0.0.1", f"--port={ports.start}"]
        command = [sys.executable, "-m", "rnnviz", *how, *where]
        environment["STREAMLIT_SERVER_FILE_WATCHER_TYPE"] = "none"
        server = subprocess.Popen(  # noqa: S603 -- ours
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        try:
            for port in ports:
                _wait_for(port)
            yield server.pid, ports, Path(folder)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=20)


def _free_ports(count: int) -> range:
    """So many ports in a row that nobody listens at."""
    while True:
        with ExitStack() as held, suppress(OSError, OverflowError):
            first = held.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
            for port in range(first + 1, first + count):
                held.enter_context(socket.create_server(("127.0.0.1", port)))
            return range(first, first + count)


def processes(server: int) -> dict[int, str]:
    """The processes that one has started, and itself, with what they are."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(_fields(stat)[1])
    names = {}
    for pid in parents:
        line = [pid]
        while (above := parents.get(line[-1], 0)) > 1:
            line.append(above)
        with suppress(OSError, IndexError):
            if server in line:
                names[pid] = Path(f"/proc/{pid}/cmdline").read_text().split("\0")[3]
    return names


def _fields(stat: Path) -> list[str]:
    """What the system counts of a process, behind its name, which may hold anything."""
    return stat.read_text().rpartition(")")[2].split()


def memory_bytes(server: int) -> dict[str, int]:
    """What each kind of process takes; what some share is split among them."""
    taken: Counter[str] = Counter()
    for pid, kind in processes(server).items():
        with suppress(OSError, IndexError):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            taken[kind] += 1024 * int(rollup.partition("\nPss:")[2].split()[0])
    return dict(taken)


def drawing_seconds(server: int) -> float:
    """The processor time that the web processes have taken."""
    webs = [pid for pid, kind in processes(server).items() if kind == "app"]
    ticks = (int(each) for pid in webs for each in _fields(Path(f"/proc/{pid}/stat"))[11:13])
    return sum(ticks) / os.sysconf("SC_CLK_TCK")


async def watch(server: int) -> dict[str, int]:
    """The most that each kind of process has taken, once cancelled."""
    most: Counter[str] = Counter()
    with suppress(asyncio.CancelledError):
        while True:
            most |= Counter(await asyncio.to_thread(memory_bytes, server))
            await asyncio.sleep(_MEMORY_SECONDS)
    return dict(most)


def _wait_for(port: int) -> None:
    address = f"http://127.0.0.1:{port}/_stcore/health"
    for _ in range(600):
        with suppress(OSError), urlopen(address, timeout=5):
            return
        sleep(0.1)
    raise SystemExit("The app's server did not start within a minute.")


async def teach(server: int, ports: range, visitors: int, seconds: float) -> Tally:
    """Let them all browse, and count what they meet."""
    tally = Tally()
    for number, port in enumerate(ports):  # the teacher: imports and caches, once
        await Visitor(port, Tally(), 10**6 + number).look_around()
    watching, before = asyncio.create_task(watch(server)), drawing_seconds(server)
    until = perf_counter() + seconds
    visits = (
        Visitor(ports[seed % len(ports)], tally, seed).visit(until) for seed in range(visitors)
    )
    for outcome in await asyncio.gather(*visits, return_exceptions=True):
        if outcome is not None:
            tally.errors[repr(outcome)[:120]] += 1
    tally.drawing = drawing_seconds(server) - before
    watching.cancel()
    tally.memory = await watching
    return tally


def kept(home: Path) -> dict[str, int]:
    """What the record holds after it all: experiments, runs by state, curves that lack an epoch."""
    with closing(sqlite3.connect(home / FILE)) as db:
        (experiments,) = db.execute("SELECT count(*) FROM experiments").fetchone()
        states = dict(db.execute("SELECT state, count(*) FROM runs GROUP BY state"))
        epochs: dict[int, list[int]] = defaultdict(list)
        for run, result in db.execute("SELECT run, result FROM points ORDER BY run, step"):
            epochs[run].append(json.loads(result)["epoch"])
    broken = sum(curve != list(range(1, len(curve) + 1)) for curve in epochs.values())
    return {"experiments": experiments} | states | {"curves with a gap": broken}


def rows(tally: Tally) -> list[tuple[str, int, float, float, float]]:
    """For each kind of interaction and all: how many; median, 95th percentile and longest in ms."""
    clicks = [s for what, some in tally.seconds.items() if "update" not in what for s in some]
    named = {**tally.seconds, "all interactions": clicks}
    table = []
    for what, seconds in named.items():
        cuts = quantiles(seconds, n=100) if len(seconds) > 1 else seconds * 99
        table.append((what, len(seconds), 1e3 * cuts[49], 1e3 * cuts[94], 1e3 * max(seconds)))
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--servers", type=int, default=1, help="web processes (default 1)")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--workers", type=int, default=1, help="trainings at a time (default 1)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    began = os.getloadavg()
    with serving(options.workers, options.servers) as (server, ports, home):
        tally = asyncio.run(teach(server, ports, options.visitors, 60 * options.minutes))
        record = kept(home)
    table = rows(tally)
    print("| interaction | times | p50 ms | p95 ms | longest ms |")
    print("|---|---:|---:|---:|---:|")
    for what, times, middle, high, longest in table:
        print(f"| {what} | {times:,} | {middle:.0f} | {high:.0f} | {longest:.0f} |")
    print(f"\nStart pressed {tally.started} times; errors: {dict(tally.errors) or 'none'}")
    print("On record: " + ", ".join(f"{what} {count}" for what, count in record.items()) + ".")
    clicks = next(row[1] for row in table if row[0] == "all interactions")
    cost = 1e3 * tally.drawing / max(1, clicks)
    print(f"Processor time of the web processes for each interaction, in ms: {cost:.0f}.")
    taken = ", ".join(f"{kind} {size / 2**20:,.0f}" for kind, size in sorted(tally.memory.items()))
    print(f"Memory at most, in MiB: {taken}.")
    print(f"Load of this machine before and after: {began[0]:.1f}, {os.getloadavg()[0]:.1f}.")
    if options.json:
        numbers = {"machine": machine(), "visitors": options.visitors, "minutes": options.minutes}
        numbers |= {"servers": options.servers, "workers": options.workers, "rows": table}
        numbers |= {"errors": dict(tally.errors), "memory": tally.memory}
        numbers |= {"drawing": tally.drawing, "record": record}
        options.json.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
