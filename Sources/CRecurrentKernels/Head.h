/* The linear head on few outputs: logits = V h + c. */

/* Rows taken together: each row's sum is a chain of dependent additions, several chains fill the pipes. */
#define HEAD_ROWS 8

INLINE void headForwardTile(
    const int R, const LinearHead *head, const float *hidden, const float *weights, const float *bias, float *logits,
    long row) {
    hidden += row * head->hiddenStride;
    logits += row * head->outputSize;
    for (long output = 0; output < head->outputSize; output++) {
        const float *v = weights + output * head->hiddenSize;
        vec sums[HEAD_ROWS];
        UNROLL for (int r = 0; r < R; r++) sums[r] = splat(0);
        for (long unit = 0; unit < head->hiddenSize; unit += LANES) {
            vec column = loadFirst(v + unit, head->hiddenSize - unit);
            UNROLL for (int r = 0; r < R; r++) {
                sums[r] = multiplyAdd(column, load(hidden + r * head->hiddenStride + unit), sums[r]);
            }
        }
        UNROLL for (int r = 0; r < R; r++) logits[r * head->outputSize + output] = bias[output] + sum(sums[r]);
    }
}

static void headForward(
    const LinearHead *head, const float *hidden, const float *weights, const float *bias, float *logits) {
    long row = 0;
    for (; row + HEAD_ROWS <= head->rows; row += HEAD_ROWS) {
        headForwardTile(HEAD_ROWS, head, hidden, weights, bias, logits, row);
    }
    for (; row < head->rows; row++) headForwardTile(1, head, hidden, weights, bias, logits, row);
}

/* dh = Vᵀ dl of R rows and LANES units. */
INLINE void headBackwardTile(
    const int R, const LinearHead *head, const float *dLogits, const float *weights, float *dHidden, long unit,
    long row) {
    dLogits += row * head->outputSize;
    vec sums[HEAD_ROWS];
    UNROLL for (int r = 0; r < R; r++) sums[r] = splat(0);
    for (long output = 0; output < head->outputSize; output++) {
        vec column = loadFirst(weights + output * head->hiddenSize + unit, head->hiddenSize - unit);
        UNROLL for (int r = 0; r < R; r++) {
            sums[r] = multiplyAdd(splat(dLogits[r * head->outputSize + output]), column, sums[r]);
        }
    }
    UNROLL for (int r = 0; r < R; r++) store(dHidden + (row + r) * head->hiddenStride + unit, sums[r]);
}

static void headBackward(const LinearHead *head, const float *dLogits, const float *weights, float *dHidden) {
    for (long unit = 0; unit < recurrentPadded(head->hiddenSize); unit += LANES) {
        long row = 0;
        for (; row + HEAD_ROWS <= head->rows; row += HEAD_ROWS) {
            headBackwardTile(HEAD_ROWS, head, dLogits, weights, dHidden, unit, row);
        }
        for (; row < head->rows; row++) headBackwardTile(1, head, dLogits, weights, dHidden, unit, row);
    }
}

static void headGradient(
    const LinearHead *head, const float *dLogits, const float *hidden, float *dWeights, float *dBias) {
    const long rows = head->rows, outputs = head->outputSize;
    for (long output = 0; output < outputs; output++) {
        const float *d = dLogits + output;
        for (long unit = 0; unit < head->hiddenSize; unit += LANES) {
            const float *h = hidden + unit;
            vec sums[HEAD_ROWS];
            UNROLL for (int r = 0; r < HEAD_ROWS; r++) sums[r] = splat(0);
            long row = 0;
            for (; row + HEAD_ROWS <= rows; row += HEAD_ROWS) {
                UNROLL for (int r = 0; r < HEAD_ROWS; r++) {
                    vec value = splat(d[(row + r) * outputs]);
                    sums[r] = multiplyAdd(value, load(h + (row + r) * head->hiddenStride), sums[r]);
                }
            }
            for (; row < rows; row++) {
                sums[0] = multiplyAdd(splat(d[row * outputs]), load(h + row * head->hiddenStride), sums[0]);
            }
            addParts(HEAD_ROWS, 1, sums);
            float *target = dWeights + output * head->hiddenSize + unit;
            const long count = head->hiddenSize - unit;
            storeFirst(target, loadFirst(target, count) + sums[0], count);
        }
        float sums[4] = {0};
        for (long row = 0; row < rows; row++) sums[row % 4] += d[row * outputs];
        dBias[output] += (sums[0] + sums[1]) + (sums[2] + sums[3]);
    }
}
