/* σ and tanh through one exponential, NaN in NaN out. */

/* The most values computed together. */
#define EXP_MOST 6

#if LANES == 16
/* The integer nearest to t, |t| at most 126, and p · 2^n. */
INLINE vec nearest(vec t) { return _mm512_roundscale_ps(t, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
INLINE vec timesPowerOfTwo(vec p, vec n) { return _mm512_scalef_ps(p, n); }
#else
/* Adding 1.5 · 2^23 rounds to an integer; adding 1.5 · 2^23 + 127 leaves n + 127 in the low bits, the exponent's. */
INLINE vec nearest(vec t) { return t + splat(0x1.8p23f) - splat(0x1.8p23f); }
INLINE vec timesPowerOfTwo(vec p, vec n) { return p * (vec)((ivec)(n + splat(0x1.8p23f + 127)) << 23); }
#endif

/*
 * t ← 2^t for `count` values at once, t limited to -126...126: 2^n · 2^r with n the integer nearest to t and 2^r,
 * |r| at most 1/2, by a polynomial of degree 6 with relative error 2e-9, exactly 1 at 0.
 *
 * The values go step by step together: each is a chain of dependent operations, and several chains fill the pipes.
 */
INLINE void exp2s(const int count, vec *t) {
    vec n[EXP_MOST], p[EXP_MOST];
    UNROLL for (int i = 0; i < count; i++) {
        t[i] = atLeast(atMost(t[i], 126), -126);
        n[i] = nearest(t[i]);
        t[i] -= n[i];
    }
    UNROLL for (int i = 0; i < count; i++) p[i] = multiplyAdd(t[i], splat(0x1.41fbbcp-13f), splat(0x1.5f3e54p-10f));
    UNROLL for (int i = 0; i < count; i++) p[i] = multiplyAdd(p[i], t[i], splat(0x1.3b2d4cp-7f));
    UNROLL for (int i = 0; i < count; i++) p[i] = multiplyAdd(p[i], t[i], splat(0x1.c6aee8p-5f));
    UNROLL for (int i = 0; i < count; i++) p[i] = multiplyAdd(p[i], t[i], splat(0x1.ebfbdcp-3f));
    UNROLL for (int i = 0; i < count; i++) p[i] = multiplyAdd(p[i], t[i], splat(0x1.62e43p-1f));
    UNROLL for (int i = 0; i < count; i++) p[i] = multiplyAdd(p[i], t[i], splat(1));
    UNROLL for (int i = 0; i < count; i++) t[i] = timesPowerOfTwo(p[i], n[i]);
}

/* σ(x) = 1 / (1 + 2^(−x log₂ e)); at least 1e-38, so that one may divide by it. */
INLINE vec sigmoid(vec x) {
    x *= splat(-1.44269504f);
    exp2s(1, &x);
    return splat(1) / (splat(1) + x);
}

/* tanh(x) = (1 − e) / (1 + e), e = 2^(−2 x log₂ e), of `count` values at once. */
INLINE void hyperbolicTangents(const int count, vec *x) {
    UNROLL for (int i = 0; i < count; i++) x[i] *= splat(-2.88539008f);
    exp2s(count, x);
    UNROLL for (int i = 0; i < count; i++) x[i] = (splat(1) - x[i]) / (splat(1) + x[i]);
}

INLINE vec hyperbolicTangent(vec x) {
    hyperbolicTangents(1, &x);
    return x;
}

/* The activations of an LSTM in place: i, f, o ← σ, g ← tanh. */
INLINE void activateGates(vec *z) {
    UNROLL for (int gate = 0; gate < 4; gate++) z[gate] *= splat(gate == 2 ? -2.88539008f : -1.44269504f);
    exp2s(4, z);
    UNROLL for (int gate = 0; gate < 4; gate++) {
        z[gate] = (gate == 2 ? splat(1) - z[gate] : splat(1)) / (splat(1) + z[gate]);
    }
}

static void sigmoidArray(float *values, long count) {
    for (long i = 0; i < count; i += LANES) {
        storeFirst(values + i, sigmoid(loadFirst(values + i, count - i)), count - i);
    }
}

static void tanhArray(float *values, long count) {
    for (long i = 0; i < count; i += LANES) {
        storeFirst(values + i, hyperbolicTangent(loadFirst(values + i, count - i)), count - i);
    }
}
