/* Gradients of weights in panel layout. */

/* The sums of a single column, as a bias has, over every fourth row each: one chain of additions would be slow. */
INLINE void weightGradientOfOne(
    const int vectors, const WeightGradient *g, long column, long dz, const long dzVector, vec *sums) {
    vec parts[4 * 4];
    UNROLL for (int i = 0; i < 4 * vectors; i++) parts[i] = i < vectors ? sums[i] : splat(0);
    for (long step = 0; step < g->stepCount; step++) {
        const float *a = g->steps[step].a + column;
        const float *row = g->steps[step].dz + dz;
        long left = g->steps[step].rows;
        for (; left >= 4; left -= 4) {
            UNROLL for (int part = 0; part < 4; part++) {
                accumulate(1, vectors, parts + part * vectors, a, 0, 0, 1, row, 0, dzVector);
                a += g->aStride;
                row += g->dzRowStride;
            }
        }
        accumulate(1, vectors, parts, a, 0, g->aStride, left, row, g->dzRowStride, dzVector);
    }
    addParts(4, vectors, parts);
    UNROLL for (int v = 0; v < vectors; v++) sums[v] = parts[v];
}

/*
 * G[k] += Σ_rows a[row][k] · dz[row] on a tile: R columns k from `column` on and `vectors` vectors, whose sums stay in registers
 * over all steps of the list. `dz` and `panel` are offsets of the first vector; the vectors are dzVector and panelVector apart.
 */
INLINE void weightGradientTile(
    const int R, const int vectors, const WeightGradient *g, long column, long dz, const long dzVector, float *panel,
    const long panelStep, const long panelVector) {
    panel += (g->firstColumn + column) * panelStep;
    vec sums[TILE_SUMS];
    UNROLL for (int r = 0; r < R; r++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            sums[r * vectors + v] = load(panel + r * panelStep + v * panelVector);
        }
    }
    if (g->hiddenSize > 128) {
        // Larger panels do not stay in the second-level cache: ask for the next tile.
        UNROLL for (int r = 0; r < R; r++) {
            UNROLL for (int v = 0; v < vectors; v++) __builtin_prefetch(panel + (R + r) * panelStep + v * panelVector);
        }
    }
    if (R == 1) weightGradientOfOne(vectors, g, column, dz, dzVector, sums);
    for (long step = 0; step < g->stepCount && R > 1; step++) {
        accumulate(
            R, vectors, sums, g->steps[step].a + column, 1, g->aStride, g->steps[step].rows, g->steps[step].dz + dz,
            g->dzRowStride, dzVector);
    }
    UNROLL for (int r = 0; r < R; r++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            store(panel + r * panelStep + v * panelVector, sums[r * vectors + v]);
        }
    }
}

static void weightGradient(const WeightGradient *g) {
    const long blocks = (g->hiddenSize + 15) / 16;
    const long blockSize = g->panelColumns * g->gates * 16;
    if (g->gates == 4) {
        for (long block = 0; block < blocks; block++) {
            for (long part = 0; part < 16; part += LANES) {
                const long dz = block * g->dzBlockStride + part;
                float *panel = g->panels + block * blockSize + part;
#define TILE(R) weightGradientTile(R, 4, g, column, dz, 16, panel, GATES_WIDTH, 16)
                FOR_TILES(column, 0, g->columns, TILE_ROWS_4, TILE)
#undef TILE
            }
        }
        return;
    }
#define TILE_(R, vectors)                                                                         \
    weightGradientTile(                                                                           \
        R, vectors, g, column, block * g->dzBlockStride, LANES, g->panels + block * blockSize, 16, \
        GROUP_STRIDE(blockSize))
#define TILE_4(R) TILE_(R, 4)
#define TILE_2(R) TILE_(R, 2)
#define TILE_1(R) TILE_(R, 1)
    FOR_GROUPS(
        block, blocks, FOR_TILES(column, 0, g->columns, TILE_ROWS_4, TILE_4),
        FOR_TILES(column, 0, g->columns, TILE_ROWS_2, TILE_2), FOR_TILES(column, 0, g->columns, TILE_ROWS_1, TILE_1))
#undef TILE_
#undef TILE_4
#undef TILE_2
#undef TILE_1
}
