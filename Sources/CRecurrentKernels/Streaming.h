/*
 * One row through all panels: the product of a matrix and a vector, bound by reading the weights.
 *
 * Several panels are walked at once, because more streams of addresses hide more of the second-level cache's latency;
 * where there are few panels, the columns k are dealt to several sums instead, added at the end, so that the chain of
 * one sum does not hold up the next.
 */

/* Sums of a streaming tile: as many chains fill the pipes. */
#define STREAM_SUMS (LANES == 8 ? 8 : 16)
/* Vectors of the 16 units of a block. */
#define BLOCK_VECTORS (16 / LANES)

/*
 * sums[panel][v] += value · panels[panel · panelStride + v · LANES ...+ LANES]
 *
 * Compressed panels hold the weights of two gates in a word, see compress.
 */
INLINE void addColumn(
    const int panelCount, const int vectors, const int compressed, vec *sums, vec value, const float *panels,
    long panelStride) {
    UNROLL for (int panel = 0; panel < panelCount; panel++) {
        const float *column = panels + panel * panelStride;
        UNROLL for (int v = 0; v < vectors; v++) {
            vec weights;
            if (compressed) {
                const int gate = v / BLOCK_VECTORS;
                ivec words = (ivec)load(column + gate / 2 * 16 + v % BLOCK_VECTORS * LANES);
                weights = (vec)(gate % 2 ? words & (int)0xffff0000 : words << 16);
            } else {
                weights = load(column + v * LANES);
            }
            sums[panel * vectors + v] = multiplyAdd(value, weights, sums[panel * vectors + v]);
        }
    }
}

/*
 * sums[0] + ... + sums[parts - 1] grow by Σ_k a[k] · column k of the panels; column k goes to part k mod parts.
 *
 * A part is [panel][v]; a panel has `width` floats per column.
 */
INLINE void accumulateRow(
    const int parts, const int panelCount, const int vectors, const int compressed, vec *sums, const float *a,
    long count, const float *panels, long panelStride, const long width) {
    long k = 0;
    for (; k + parts <= count; k += parts) {
        UNROLL for (int part = 0; part < parts; part++) {
            addColumn(
                panelCount, vectors, compressed, sums + part * panelCount * vectors, splat(a[k + part]),
                panels + part * width, panelStride);
        }
        panels += parts * width;
    }
    for (; k < count; k++) {
        addColumn(panelCount, vectors, compressed, sums, splat(a[k]), panels, panelStride);
        panels += width;
    }
}

/* The units of `panelCount` blocks from `block` on. */
INLINE void lstmStreamTile(
    const int panelCount, const int compressed, const LSTMStepForward *s, const float *panels, long block) {
    const int vectors = 4 * BLOCK_VECTORS, parts = STREAM_SUMS / vectors / panelCount;
    const long width = compressed ? GATES_WIDTH / 2 : GATES_WIDTH;
    const long panelStride = (s->inputSize + s->hiddenSize) * width;
    panels += block * panelStride;
    vec sums[STREAM_SUMS];
    UNROLL for (int i = 0; i < STREAM_SUMS; i++) {
        sums[i] = i < panelCount * vectors ? load(s->bias + block * GATES_WIDTH + i * LANES) : splat(0);
    }
    accumulateRow(
        parts, panelCount, vectors, compressed, sums, s->input, s->inputSize, panels, panelStride, width);
    if (s->previousHidden) {
        accumulateRow(
            parts, panelCount, vectors, compressed, sums, s->previousHidden, s->hiddenSize,
            panels + s->inputSize * width, panelStride, width);
    }
    addParts(parts, panelCount * vectors, sums);
    vec cells[4], outputGates[4];
    UNROLL for (int i = 0; i < panelCount * BLOCK_VECTORS; i++) {
        const long unit = block * 16 + i * LANES;
        vec z[4];
        UNROLL for (int gate = 0; gate < 4; gate++) {
            z[gate] = sums[(i / BLOCK_VECTORS * 4 + gate) * BLOCK_VECTORS + i % BLOCK_VECTORS];
        }
        activateGates(z);
        cells[i] = z[0] * z[2];
        if (s->previousCell) cells[i] = multiplyAdd(z[1], load(s->previousCell + unit), cells[i]);
        store(s->cell + unit, cells[i]);
        outputGates[i] = z[3];
    }
    hyperbolicTangents(panelCount * BLOCK_VECTORS, cells);
    UNROLL for (int i = 0; i < panelCount * BLOCK_VECTORS; i++) {
        store(s->hidden + block * 16 + i * LANES, outputGates[i] * cells[i]);
    }
}

INLINE void lstmStreamAll(const int compressed, const LSTMStepForward *s, const float *panels) {
    const long blocks = (s->hiddenSize + 15) / 16;
    long block = 0;
#if LANES == 16
    for (; block + 4 <= blocks; block += 4) lstmStreamTile(4, compressed, s, panels, block);
    for (; block + 2 <= blocks; block += 2) lstmStreamTile(2, compressed, s, panels, block);
#endif
    for (; block < blocks; block++) lstmStreamTile(1, compressed, s, panels, block);
}

static void lstmStream(const LSTMStepForward *s) { lstmStreamAll(0, s, s->panels); }

static void lstmStreamCompressed(const LSTMStepForward *s, const unsigned *panels) {
    lstmStreamAll(1, s, (const float *)panels);
}

/* The upper half of the bits of a float, rounded to nearest, ties to even; not for NaN. */
INLINE ivec roundedUpperHalf(vec x) {
    ivec bits = (ivec)x;
    return (bits + 0x7fff + ((bits >> 16) & 1)) & (int)0xffff0000;
}

static void compress(const float *panels, long count, unsigned *compressed) {
    for (long i = 0; i < count; i += 32) {
        for (long lane = 0; lane < 16; lane += LANES) {
            ivec low = roundedUpperHalf(load(panels + i + lane)), high = roundedUpperHalf(load(panels + i + 16 + lane));
            store((float *)compressed + i / 2 + lane, (vec)((low >> 16 & 0xffff) | high));
        }
    }
}

/* The units of `panelCount` blocks from `block` on. */
INLINE void simpleStreamTile(const int panelCount, const SimpleStepForward *s, long block) {
    const int vectors = BLOCK_VECTORS, parts = STREAM_SUMS / vectors / panelCount;
    const long panelStride = (s->inputSize + s->recurrentSize + s->contextSize) * 16;
    const float *panels = s->panels + block * panelStride;
    vec sums[STREAM_SUMS];
    UNROLL for (int i = 0; i < STREAM_SUMS; i++) {
        sums[i] = i < panelCount * vectors ? load(s->bias + block * 16 + i * LANES) : splat(0);
    }
    accumulateRow(parts, panelCount, vectors, 0, sums, s->input, s->inputSize, panels, panelStride, 16);
    panels += s->inputSize * 16;
    if (s->previousHidden) {
        accumulateRow(
            parts, panelCount, vectors, 0, sums, s->previousHidden, s->recurrentSize, panels, panelStride, 16);
    }
    panels += s->recurrentSize * 16;
    if (s->context) {
        accumulateRow(parts, panelCount, vectors, 0, sums, s->context, s->contextSize, panels, panelStride, 16);
    }
    addParts(parts, panelCount * vectors, sums);
    UNROLL for (int i = 0; i < panelCount * vectors; i++) {
        store(s->hidden + block * 16 + i * LANES, activate(s->activation, sums[i]));
    }
}

static void simpleStream(const SimpleStepForward *s) {
    const long blocks = (s->hiddenSize + 15) / 16;
    long block = 0;
#if LANES == 16
    for (; block + 8 <= blocks; block += 8) simpleStreamTile(8, s, block);
#endif
    for (; block + 4 <= blocks; block += 4) simpleStreamTile(4, s, block);
    for (; block + 2 <= blocks; block += 2) simpleStreamTile(2, s, block);
    for (; block < blocks; block++) simpleStreamTile(1, s, block);
}
