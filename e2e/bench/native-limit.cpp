/*
 * The limit on one core: the notebook's epoch in C++, hand-vectorised over the strings of a batch.
 *
 * LSTM(1) with sigmoid gates, a softmax of two, a label at every step; Adam; batches of 128 out of 100,000 strings of 50
 * bits (the 781 whole ones). Forward pass, backward pass and update are written out for one unit, arrays lie time by
 * time with the batch innermost, and the exponential is a polynomial, so that the compiler fills its vectors.
 *
 * Prints one line of JSON: milliseconds per update of each epoch.
 * g++ -O3 -march=native -ffast-math native-limit.cpp
 */
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

const int STRINGS = 100000, LENGTH = 50, BATCH = 128, PARAMS = 20, EPOCHS = 4;

// where each weight lies: input kernel for a bit of 0 and of 1, recurrent kernel, bias (gates i, f, c, o); output
const int W0 = 0, W1 = 4, U = 8, BIAS = 12, OUT = 16, OUT_BIAS = 18;

static inline float expOf(float x) {
  x = x < -80 ? -80 : (x > 80 ? 80 : x);
  float t = x * 1.44269504f, whole = floorf(t), f = t - whole;
  float p = 1.f + f * (0.6931472f + f * (0.2402265f + f * (0.0555041f + f * (0.0096181f + f * 0.0013333f))));
  union { int bits; float value; } power;
  power.bits = ((int)whole + 127) << 23;
  return p * power.value;
}
static inline float sigmoid(float x) { return 1.f / (1.f + expOf(-x)); }
static inline float tanhOf(float x) { return 1.f - 2.f / (1.f + expOf(2.f * x)); }

typedef float Steps[LENGTH][BATCH];
typedef float States[LENGTH + 1][BATCH];

static Steps bit, parity, gateI, gateF, gateC, gateO, tanhC, odd;
static States h, c;
static float dh[BATCH], dc[BATCH];

static void unpack(const uint64_t *strings) {
  for (int b = 0; b < BATCH; b++) {
    float p = 0;
    for (int t = 0; t < LENGTH; t++) {
      bit[t][b] = (strings[b] >> t) & 1;
      p = p != bit[t][b];
      parity[t][b] = p;
    }
  }
}

static void forward(const float *w) {
  for (int b = 0; b < BATCH; b++) h[0][b] = c[0][b] = 0;
  for (int t = 0; t < LENGTH; t++)
    for (int b = 0; b < BATCH; b++) {
      float x = bit[t][b], before = h[t][b];
      float i = sigmoid(w[W0] + x * (w[W1] - w[W0]) + before * w[U] + w[BIAS]);
      float f = sigmoid(w[W0 + 1] + x * (w[W1 + 1] - w[W0 + 1]) + before * w[U + 1] + w[BIAS + 1]);
      float g = tanhOf(w[W0 + 2] + x * (w[W1 + 2] - w[W0 + 2]) + before * w[U + 2] + w[BIAS + 2]);
      float o = sigmoid(w[W0 + 3] + x * (w[W1 + 3] - w[W0 + 3]) + before * w[U + 3] + w[BIAS + 3]);
      float cell = f * c[t][b] + i * g, squashed = tanhOf(cell), out = o * squashed;
      gateI[t][b] = i;
      gateF[t][b] = f;
      gateC[t][b] = g;
      gateO[t][b] = o;
      c[t + 1][b] = cell;
      tanhC[t][b] = squashed;
      h[t + 1][b] = out;
      odd[t][b] = sigmoid(w[OUT_BIAS + 1] - w[OUT_BIAS] + out * (w[OUT + 1] - w[OUT]));
    }
}

/** Adds the gradient of the mean loss and gives back how many answers were right. */
static float backward(const float *w, float *gradient) {
  const float scale = 1.f / (BATCH * LENGTH);
  float *g = gradient, right = 0;
  for (int b = 0; b < BATCH; b++) dh[b] = dc[b] = 0;
  for (int t = LENGTH - 1; t >= 0; t--) {
    float a0 = 0, a1 = 0, a2 = 0, a3 = 0, x0 = 0, x1 = 0, x2 = 0, x3 = 0;
    float u0 = 0, u1 = 0, u2 = 0, u3 = 0, d0 = 0, d1 = 0, hits = 0;
    for (int b = 0; b < BATCH; b++) {
      float dz = (odd[t][b] - parity[t][b]) * scale;
      hits += ((odd[t][b] > .5f) == (parity[t][b] > .5f));
      d0 += dz;
      d1 += dz * h[t + 1][b];
      float slope = dh[b] + dz * (w[OUT + 1] - w[OUT]);
      float i = gateI[t][b], f = gateF[t][b], q = gateC[t][b], o = gateO[t][b], s = tanhC[t][b];
      float cell = dc[b] + slope * o * (1 - s * s);
      float zo = slope * s * o * (1 - o), zi = cell * q * i * (1 - i);
      float zf = cell * c[t][b] * f * (1 - f), zq = cell * i * (1 - q * q);
      dc[b] = cell * f;
      float before = h[t][b], x = bit[t][b];
      dh[b] = zi * w[U] + zf * w[U + 1] + zq * w[U + 2] + zo * w[U + 3];
      a0 += zi, a1 += zf, a2 += zq, a3 += zo;
      x0 += x * zi, x1 += x * zf, x2 += x * zq, x3 += x * zo;
      u0 += before * zi, u1 += before * zf, u2 += before * zq, u3 += before * zo;
    }
    right += hits;
    g[BIAS] += a0, g[BIAS + 1] += a1, g[BIAS + 2] += a2, g[BIAS + 3] += a3;
    g[W1] += x0, g[W1 + 1] += x1, g[W1 + 2] += x2, g[W1 + 3] += x3;
    g[W0] += a0 - x0, g[W0 + 1] += a1 - x1, g[W0 + 2] += a2 - x2, g[W0 + 3] += a3 - x3;
    g[U] += u0, g[U + 1] += u1, g[U + 2] += u2, g[U + 3] += u3;
    g[OUT_BIAS + 1] += d0, g[OUT_BIAS] -= d0, g[OUT + 1] += d1, g[OUT] -= d1;
  }
  return right;
}

static void adam(float *w, float *m, float *v, const float *gradient, long step) {
  float rate = .01f * sqrtf(1 - powf(.999f, step)) / (1 - powf(.9f, step));
  for (int k = 0; k < PARAMS; k++) {
    m[k] = .9f * m[k] + .1f * gradient[k];
    v[k] = .999f * v[k] + .001f * gradient[k] * gradient[k];
    w[k] -= rate * m[k] / (sqrtf(v[k]) + 1e-7f);
  }
}

int main() {
  std::mt19937_64 random(1);
  std::vector<uint64_t> strings(STRINGS);
  for (auto &string : strings) string = random();
  float w[PARAMS], m[PARAMS] = {}, v[PARAMS] = {};
  for (int k = 0; k < PARAMS; k++) w[k] = ((random() >> 40) / 16777216.f - .5f) * 1.2f;
  w[BIAS + 1] = 1;

  const int updates = STRINGS / BATCH;
  long step = 0;
  double accuracy = 0;
  printf("{\"name\":\"C++, one core\",\"msPerUpdate\":[");
  for (int epoch = 0; epoch < EPOCHS; epoch++) {
    auto start = std::chrono::steady_clock::now();
    double right = 0;
    for (int update = 0; update < updates; update++) {
      float gradient[PARAMS] = {};
      unpack(&strings[update * BATCH]);
      forward(w);
      right += backward(w, gradient);
      adam(w, m, v, gradient, ++step);
    }
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    accuracy = right / ((double)updates * BATCH * LENGTH);
    printf("%s%.6f", epoch ? "," : "", 1000 * seconds / updates);
  }
  printf("],\"accuracy\":%.4f}\n", accuracy);
}
