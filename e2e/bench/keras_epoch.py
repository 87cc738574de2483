"""Times an epoch of the notebook's first test in real Keras 3 and prints one line of JSON.

LSTM(1) with the hard sigmoid of Keras 2, Dense(2) with softmax, softmax; a label at every step; Adam; batches of 128 out
of 100,000 strings of 50 bits. `model.fit` runs the given number of updates after a warm-up, and secondsPerEpoch is
scaled from them to the 782 of a whole epoch: `measuredUpdates` says how many were timed.

Needs keras and a backend (pip install tensorflow-cpu). Usage: keras_epoch.py [updates, 100]
"""

import json
import math
import os
import sys
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

STRINGS, LENGTH, BATCH = 100_000, 50, 128
EPOCH_UPDATES = math.ceil(STRINGS / BATCH)


def hard_sigmoid(z):
    return keras.ops.clip(0.2 * z + 0.5, 0, 1)


def from_probabilities(y, p):
    """Without the memory of Keras 3's softmax, which would make it another loss; see e2e/keras/README.md."""
    return keras.losses.binary_crossentropy(y, p * 1.0)


def compiled_model():
    model = keras.Sequential(
        [
            keras.Input((LENGTH, 2)),
            keras.layers.LSTM(
                1,
                recurrent_activation=hard_sigmoid,
                kernel_initializer="glorot_normal",
                return_sequences=True,
            ),
            keras.layers.Dense(2, activation="softmax"),
            keras.layers.Activation("softmax"),
        ]
    )
    model.compile(loss=from_probabilities, optimizer=keras.optimizers.Adam(0.001), metrics=["accuracy"])
    return model


def strings_and_labels(count):
    bits = np.random.default_rng(1).integers(0, 2, (count, LENGTH))
    one_hot = np.eye(2, dtype=np.float32)
    return one_hot[bits], one_hot[np.cumsum(bits, axis=1) % 2]


def versions():
    backend = keras.backend.backend()
    return {
        "keras": keras.__version__,
        backend: __import__(backend).__version__,
        "numpy": np.__version__,
        "python": sys.version.split()[0],
    }


def main():
    updates = min(int(sys.argv[1]) if len(sys.argv) > 1 else 100, EPOCH_UPDATES)
    keras.utils.set_random_seed(1)
    x, y = strings_and_labels(min(updates * BATCH, STRINGS))
    model = compiled_model()
    model.fit(x[: 4 * BATCH], y[: 4 * BATCH], batch_size=BATCH, verbose=0)
    start = time.perf_counter()
    model.fit(x, y, batch_size=BATCH, verbose=0)
    ms = 1000 * (time.perf_counter() - start) / updates
    print(
        json.dumps(
            {
                "name": f"Keras on {keras.backend.backend()}",
                "versions": versions(),
                "msPerUpdate": round(ms, 4),
                "secondsPerEpoch": round(ms * EPOCH_UPDATES / 1000, 3),
                "measuredUpdates": updates,
                "epochUpdates": EPOCH_UPDATES,
                "isScaled": updates < EPOCH_UPDATES,
            }
        )
    )


if __name__ == "__main__":
    main()
