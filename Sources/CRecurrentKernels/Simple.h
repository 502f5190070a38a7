/* Simple recurrent cells: one time step forward and backward on tiles of rows. */

INLINE vec activate(RecurrentActivation activation, vec z) {
    // max(z, 0) that keeps NaN.
    return activation == RecurrentActivationRelu ? atLeast(z, 0) : hyperbolicTangent(z);
}

/* dh ⊙ φ'(z), with φ' from h. */
INLINE vec activationGradient(RecurrentActivation activation, vec h, vec dh) {
    if (activation == RecurrentActivationRelu) return h > splat(0) ? dh : splat(0);
    return dh * multiplySubtract(h, h, splat(1));
}

/*
 * Forward for R rows from `row` on and `vectors` vectors of units from `block` on.
 *
 *     h = φ(b + W x + U h_prev + C context)
 */
INLINE void simpleForwardTile(const int R, const int vectors, const SimpleStepForward *s, long block, long row) {
    const long panelStride = (s->inputSize + s->recurrentSize + s->contextSize) * 16;
    const float *panel = s->panels + block * panelStride;
    vec z[TILE_SUMS];
    UNROLL for (int r = 0; r < R; r++) {
        UNROLL for (int v = 0; v < vectors; v++) z[r * vectors + v] = load(s->bias + block * 16 + v * LANES);
    }
    accumulate(
        R, vectors, z, s->input + row * s->inputStride, s->inputStride, 1, s->inputSize, panel, 16,
        GROUP_STRIDE(panelStride));
    panel += s->inputSize * 16;
    if (s->previousHidden) {
        accumulate(
            R, vectors, z, s->previousHidden + row * s->hiddenStride, s->hiddenStride, 1, s->recurrentSize, panel, 16,
            GROUP_STRIDE(panelStride));
    }
    panel += s->recurrentSize * 16;
    if (s->context) {
        accumulate(
            R, vectors, z, s->context + row * s->contextStride, s->contextStride, 1, s->contextSize, panel, 16,
            GROUP_STRIDE(panelStride));
    }
    float *hidden = s->hidden + row * s->hiddenStride + block * 16;
    UNROLL for (int r = 0; r < R; r++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            store(hidden + r * s->hiddenStride + v * LANES, activate(s->activation, z[r * vectors + v]));
        }
    }
}

static void simpleForward(const SimpleStepForward *s) {
#define TILE_4(R) simpleForwardTile(R, 4, s, block, row)
#define TILE_2(R) simpleForwardTile(R, 2, s, block, row)
#define TILE_1(R) simpleForwardTile(R, 1, s, block, row)
    FOR_GROUPS(
        block, (s->hiddenSize + 15) / 16, FOR_TILES(row, 0, s->rows, TILE_ROWS_4, TILE_4),
        FOR_TILES(row, 0, s->rows, TILE_ROWS_2, TILE_2), FOR_TILES(row, 0, s->rows, TILE_ROWS_1, TILE_1))
#undef TILE_4
#undef TILE_2
#undef TILE_1
}

/*
 * Backward for R rows that have a successor and `vectors` vectors of units from `block` on.
 *
 *     dz = (dHidden + Uᵀ dz_next) ⊙ φ'(z)
 */
INLINE void simpleBackwardTile(const int R, const int vectors, const SimpleStepBackward *s, long block, long row) {
    const long panelStride = (s->hiddenSize + 15) / 16 * 16 * 16;
    const long place = row * s->hiddenStride + block * 16;
    vec dh[TILE_SUMS];
    UNROLL for (int r = 0; r < R; r++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            dh[r * vectors + v] = load(s->dHidden + place + r * s->hiddenStride + v * LANES);
        }
    }
    accumulate(
        R, vectors, dh, s->next + row * s->hiddenStride, s->hiddenStride, 1, s->hiddenSize,
        s->transposedRecurrent + block * panelStride, 16, GROUP_STRIDE(panelStride));
    UNROLL for (int r = 0; r < R; r++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            const long unit = place + r * s->hiddenStride + v * LANES;
            vec dz = activationGradient(s->activation, load(s->hidden + unit), dh[r * vectors + v]);
            store(s->dPreactivation + unit, dz);
        }
    }
}

static void simpleBackward(const SimpleStepBackward *s) {
    const long followed = s->next ? smaller(s->rows, s->nextRows) : 0;
#define TILE_4(R) simpleBackwardTile(R, 4, s, block, row)
#define TILE_2(R) simpleBackwardTile(R, 2, s, block, row)
#define TILE_1(R) simpleBackwardTile(R, 1, s, block, row)
    FOR_GROUPS(
        block, (s->hiddenSize + 15) / 16, FOR_TILES(row, 0, followed, TILE_ROWS_4, TILE_4),
        FOR_TILES(row, 0, followed, TILE_ROWS_2, TILE_2), FOR_TILES(row, 0, followed, TILE_ROWS_1, TILE_1))
#undef TILE_4
#undef TILE_2
#undef TILE_1
    for (long row = followed; row < s->rows; row++) {
        for (long unit = 0; unit < recurrentPadded(s->hiddenSize); unit += LANES) {
            const long place = row * s->hiddenStride + unit;
            vec dz = activationGradient(s->activation, load(s->hidden + place), load(s->dHidden + place));
            store(s->dPreactivation + place, dz);
        }
    }
}
