"""The door of the real server, tried by browsers under wrong names and by programs."""

import http.client
import socket
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

RULES = "MAP four.example 127.0.0.1, MAP six.example [::1], MAP class.example 127.0.0.1"
CODE = "raise RuntimeError('It ran')"
PATHS = [
    *("/", "/questions", "/index.html", "/favicon.png", "/static/js/x.js", "/app/static/x"),
    *(
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/metrics",
        "/_stcore/script-health-check",
    ),
    *("/_stcore/upload_file/a/b", "/media/x.txt", "/component/a/b", "/_stcore/bidi-components/a/b"),
    *("/_stcore/agent/interact", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/nothing"),
]
OPENS = """
address => new Promise(resolve => {
  const socket = new WebSocket(address, ["streamlit"])
  socket.onopen = () => { socket.close(); resolve(true) }
  socket.onerror = () => resolve(false)
})
"""


@pytest.fixture(scope="module")
def port(class_address):
    return urlsplit(class_address).port


@pytest.fixture(scope="module")
def deceived(browser, find_chromium):
    """A browser in which foreign names mean this machine."""
    opened = browser.browser_type.launch(
        executable_path=find_chromium(),
        args=["--no-sandbox", "--disable-gpu", f"--host-resolver-rules={RULES}"],
    )
    yield opened
    opened.close()


@pytest.mark.parametrize("name", ["four.example", "six.example"])
def test_a_page_whose_name_means_this_machine_gets_neither_page_nor_socket(deceived, port, name):
    page = deceived.new_page()
    answer = page.goto(f"http://{name}:{port}/questions?part=Ten+exercises")
    assert answer.status == 421
    assert f"answer to the name '{name}:{port}'" in page.content()
    for server in (name, "localhost", "127.0.0.1", "[::1]"):
        assert not page.evaluate(OPENS, f"ws://{server}:{port}/_stcore/stream")


def test_a_name_that_the_operator_gives_is_answered_and_opens_its_own_socket(deceived, port):
    page = deceived.new_page()
    assert page.goto(f"http://class.example:{port}/_stcore/health").status == 200
    assert page.evaluate(OPENS, f"ws://class.example:{port}/_stcore/stream")


@pytest.mark.parametrize("number", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("path", PATHS)
def test_every_path_is_behind_the_door(port, number, path):
    for method in ("GET", "POST"):
        asked = http.client.HTTPConnection(number, port, timeout=20)
        asked.request(method, path, headers={"Host": "evil.example"})
        assert asked.getresponse().status == 421
        asked.close()


@pytest.mark.parametrize(
    "lines",
    [
        ["Host: localhost", "Host: evil.example"],
        ["Host: evil.example", "Host: localhost"],
        ["Host: localhost", "Host: localhost"],
        ["Host: "],
        ["Host: localhost evil.example"],
        ["Host: evil.example\t"],
        ["Host: localhost@evil.example"],
        ["X-Forwarded-Host: localhost", "Host: evil.example"],
        [],
    ],
    ids=", ".join,
)
@pytest.mark.parametrize("version", ["1.1", "1.0"])
def test_a_request_with_no_name_or_an_odd_one_is_refused(port, lines, version):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        request = [f"GET / HTTP/{version}", *lines, "Connection: close", "", ""]
        line.sendall("\r\n".join(request).encode())
        assert line.recv(99).split()[1] in {b"400", b"421"}


class Program:
    """A visitor without a browser, who may say of itself what it likes."""

    def __init__(self, line):
        self._line = line

    def run(self, *widgets):
        """What the page showed: its button and its box by their labels, and all it said."""
        asking = BackMsg(
            rerun_script={
                "query_string": "part=Ten+exercises",
                "page_name": "questions",
                "widget_states": {"widgets": widgets},
            }
        )
        self._line.send(asking.SerializeToString())
        ids, messages = {}, []
        while True:
            message = ForwardMsg.FromString(self._line.recv(timeout=120))
            element = message.delta.new_element
            kind = element.WhichOneof("type")
            if kind in {"button", "text_area"}:
                widget = getattr(element, kind)
                ids[widget.label.partition(":")[0]] = widget.id
            elif kind in {"alert", "markdown"}:
                messages.append(getattr(element, kind).body)
            if message.WhichOneof("type") == "script_finished" and ids:
                return ids, " ".join(messages)

    def press_run(self):
        """What the page says after code was written and run."""
        widgets, _ = self.run()
        written = WidgetState(id=widgets["Your code"], string_value=CODE)
        pressed = WidgetState(id=widgets["Run the checks"], trigger_value=True)
        return self.run(written, pressed)[1]


@contextmanager
def program(port, number="127.0.0.1", name=None, token="", **headers):
    """A socket to the server, opened under any name and with any headers."""
    sent = {key.replace("_", "-"): value for key, value in headers.items()}
    if token:
        sent["Cookie"] = f"rnnviz_token_{port}={token}"
    with connect(
        f"ws://{name or f'localhost:{port}'}/_stcore/stream",
        sock=socket.create_connection((number, port)),
        additional_headers=sent,
        subprotocols=["streamlit"],
        max_size=None,
        user_agent_header=None,
    ) as line:
        yield Program(line)


@pytest.mark.parametrize("number", ["127.0.0.1", "::1"])
def test_who_came_from_here_and_has_the_secret_runs_code(port, token, number):
    with program(port, number, token=token) as visitor:
        assert "It ran" in visitor.press_run()


STRANGE = {
    "without the secret": {"token": ""},
    "with a wrong secret": {"token": "the-token-of-somebody-else"},
    "through a proxy that tells the scheme": {"X_Forwarded_Proto": "https"},
    "through a cloud": {"CF_Connecting_IP": "192.0.2.7"},
    "with a note of its own": {"X_RNNVIZ_Peer": "127.0.0.1", "token": ""},
    "from elsewhere, as a proxy says": {"X_Forwarded_For": "192.0.2.7"},
    "from here, as a proxy says": {"X_Forwarded_For": "127.0.0.1"},
}


@pytest.mark.parametrize("how", STRANGE)
def test_who_came_otherwise_runs_none(port, token, how):
    with program(port, **{"token": token} | STRANGE[how]) as visitor:
        messages = visitor.press_run()
    assert "It ran" not in messages
    assert "checks and a worked solution are below" in messages


@pytest.mark.parametrize("number", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("name", ["evil.example", "localhost.evil.example:80"])
def test_no_program_comes_in_under_a_foreign_name_even_with_the_secret(port, token, number, name):
    with pytest.raises(InvalidStatus, match="403"), program(port, number, name, token):
        pass


@pytest.mark.parametrize("page", ["http://evil.example", "http://localhost:9", "null"])
def test_no_page_from_elsewhere_comes_in_even_with_the_secret(port, token, page):
    with pytest.raises(InvalidStatus, match="403"), program(port, token=token, Origin=page):
        pass


def test_a_page_opened_without_the_secret_says_how_to_get_it(visit, port, token):
    address = f"http://localhost:{port}/questions?part=exercises"
    page = visit(address)
    page.get_by_text("open the address that the terminal showed").wait_for()
    page.goto(f"{address}&token={token}")
    page.get_by_role("button", name="Run the checks", disabled=False).wait_for()
    assert page.url == address
    assert page.evaluate("document.cookie").find(token) == -1
