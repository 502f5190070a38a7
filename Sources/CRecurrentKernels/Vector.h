/* Vectors of LANES floats. */
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef float vec __attribute__((ext_vector_type(LANES)));
typedef int ivec __attribute__((ext_vector_type(LANES)));
typedef double dvec __attribute__((ext_vector_type(LANES)));
typedef float unalignedVec __attribute__((ext_vector_type(LANES), aligned(4), may_alias));

INLINE vec load(const float *p) { return *(const unalignedVec *)p; }
INLINE void store(float *p, vec v) { *(unalignedVec *)p = v; }
INLINE vec splat(float x) { return (vec)x; }

/* The first `count` of LANES floats, then zeros; with 16 lanes `count` is above 0. */
INLINE vec loadFirst(const float *p, long count) {
    if (count >= LANES) return load(p);
#if LANES == 16
    return _mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), p);
#else
    vec v = splat(0);
    UNROLL for (int i = 0; i < LANES - 1; i++) {
        if (i < count) v[i] = p[i];
    }
    return v;
#endif
}

/* Stores the first `count` of LANES floats; with 16 lanes `count` is above 0. */
INLINE void storeFirst(float *p, vec v, long count) {
    if (count >= LANES) {
        store(p, v);
        return;
    }
#if LANES == 16
    _mm512_mask_storeu_ps(p, (__mmask16)((1u << count) - 1), v);
#else
    UNROLL for (int i = 0; i < LANES - 1; i++) {
        if (i < count) p[i] = v[i];
    }
#endif
}

/* a · b + c. */
INLINE vec multiplyAdd(vec a, vec b, vec c) {
#if FUSED
    return __builtin_elementwise_fma(a, b, c);
#else
    return a * b + c;
#endif
}

/* c − a · b. */
INLINE vec multiplySubtract(vec a, vec b, vec c) { return multiplyAdd(-a, b, c); }

/* NaN stays NaN: the comparison is false, and the value itself is taken. */
INLINE vec atMost(vec x, float limit) { return splat(limit) < x ? splat(limit) : x; }
INLINE vec atLeast(vec x, float limit) { return splat(limit) > x ? splat(limit) : x; }

/* The sum of the lanes, by halves. */
INLINE float sum(vec v) {
#if LANES == 16
    __attribute__((ext_vector_type(8))) float eight = v.lo + v.hi;
    __attribute__((ext_vector_type(4))) float four = eight.lo + eight.hi;
#elif LANES == 8
    __attribute__((ext_vector_type(4))) float four = v.lo + v.hi;
#else
    vec four = v;
#endif
    return (four.x + four.z) + (four.y + four.w);
}

INLINE long smaller(long a, long b) { return a < b ? a : b; }
