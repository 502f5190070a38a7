/* The LSTM cell: one time step forward and backward on tiles of rows. */

/* Floats per k of an LSTM panel and per row of a gate panel. */
#define GATES_WIDTH 64

/*
 * Forward for R rows from `row` on and the LANES units of `block` from `part` on; the pre-activations of all four gates
 * stay in registers.
 *
 *     z = b + W x + U h_prev,  c = f ⊙ c_prev + i ⊙ g,  h = o ⊙ tanh(c)
 */
INLINE void lstmForwardTile(const int R, const LSTMStepForward *s, long block, long part, long row) {
    const long columns = s->inputSize + s->hiddenSize;
    const float *panel = s->panels + block * columns * GATES_WIDTH + part;
    const float *bias = s->bias + block * GATES_WIDTH + part;
    vec z[TILE_SUMS];
    UNROLL for (int r = 0; r < R; r++) {
        UNROLL for (int gate = 0; gate < 4; gate++) z[r * 4 + gate] = load(bias + gate * 16);
    }
    accumulate(
        R, 4, z, s->input + row * s->inputStride, s->inputStride, 1, s->inputSize, panel, GATES_WIDTH, 16);
    if (s->previousHidden) {
        accumulate(
            R, 4, z, s->previousHidden + row * s->hiddenStride, s->hiddenStride, 1, s->hiddenSize,
            panel + s->inputSize * GATES_WIDTH, GATES_WIDTH, 16);
    }
    const long unit = row * s->hiddenStride + block * 16 + part;
    float *gates = s->gates ? s->gates + block * s->gateStride + row * GATES_WIDTH + part : 0;
    vec cells[TILE_ROWS_4];
    UNROLL for (int r = 0; r < R; r++) {
        const long place = unit + r * s->hiddenStride;
        vec *now = z + r * 4;
        activateGates(now);
        if (gates) {
            UNROLL for (int gate = 0; gate < 4; gate++) store(gates + r * GATES_WIDTH + gate * 16, now[gate]);
        }
        cells[r] = now[0] * now[2];
        if (s->previousCell) cells[r] = multiplyAdd(now[1], load(s->previousCell + place), cells[r]);
        store(s->cell + place, cells[r]);
    }
    hyperbolicTangents(R, cells);
    UNROLL for (int r = 0; r < R; r++) store(s->hidden + unit + r * s->hiddenStride, z[r * 4 + 3] * cells[r]);
}

static void lstmForward(const LSTMStepForward *s) {
    for (long block = 0; block * 16 < s->hiddenSize; block++) {
        for (long part = 0; part < 16; part += LANES) {
#define TILE(R) lstmForwardTile(R, s, block, part, row)
            FOR_TILES(row, 0, s->rows, TILE_ROWS_4, TILE)
#undef TILE
        }
    }
}

/* One row and the LANES units at `unit`: dh → dz over the gates and dc. */
INLINE void lstmGateGradients(const LSTMStepBackward *s, long row, long unit, vec dh) {
    const long place = row * s->hiddenStride + unit;
    float *gates = s->gates + unit / 16 * s->gateStride + row * GATES_WIDTH + unit % 16;
    vec i = load(gates), f = load(gates + 16), g = load(gates + 32), o = load(gates + 48);
    vec h = load(s->hidden + place);
    vec one = splat(1);
    // o (1 − tanh²(c)) = o − h (h / o), and tanh(c) o (1 − o) = h (1 − o).
    vec dc = multiplyAdd(dh, multiplySubtract(h, h / o, o), load(s->dCell + place));
    vec dcf = dc * f;
    store(gates, dc * g * (i * (one - i)));
    store(gates + 16, s->previousCell ? dcf * load(s->previousCell + place) * (one - f) : splat(0));
    store(gates + 32, dc * i * multiplySubtract(g, g, one));
    store(gates + 48, dh * h * (one - o));
    store(s->dCell + place, dcf);
}

/* Asks for what lstmGateGradients reads. */
INLINE void lstmPrefetch(const LSTMStepBackward *s, long row, long unit) {
    const long place = row * s->hiddenStride + unit;
    const float *gates = s->gates + unit / 16 * s->gateStride + row * GATES_WIDTH;
    UNROLL for (int gate = 0; gate < 4; gate++) __builtin_prefetch(gates + gate * 16);
    __builtin_prefetch(s->hidden + place);
    __builtin_prefetch(s->dCell + place);
    if (s->previousCell) __builtin_prefetch(s->previousCell + place);
}

/* Backward for R rows that have a successor and `vectors` vectors of units from `block` on. */
INLINE void lstmBackwardTile(const int R, const int vectors, const LSTMStepBackward *s, long block, long row) {
    const long blocks = (s->hiddenSize + 15) / 16;
    const long panelStride = blocks * 16 * GATES_WIDTH;
    const float *panel = s->transposedRecurrent + block * panelStride;
    const float *dHidden = s->dHidden + row * s->hiddenStride + block * 16;
    vec dh[TILE_SUMS];
    UNROLL for (int r = 0; r < R; r++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            dh[r * vectors + v] = load(dHidden + r * s->hiddenStride + v * LANES);
        }
    }
    for (long next = 0; next < blocks; next++) {
        // What the gate gradients read is in no near cache at larger sizes: ask for it a little at a time.
        for (long item = blocks > 4 ? next : R * vectors; item < R * vectors; item += blocks) {
            lstmPrefetch(s, row + item / vectors, block * 16 + item % vectors * LANES);
        }
        accumulate(
            R, vectors, dh, s->nextGates + next * s->nextGateStride + row * GATES_WIDTH, GATES_WIDTH, 1, GATES_WIDTH,
            panel + next * 16 * GATES_WIDTH, 16, GROUP_STRIDE(panelStride));
    }
    UNROLL for (int r = 0; r < R; r++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            lstmGateGradients(s, row + r, block * 16 + v * LANES, dh[r * vectors + v]);
        }
    }
}

static void lstmBackward(const LSTMStepBackward *s) {
    const long followed = s->nextGates ? smaller(s->rows, s->nextRows) : 0;
#define TILE_4(R) lstmBackwardTile(R, 4, s, block, row)
#define TILE_2(R) lstmBackwardTile(R, 2, s, block, row)
#define TILE_1(R) lstmBackwardTile(R, 1, s, block, row)
    FOR_GROUPS(
        block, (s->hiddenSize + 15) / 16, FOR_TILES(row, 0, followed, TILE_ROWS_4, TILE_4),
        FOR_TILES(row, 0, followed, TILE_ROWS_2, TILE_2), FOR_TILES(row, 0, followed, TILE_ROWS_1, TILE_1))
#undef TILE_4
#undef TILE_2
#undef TILE_1
    for (long row = followed; row < s->rows; row++) {
        for (long unit = 0; unit < recurrentPadded(s->hiddenSize); unit += LANES) {
            lstmGateGradients(s, row, unit, load(s->dHidden + row * s->hiddenStride + unit));
        }
    }
}
