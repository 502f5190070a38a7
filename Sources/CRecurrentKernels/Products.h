/* Products of rows with panels: gradients by inputs, dense layers. */

INLINE void productTile(const int R, const int vectors, const PanelProduct *p, long block, long row) {
    const float *panel = p->panels + block * p->panelStride;
    float *out = p->out + row * p->outStride + block * 16;
    const long columns = p->columns - block * 16;
    vec sums[TILE_SUMS];
    UNROLL for (int r = 0; r < R; r++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            const long place = v * LANES;
            sums[r * vectors + v] = p->accumulate ? loadFirst(out + r * p->outStride + place, columns - place)
                : p->bias                         ? load(p->bias + block * 16 + place)
                                                  : splat(0);
        }
    }
    for (long run = 0; run < p->runs; run++) {
        accumulate(
            R, vectors, sums, p->a + run * p->runStride + row * p->rowStride, p->rowStride, 1, p->width,
            panel + run * p->width * 16, 16, GROUP_STRIDE(p->panelStride));
    }
    UNROLL for (int r = 0; r < R; r++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            const long place = v * LANES;
            storeFirst(out + r * p->outStride + place, sums[r * vectors + v], columns - place);
        }
    }
}

static void product(const PanelProduct *p) {
#define TILE_4(R) productTile(R, 4, p, block, row)
#define TILE_2(R) productTile(R, 2, p, block, row)
#define TILE_1(R) productTile(R, 1, p, block, row)
    FOR_GROUPS(
        block, (p->columns + 15) / 16, FOR_TILES(row, 0, p->rows, TILE_ROWS_4, TILE_4),
        FOR_TILES(row, 0, p->rows, TILE_ROWS_2, TILE_2), FOR_TILES(row, 0, p->rows, TILE_ROWS_1, TILE_1))
#undef TILE_4
#undef TILE_2
#undef TILE_1
}
