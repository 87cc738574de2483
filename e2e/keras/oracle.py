"""Writes oracle.json: what real Keras 3 computes for small networks of this model, for src/lstm/keras.test.ts.

Everything that is trained goes through `model.compile` and `model.train_on_batch`, as in the notebook; only the
gradient of the first batch comes from a tape over a loss that is written out below. Run: see README.md.

Choices where Keras leaves one:
- hard sigmoid: Keras 3's own divides by 6. The model means Keras 2's clip(0.2 z + 0.5, 0, 1), given as a custom
  recurrent activation.
- shorter strings: padded at the end with all-zero rows, which keras.layers.Masking(0) masks. At the last step the LSTM
  returns the state after the string's own last bit.
- binary cross entropy behind a softmax: the softmax of Keras 3 remembers its input, and on the TensorFlow backend
  binary_crossentropy then quietly takes the *sigmoid* cross entropy of that input, another loss. The notebook's Keras 2
  took the probabilities, as the model does; `from_probabilities` hands them over without the memory.
- loss of every step: the mean over the real bits of the batch (each bit weighs the same, so a long string weighs more
  than a short one). `written_loss` says so by hand; the script asserts that compiled Keras reports the same number.
"""

import json
import os
import platform
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
import tensorflow as tf

UPDATES = 20

# name, units, activation, head, supervision, longest string, variable lengths, batch, repeats, learning rate,
# jitter added to Keras' initial weights (so that no bias is zero), scale of the output kernel
CASES = [
    ("notebook-1", 1, "hard-sigmoid", "double-softmax", "every", 50, False, 4, 1, 0.001, 0, 1),
    ("notebook-2", 1, "hard-sigmoid", "double-softmax", "every", 50, True, 1, 5, 0.001, 0, 1),
    ("openai-fixed", 1, "sigmoid", "softmax", "last", 50, False, 4, 1, 0.01, 0, 1),
    ("openai-variable", 1, "sigmoid", "softmax", "last", 50, True, 6, 1, 0.01, 0, 1),
    ("2 units, masked, every step", 2, "sigmoid", "double-softmax", "every", 12, True, 6, 1, 0.01, 0.3, 1),
    ("2 units, last step", 2, "hard-sigmoid", "softmax", "last", 12, False, 6, 1, 0.01, 1, 1),
    ("4 units, masked, every step", 4, "hard-sigmoid", "softmax", "every", 12, True, 6, 1, 0.01, 1, 1),
    ("4 units, masked, last step", 4, "sigmoid", "double-softmax", "last", 12, True, 6, 1, 0.01, 0.3, 1),
    ("probabilities at the clip", 1, "sigmoid", "softmax", "every", 12, True, 6, 1, 0.01, 1, 40),
]

# In float32 1 - 1e-7 rounds to 1 - 1.19e-7, which moves a clipped loss by 1 %: float64 only.
FLOAT64_ONLY = {"probabilities at the clip"}


def hard_sigmoid(z):
    return keras.ops.clip(0.2 * z + 0.5, 0, 1)


def build(case, every):
    """The notebook's layers: LSTM, Dense with softmax, and for the double softmax a softmax layer behind it."""
    name, units, activation, head = case[:4]
    variable, batch = case[6], case[7]
    inputs = keras.Input((None, 2))
    # the notebook's second test feeds one string at a time and needs no mask
    x = keras.layers.Masking(0.0)(inputs) if variable and batch > 1 else inputs
    x = keras.layers.LSTM(
        units,
        recurrent_activation=hard_sigmoid if activation == "hard-sigmoid" else "sigmoid",
        kernel_initializer="glorot_normal",
        return_sequences=every,
    )(x)
    x = keras.layers.Dense(2, activation="softmax")(x)
    if head == "double-softmax":
        x = keras.layers.Activation("softmax")(x)
    return keras.Model(inputs, x)


def draw_batches(case, rng):
    """Batches of strings as texts of zeros and ones; UPDATES / repeats of them, at most four, then over again."""
    longest, variable, batch, repeats = case[5:9]
    count = min(4, UPDATES // repeats)
    length = lambda: int(rng.integers(1, longest + 1)) if variable else longest
    return [["".join(map(str, rng.integers(0, 2, length()))) for _ in range(batch)] for _ in range(count)]


def arrays(strings, every, dtype):
    """One-hot inputs, one-hot labels (the parity so far) and the mask of real bits, padded to the longest string."""
    longest = max(map(len, strings))
    x = np.zeros((len(strings), longest, 2), dtype)
    y = np.zeros((len(strings), longest, 2), dtype)
    real = np.zeros((len(strings), longest), dtype)
    last = np.zeros((len(strings), 2), dtype)
    for row, text in enumerate(strings):
        bits = np.array([int(bit) for bit in text])
        parity = np.cumsum(bits) % 2
        steps = np.arange(len(bits))
        x[row, steps, bits] = 1
        y[row, steps, parity] = 1
        real[row, steps] = 1
        last[row, parity[-1]] = 1
    return x, (y if every else last), (real if every else np.ones(len(strings), dtype))


def from_probabilities(y, p):
    """Keras' binary cross entropy of the probabilities themselves, averaged over both outputs."""
    return keras.losses.binary_crossentropy(y, tf.identity(p))


def written_loss(y, p, weight):
    """The mean over the answers that count."""
    each = from_probabilities(y, p)
    return tf.reduce_sum(each * weight) / tf.reduce_sum(weight)


def flat(weights):
    """kernel, recurrent kernel, bias, output kernel, output bias: the order of Keras and of the flat layout."""
    return np.concatenate([np.asarray(w).reshape(-1) for w in weights])


def use_precision(dtype):
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)


def initial_weights(case, seed):
    """Keras' own initial weights, exact in float32, so that both precisions start from the same numbers."""
    jitter, scale = case[10:12]
    use_precision("float32")
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    weights = [np.asarray(w, np.float32) for w in build(case, True).get_weights()]
    weights = [w + np.float32(jitter) * rng.standard_normal(w.shape).astype(np.float32) for w in weights]
    weights[3] = weights[3] * np.float32(scale)
    return weights


def adam(learning_rate, dtype):
    """Keras' Adam. Its powers of plain Python betas pass through float32 even in float64; NumPy's stay as they are."""
    if dtype == "float32":
        return keras.optimizers.Adam(learning_rate, epsilon=1e-7)
    return keras.optimizers.Adam(
        learning_rate, beta_1=np.float64(0.9), beta_2=np.float64(0.999), epsilon=1e-7
    )


def run(case, seed, dtype):
    name, units, activation, head, supervision = case[:5]
    repeats, learning_rate = case[8:10]
    every = supervision == "every"
    batches = draw_batches(case, np.random.default_rng(1000 + seed))
    start = initial_weights(case, seed)

    use_precision(dtype)
    model = build(case, every)
    model.set_weights(start)
    every_step = build(case, True)
    every_step.set_weights(start)

    x, y, weight = arrays(batches[0], every, dtype)
    steps = np.asarray(every_step(x))
    with tf.GradientTape() as tape:
        loss = written_loss(y, model(x), weight)
    gradient = tape.gradient(loss, model.trainable_variables)

    model.compile(
        loss=from_probabilities,
        optimizer=adam(learning_rate, dtype),
        jit_compile=False,
    )
    losses = []
    for update in range(UPDATES):
        x, y, _ = arrays(batches[update // repeats % len(batches)], every, dtype)
        model.reset_metrics()
        losses.append(float(model.train_on_batch(x, y)))
    assert abs(losses[0] - float(loss)) < 1e-6 * max(1, float(loss)), (name, losses[0], float(loss))

    digits = 9 if dtype == "float32" else 15
    numbers = lambda values: [float(f"{value:.{digits}g}") for value in np.asarray(values).reshape(-1)]
    return {
        "name": name,
        "dtype": dtype,
        "hidden": units,
        "activation": activation,
        "head": head,
        "supervision": supervision,
        "learningRate": learning_rate,
        "repeats": repeats,
        "batches": batches,
        "weights": [float(f"{value:.9g}") for value in flat(start)],
        "probabilities": [numbers(steps[row, : len(text), 1]) for row, text in enumerate(batches[0])],
        "loss": numbers([loss])[0],
        "gradient": numbers(flat(gradient)),
        "losses": numbers(losses),
        "trained": numbers(flat(model.get_weights())),
    }


def parameter_count(units):
    case = ("count", units, "hard-sigmoid", "double-softmax", "every", 50, False, 128)
    model = build(case, True)
    return {
        "hidden": units,
        "parameters": model.count_params(),
        "lstm": model.layers[1].count_params(),
        "dense": model.layers[2].count_params(),
    }


def main():
    cases = []
    for seed, case in enumerate(CASES, start=1):
        for dtype in ["float64"] if case[0] in FLOAT64_ONLY else ["float32", "float64"]:
            cases.append(run(case, seed, dtype))
    oracle = {
        "about": "Written by oracle.py; do not edit.",
        "versions": {
            "keras": keras.__version__,
            "backend": keras.backend.backend(),
            "tensorflow": tf.__version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
        },
        "parameterCounts": [parameter_count(units) for units in (1, 2, 3, 4, 8)],
        "cases": cases,
    }
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "oracle.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(oracle, file, separators=(",", ":"))
        file.write("\n")
    print(f"{path}: {len(cases)} cases", file=sys.stderr)


if __name__ == "__main__":
    main()
