"""Times an epoch of the notebook's first test in PyTorch on the processor and prints one line of JSON.

The model of keras_epoch.py with two differences that favour PyTorch: nn.LSTM has one fused kernel for sigmoid gates and
none for hard ones, so the gates are sigmoids; and the strings lie ready as one tensor, without a data loader.
The given number of updates is timed after a warm-up, once with one thread and once with PyTorch's own number, and the
faster counts: on so small a model threads wait for each other, all the more on a busy machine. msPerUpdate is the median,
secondsPerEpoch that median times the 782 updates of an epoch.

Needs torch. Usage: torch_epoch.py [updates, 200]
"""

import json
import math
import statistics
import sys
import time

import torch

STRINGS, LENGTH, BATCH = 100_000, 50, 128
EPOCH_UPDATES = math.ceil(STRINGS / BATCH)
WARM_UP = 10


class Notebook(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(2, 1)
        self.dense = torch.nn.Linear(1, 2)

    def forward(self, x):
        h, _ = self.lstm(x)
        return torch.softmax(torch.softmax(self.dense(h), -1), -1)


def main():
    updates = min(int(sys.argv[1]) if len(sys.argv) > 1 else 200, EPOCH_UPDATES)
    torch.manual_seed(1)
    bits = torch.randint(0, 2, (LENGTH, STRINGS))
    x = torch.nn.functional.one_hot(bits, 2).float()  # [time, strings, 2]
    y = torch.nn.functional.one_hot(bits.cumsum(0) % 2, 2).float()
    order = torch.randperm(STRINGS)
    model = Notebook()
    optimizer = torch.optim.Adam(model.parameters(), 0.001, eps=1e-7)
    loss_of = torch.nn.BCELoss()

    def update(k):
        batch = order[k * BATCH : (k + 1) * BATCH]
        optimizer.zero_grad()
        loss = loss_of(model(x[:, batch]), y[:, batch])
        loss.backward()
        optimizer.step()

    def median_ms(threads):
        torch.set_num_threads(threads)
        for k in range(WARM_UP):
            update(k)
        times = []
        for k in range(updates):
            start = time.perf_counter()
            update(k)
            times.append(1000 * (time.perf_counter() - start))
        return statistics.median(times)

    ms, threads = min((median_ms(threads), threads) for threads in {1, torch.get_num_threads()})
    print(
        json.dumps(
            {
                "name": "PyTorch nn.LSTM, sigmoid gates",
                "versions": {"torch": torch.__version__, "python": sys.version.split()[0]},
                "msPerUpdate": round(ms, 4),
                "secondsPerEpoch": round(ms * EPOCH_UPDATES / 1000, 3),
                "measuredUpdates": updates,
                "epochUpdates": EPOCH_UPDATES,
                "isScaled": True,
                "threads": threads,
            }
        )
    )


if __name__ == "__main__":
    main()
