from torch import nn


class Zaremba(nn.Module):
    """An LSTM, (steps, batch, inputs) to (steps, batch, units), with Zaremba's dropout."""

    def __init__(self, inputs, units, layers, rate):
        super().__init__()
        between = rate if layers > 1 else 0.0
        self.lstm = nn.LSTM(inputs, units, layers, dropout=between)
        self.dropout = nn.Dropout(rate)

    def forward(self, x):
        hidden, _ = self.lstm(self.dropout(x))
        return self.dropout(hidden)
