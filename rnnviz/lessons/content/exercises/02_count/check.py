ZAREMBA = ("input", "between", "output")


def counted(answer, edges, wanted, sizes):
    for layers, steps in sizes:
        got = answer.passed(set(edges), layers, steps)
        want = wanted(layers, steps)
        assert got == want, f"{layers} layers, {steps} steps: you count {got} masks, not {want}."


def check_zaremba(answer):
    """On the non-recurrent connections alone it is L + 1, however many steps lie between."""
    counted(answer, ZAREMBA, lambda layers, _: layers + 1, ((2, 0), (2, 30), (3, 7), (1, 5)))


def check_recurrent(answer):
    """With a mask per step on the recurrent connections as well, each step adds one."""
    edges, sizes = (*ZAREMBA, "recurrent"), ((2, 0), (2, 30), (3, 7))
    counted(answer, edges, lambda layers, steps: layers + 1 + steps, sizes)


def check_framework(answer):
    """Between the layers alone, as in nn.LSTM(dropout=), it is L − 1."""
    counted(answer, ("between",), lambda layers, _: layers - 1, ((2, 30), (1, 9), (4, 1)))
    counted(answer, (), lambda *_: 0, ((2, 30),))


def check_fresh(answer):
    """Fresh masks on c leave a value alive with probability (1 − p)^k after k steps."""
    for rate, steps in ((0.5, 1), (0.5, 10), (0.25, 4), (0.5, 0)):
        got, want = answer.survival(rate, steps, False), (1 - rate) ** steps
        complaint = f"At rate {rate} after {steps} steps it is {want:.3g}, and you say {got:.3g}."
        assert abs(got - want) < 1e-9, complaint


def check_lasting(answer):
    """One mask for the sequence decides once, at the first step."""
    for steps in (1, 2, 50):
        got = answer.survival(0.25, steps, True)
        assert abs(got - 0.75) < 1e-9, (
            f"At k = {steps} under one mask you say {got:.3g}, and it is 0.75."
        )
    got = answer.survival(0.25, 0, True)
    assert got == 1, f"Before the first step nothing has been dropped, and you say {got:.3g}."
