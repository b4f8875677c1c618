from torch import nn


class Zaremba(nn.Module):
    """An LSTM, (steps, batch, inputs) to (steps, batch, units), with Zaremba's dropout."""

    def __init__(self, inputs, units, layers, rate):
        super().__init__()
        self.lstm = nn.LSTM(inputs, units, layers, dropout=rate)

    def forward(self, x):
        return self.lstm(x)[0]
