"""Compares the enclosures of the search and of the checker with those of Arb, through python-flint 0.8 or later:

    node e2e/scripts/run.mjs e2e/proof/enclosures.ts > /tmp/enclosures.json
    python e2e/proof/enclosures.py /tmp/enclosures.json

For every box, states in it - corners and random ones - are mapped by Arb with 200 bits and without slack; their images
must lie inside each enclosure. States of ellipsoids, most on the rim, are mapped along words in the same way; they must
lie within the bounds that the checker of version 3 has, and in random directions within its reach. The plain interval image, by Arb's own ball arithmetic with 200
bits on each bound, says how much wider than necessary the enclosures are. Writes `enclosures.json` beside this file.
"""

import json
import pathlib
import random
import sys

import flint
from flint import arb

flint.ctx.prec = 200
STATES = 30


def sigmoid(z):
    return 1 / (1 + (-z).exp())


def gate_bounds(spec, low, high, slack):
    """Bounds on a widened gate over [low, high]: monotone, so from its ends."""
    if spec["activation"] == "sigmoid":
        return sigmoid(low) - slack, sigmoid(high) + slack
    if low >= arb(5) / 2 + slack:
        return arb(1), arb(1)
    if high <= -(arb(5) / 2 + slack):
        return arb(0), arb(0)
    clip = lambda z: arb.min(arb(1), arb.max(arb(0), z / 5 + arb(1) / 2))
    return clip(low) - slack, clip(high) + slack


def parts(case, bit):
    h = case["spec"]["hidden"]
    w = [arb(x) for x in case["params"]]
    bias = 8 * h + 4 * h * h
    entry = [w[bit * 4 * h + k] + w[bias + k] for k in range(4 * h)]
    recurrent = [[w[8 * h + u * 4 * h + k] for k in range(4 * h)] for u in range(h)]
    return h, entry, recurrent


def products(a, b):
    corners = [x * y for x in a for y in b]
    low, high = corners[0], corners[0]
    for corner in corners[1:]:
        low, high = arb.min(low, corner), arb.max(high, corner)
    return low, high


def image(case, bit, box):
    """Bounds on the image of a box by plain interval arithmetic with 200 bits."""
    h, entry, recurrent = parts(case, bit)
    slack = arb(case["slack"])
    z = []
    for k in range(4 * h):
        low = high = entry[k]
        for u in range(h):
            a, b = products((recurrent[u][k], recurrent[u][k]), box[h + u])
            low, high = low + a, high + b
        z.append((low, high))
    gate = lambda k: gate_bounds(case["spec"], z[k][0], z[k][1], slack)
    tanh = lambda low, high: (low.tanh() - slack, high.tanh() + slack)
    c = []
    for u in range(h):
        kept = products(gate(h + u), box[u])
        new = products(gate(u), tanh(*z[2 * h + u]))
        c.append((kept[0] + new[0], kept[1] + new[1]))
    return c + [products(gate(3 * h + u), tanh(*c[u])) for u in range(h)]


def length(values):
    return sum((x * x for x in values), arb(0)).sqrt()


def ball_escapes(case, rng):
    """States of an ellipsoid along its word: how many were looked at, and how many lie where they should not."""
    n = 2 * case["spec"]["hidden"]
    seen = escapes = 0
    for _ in range(STATES // 3):
        u = [rng.uniform(-1, 1) for _ in range(n)]
        scale = (1 if rng.random() < 0.7 else rng.random()) * (1 - 1e-15) / float(length([arb(x) for x in u]))
        u = [x * scale for x in u]
        if not length([arb(x) for x in u]) <= 1:
            continue
        state = [arb(case["centre"][k]) + sum(arb(u[j]) * arb(case["axes"][j * n + k]) for j in range(n)) for k in range(n)]
        if any(not abs(h) <= 1 for h in state[n // 2 :]):
            continue
        at = 0
        for reached in case["reached"]:
            while at < reached["after"]:
                state = [low for low, _ in image({**case, "slack": 0}, int(case["word"][at]), [(x, x) for x in state])]
                at += 1
            inside = all(arb(reached["lo"][k]) <= state[k] <= arb(reached["hi"][k]) for k in range(n))
            w = [arb(rng.uniform(-1, 1)) for _ in range(n)]
            along = abs(sum(w[k] * (state[k] - arb(reached["centre"][k])) for k in range(n)))
            symbols = [sum(w[k] * arb(reached["symbols"][k][j]) for k in range(n)) for j in range(len(reached["symbols"][0]))]
            reach = length(symbols[: reached["ball"]]) + sum((abs(x) for x in symbols[reached["ball"] :]), arb(0))
            seen += 1
            escapes += not (inside and along <= reach)
    return seen, escapes


def main():
    file = json.loads(pathlib.Path(sys.argv[1]).read_text())
    cases = file["boxes"]
    rng = random.Random(1)
    result = {name: {"escapes": 0, "narrowerThanArb": 0, "largestExcess": 0.0} for name in ("search", "checker", "meanValue")}
    states = 0
    for case in cases:
        n = 2 * case["spec"]["hidden"]
        box = [(case["box"][2 * k], case["box"][2 * k + 1]) for k in range(n)]
        for bit in (0, 1):
            exact = image(case, bit, [(arb(a), arb(b)) for a, b in box])
            mapped = []
            for _ in range(STATES):
                state = [rng.choice((a, b, a + (b - a) * rng.random())) for a, b in box]
                state = [min(max(x, a), b) for x, (a, b) in zip(state, box)]
                point = image({**case, "slack": 0}, bit, [(arb(x), arb(x)) for x in state])
                mapped.append(point)
                states += 1
            for name, tally in result.items():
                bounds = case["images"][bit][name]
                for k in range(n):
                    low, high = arb(bounds[2 * k]), arb(bounds[2 * k + 1])
                    tally["escapes"] += sum(not (p[k][0] > low and p[k][1] < high) for p in mapped if not (low == p[k][0] or high == p[k][1]))
                    if name != "meanValue":
                        # plain interval arithmetic must not be narrower than the same in 200 bits
                        tally["narrowerThanArb"] += bool(exact[k][0] < low) + bool(exact[k][1] > high)
                        excess = max(float(exact[k][0] - low), float(high - exact[k][1]))
                        tally["largestExcess"] = max(tally["largestExcess"], excess / (1 + abs(float(high))))
    del result["meanValue"]["narrowerThanArb"], result["meanValue"]["largestExcess"]
    seen, escapes = (sum(tally) for tally in zip(*(ball_escapes(case, rng) for case in file["balls"])))
    result["words"] = {"ellipsoids": len(file["balls"]), "states": seen, "escapes": escapes}
    report = {"flint": flint.__version__, "boxes": 2 * len(cases), "states": states, **result}
    text = json.dumps(report, indent=2) + "\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)
    print(text)
    sys.exit(any(tally["escapes"] or tally.get("narrowerThanArb", 0) for tally in result.values()))


main()
