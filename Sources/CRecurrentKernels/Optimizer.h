/* Adam and the norm of a gradient. */

/* One vector of parameters, see AdamUpdate. */
INLINE void adamVector(const AdamUpdate *u, vec g, vec *theta, vec *m, vec *v) {
    g = multiplyAdd(splat(u->coupledDecay), *theta, g * u->gradientScale);
    *m = u->beta1 * *m + u->oneMinusBeta1 * g;
    *v = u->beta2 * *v + u->oneMinusBeta2 * g * g;
    *theta = u->kept * *theta - u->rate * *m / (__builtin_elementwise_sqrt(*v) * u->secondScale + u->epsilon);
}

static void adam(
    const AdamUpdate *u, const float *gradients, float *parameters, float *firstMoments, float *secondMoments) {
    for (long i = 0; i < u->count; i += LANES) {
        const long count = u->count - i;
        vec theta = loadFirst(parameters + i, count);
        vec m = loadFirst(firstMoments + i, count);
        vec v = loadFirst(secondMoments + i, count);
        adamVector(u, loadFirst(gradients + i, count), &theta, &m, &v);
        storeFirst(parameters + i, theta, count);
        storeFirst(firstMoments + i, m, count);
        storeFirst(secondMoments + i, v, count);
    }
}

static double squaredNorm(const float *values, long count) {
    dvec sums[16 / LANES];
    UNROLL for (int part = 0; part < 16 / LANES; part++) sums[part] = (dvec)0.0;
    for (long i = 0; i < count; i += 16) {
        UNROLL for (int part = 0; part < 16 / LANES; part++) {
            const long place = i + part * LANES;
            if (place >= count) continue;
            dvec value = __builtin_convertvector(loadFirst(values + place, count - place), dvec);
            sums[part] += value * value;
        }
    }
    double total = 0;
    for (int lane = 0; lane < 16; lane++) total += sums[lane / LANES][lane % LANES];
    return total;
}
