/* Binary cross-entropy with logits. */

/*
 * ln(1 + e) for e in 0...1: 2 artanh(s) with s = e / (2 + e), artanh(s) / s by a polynomial in s² with relative error
 * 1e-10.
 */
INLINE vec logOnePlus(vec e) {
    vec s = e / (e + 2);
    vec y = s * s;
    vec q = multiplyAdd(y, splat(0.24289564f), splat(0.21430739f));
    q = multiplyAdd(q, y, splat(0.28616597f));
    q = multiplyAdd(q, y, splat(0.39998888f));
    q = multiplyAdd(q, y, splat(0.66666676f));
    return multiplyAdd(q, y, splat(2)) * s;
}

/*
 * −ln σ(l) = ln(1 + e) + max(−l, 0) and −ln(1 − σ(l)) = ln(1 + e) + max(l, 0) with e = e^−|l|; the smaller of σ(l) and
 * 1 − σ(l) is e / (1 + e).
 */
static double binaryCrossEntropy(const BinaryCrossEntropy *b) {
    const long count = b->rows * b->outputSize;
    const vec zero = splat(0), one = splat(1);
    dvec total = (dvec)0.0;
    long row = 0, output = 0;
    for (long i = 0; i < count; i += LANES) {
        const long left = count - i;
        vec weight;
        if (b->outputSize == 1) {
            weight = loadFirst(b->rowWeights + i, left);
        } else {
            float weights[LANES] = {0};
            for (long lane = 0; lane < smaller(LANES, left); lane++) {
                weights[lane] = b->rowWeights[row];
                if (++output == b->outputSize) output = 0, row++;
            }
            weight = load(weights);
        }
        if (b->targetWeights) weight *= loadFirst(b->targetWeights + i, left);
        vec l = loadFirst(b->logits + i, left);
        vec y = loadFirst(b->targets + i, left);
        ivec counts = weight > zero;
        l = counts ? l : zero;
        y = counts ? y : zero;

        vec magnitude = __builtin_elementwise_abs(l);
        vec e = magnitude * splat(-1.44269504f);
        exp2s(1, &e);
        vec logarithm = logOnePlus(e);
        vec larger = one / (one + e), small = e * larger;
        ivec positive = l > zero;
        vec sigma = positive ? larger : small, complement = positive ? small : larger;
        vec pulled = b->positiveWeight * y, rest = one - y;
        vec loss = pulled * (logarithm + atLeast(-l, 0)) + rest * (logarithm + atLeast(l, 0));
        total += __builtin_convertvector(weight, dvec) * __builtin_convertvector(loss, dvec);
        if (b->dLogits) {
            storeFirst(b->dLogits + i, weight * b->scale * (rest * sigma - pulled * complement), left);
        }
    }
    double result = 0;
    for (int lane = 0; lane < LANES; lane++) result += total[lane];
    return result;
}
