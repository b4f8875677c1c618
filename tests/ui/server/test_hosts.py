"""The names that a server answers to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.errors import InputError
from rnnviz.ui.server.hosts import answers_to, hosts, same_page

OURS = [
    *("localhost", "LOCALHOST", "localhost.", "localhost:8501", "app.localhost", "a.b.localhost:1"),
    *("127.0.0.1", "127.0.0.1:8501", "[::1]", "[::1]:8501", "192.168.1.5:8501", "8.8.8.8"),
    *("[::ffff:127.0.0.1]:8501", "[2001:db8::1]", "[2001:DB8::1]:443"),
]
FOREIGN = [
    *("evil.example", "evil.example:8501", "localhost.evil.example", "127.0.0.1.evil.example"),
    *("evillocalhost", "local", "localhos", "localhost..", ".localhost", "a..localhost"),
    *("127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.256"),
    *("localhost, evil.example", "localhost evil.example", "localhost:evil", "localhost:8501:1"),
    *("evil.example@localhost", "localhost@evil.example", "user:x@localhost", "localhost/x"),
    *(
        "localhost#",
        "localhost?",
        "http://localhost",
        "//localhost",
        "localhost\\evil",
        "%6cocalhost",
    ),
    *("::1", "[::1", "::1]", "[127.0.0.1]", "[localhost]", "[::1]evil", "[::1].evil.example"),
    *(
        "",
        " ",
        ".",
        ":",
        ":8501",
        "[]",
        "-",
        "\x00",
        "localhost\n",
        " localhost",
        "lоcalhost",
        "＊",
    ),
    *("ｌocalhost", "localhost\u200b", "１27.0.0.1", "localhost:99999999", "a" * 9000, "*"),
]
GIVEN = hosts({"RNNVIZ_HOSTS": " Class.Example, *.lab.example,.dorm.example ,bücher.example,, "})


@pytest.mark.parametrize("host", OURS)
def test_a_server_answers_to_its_machine_and_to_numbers(host):
    assert answers_to(host, frozenset())


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("given", [frozenset(), GIVEN], ids=["none", "some"])
def test_to_every_other_name_it_does_not(host, given):
    assert not answers_to(host, given)


@given(st.text(st.characters(codec="latin-1"), max_size=30))
def test_whatever_comes_is_a_number_or_ends_in_localhost_or_is_refused(host):
    if answers_to(host, frozenset()):
        name = host.lower().rpartition(":")[0] if ":" in host and host[-1] != "]" else host.lower()
        number = not set(name) - set("0123456789abcdef:.[]")
        assert number or name.removesuffix(".").split(".")[-1] == "localhost"


@given(st.from_regex(r"[a-z0-9.-]{0,20}\.[a-z]{2,9}", fullmatch=True))
def test_no_name_of_the_public_net_is_ours(host):
    assert answers_to(host, frozenset()) <= host.endswith(".localhost")


@pytest.mark.parametrize(
    "host",
    [
        *(
            "class.example",
            "CLASS.example:80",
            "class.example.",
            "a.lab.example",
            "b.a.lab.example",
        ),
        *("x.dorm.example:8501", "xn--bcher-kva.example", "localhost", "10.0.0.7"),
    ],
)
def test_a_name_that_the_operator_gives_is_answered_to(host):
    assert answers_to(host, GIVEN)


@pytest.mark.parametrize(
    "host",
    ["lab.example", "alab.example", "a.class.example", "example", "lab.example.evil.example"],
)
def test_what_only_resembles_a_given_name_is_not(host):
    assert not answers_to(host, GIVEN)


@pytest.mark.parametrize(
    "typed",
    [
        *("*", "*.", ".", "https://class.example", "class.example:8501", "class.example/app"),
        *("a b", "a;b", "-a.example", "a..b", "a*b.example", "**.example", "a@b", "ok.example,x y"),
    ],
)
def test_what_is_no_name_is_refused_in_a_sentence(typed):
    with pytest.raises(InputError, match=r"RNNVIZ_HOSTS holds .*class\.example"):
        hosts({"RNNVIZ_HOSTS": typed})


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8501", "localhost:8501"),
        ("http://LOCALHOST:8501", "localhost:8501"),
        ("http://[::1]:8501", "[::1]:8501"),
        ("http://192.168.1.5", "192.168.1.5"),
        ("http://192.168.1.5", "192.168.1.5:80"),
        ("https://class.example", "class.example:443"),
        ("https://class.example", "localhost:8501"),  # a proxy that changes the name
        ("https://a.lab.example", "127.0.0.1:8501"),
    ],
)
def test_the_servers_own_page_may_open_a_socket(origin, host):
    assert same_page(origin, host, GIVEN)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://evil.example", "localhost:8501"),
        ("http://evil.example:8501", "localhost:8501"),
        ("http://localhost:9999", "localhost:8501"),  # another server of this machine
        ("http://localhost", "localhost:8501"),
        ("http://127.0.0.1:8501", "localhost:8501"),
        ("http://6.6.6.6:8501", "127.0.0.1:8501"),
        ("http://localhost.evil.example:8501", "localhost:8501"),
        ("http://class.example.evil.example", "localhost:8501"),
        *((origin, "localhost:8501") for origin in ("null", "", "file://", "http://", "localhost")),
        *((origin, "localhost:8501") for origin in ("x://localhost:8501", "http://localhost:x")),
    ],
)
def test_no_other_page_may(origin, host):
    assert not same_page(origin, host, GIVEN)
