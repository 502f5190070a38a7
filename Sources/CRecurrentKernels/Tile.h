/* The one product all kernels are made of: a tile of sums that stays in registers. */

/* The most sums a tile has. */
#define TILE_SUMS (TILE_ROWS_4 * 4)

/*
 * acc[r][v] += Σ_k a[r·aRow + k·aStep] · b[k·bStep + v·bVector ...+ LANES], k ascending.
 *
 * `rows` and `vectors` are constants at every call; acc is [rows][vectors].
 */
INLINE void accumulate(
    const int rows, const int vectors, vec *acc, const float *a, long aRow, long aStep, long count, const float *b,
    long bStep, long bVector) {
    for (long k = 0; k < count; k++) {
        // The smaller side is held in registers, the larger one is read as it is used.
        if (rows < vectors) {
            vec value[4];
            UNROLL for (int r = 0; r < rows; r++) value[r] = splat(a[r * aRow]);
            UNROLL for (int v = 0; v < vectors; v++) {
                vec column = load(b + v * bVector);
                UNROLL for (int r = 0; r < rows; r++) {
                    acc[r * vectors + v] = multiplyAdd(value[r], column, acc[r * vectors + v]);
                }
            }
        } else {
            vec column[4];
            UNROLL for (int v = 0; v < vectors; v++) column[v] = load(b + v * bVector);
            UNROLL for (int r = 0; r < rows; r++) {
                vec value = splat(a[r * aRow]);
                UNROLL for (int v = 0; v < vectors; v++) {
                    acc[r * vectors + v] = multiplyAdd(value, column[v], acc[r * vectors + v]);
                }
            }
        }
        a += aStep;
        b += bStep;
    }
}

/* Adds the sums of all parts to those of the first. */
INLINE void addParts(const int parts, const int vectors, vec *sums) {
    UNROLL for (int distance = parts / 2; distance > 0; distance /= 2) {
        UNROLL for (int i = 0; i < distance * vectors; i++) sums[i] += sums[distance * vectors + i];
    }
}

/*
 * Calls TILE(R) with a constant R for the rows first..<last, cut into tiles of at most `limit` rows that differ by at
 * most one. `row` is the first row of the tile.
 */
#define FOR_TILES(row, first, last, limit, TILE) FOR_TILES_(row, first, last, limit, TILE)
#define FOR_TILES_(row, first, last, limit, TILE)                                                  \
    for (long row = (first), left_ = ((last) - (first) + (limit) - 1) / (limit); row < (last);) { \
        const long rows_ = ((last) - row + left_ - 1) / left_;                                     \
        switch (rows_) { CASES_##limit(TILE) }                                                     \
        row += rows_;                                                                              \
        left_--;                                                                                   \
    }
#define CASE(R, TILE) case R: TILE(R); break;
#define CASES_3(TILE) CASE(1, TILE) CASE(2, TILE) CASE(3, TILE)
#define CASES_6(TILE) CASES_3(TILE) CASE(4, TILE) CASE(5, TILE) CASE(6, TILE)
#define CASES_8(TILE) CASES_6(TILE) CASE(7, TILE) CASE(8, TILE)
#define CASES_12(TILE) CASES_8(TILE) CASE(9, TILE) CASE(10, TILE) CASE(11, TILE) CASE(12, TILE)

/*
 * Units in rows are taken in groups of up to 4 vectors: of neighbouring blocks of 16 units where a vector is a block,
 * of one block where vectors are shorter. GROUP_STRIDE is the distance of a group's vectors in panels.
 */
#if LANES == 16
#define GROUP_STRIDE(panelStride) (panelStride)
#else
#define GROUP_STRIDE(panelStride) LANES
#endif

/* Calls WIDTH_n for the groups of n vectors that the blocks first..<last fall into; `block` is the group's first. */
#if LANES == 16
#define FOR_GROUPS(block, blocks, WIDTH_4, WIDTH_2, WIDTH_1)            \
    for (long block = 0; block < (blocks);) {                           \
        const long left_ = (blocks) - block;                            \
        if (left_ >= 4) {                                               \
            WIDTH_4;                                                    \
            block += 4;                                                 \
        } else if (left_ >= 2) {                                        \
            WIDTH_2;                                                    \
            block += 2;                                                 \
        } else {                                                        \
            WIDTH_1;                                                    \
            block += 1;                                                 \
        }                                                               \
    }
#elif LANES == 8
#define FOR_GROUPS(block, blocks, WIDTH_4, WIDTH_2, WIDTH_1) \
    for (long block = 0; block < (blocks); block++) { WIDTH_2; }
#else
#define FOR_GROUPS(block, blocks, WIDTH_4, WIDTH_2, WIDTH_1) \
    for (long block = 0; block < (blocks); block++) { WIDTH_4; }
#endif
