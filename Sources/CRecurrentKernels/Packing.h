/* Between PyTorch's row-major matrices [G·H, columns] and panels. */

typedef float quad __attribute__((ext_vector_type(4)));
typedef float unalignedQuad __attribute__((ext_vector_type(4), aligned(4), may_alias));

/* target[j·targetStride + i] = source[i·sourceStride + j] for i, j in 0..<4. */
INLINE void transpose4(const float *source, long sourceStride, float *target, long targetStride) {
    quad a = *(const unalignedQuad *)source;
    quad b = *(const unalignedQuad *)(source + sourceStride);
    quad c = *(const unalignedQuad *)(source + 2 * sourceStride);
    quad d = *(const unalignedQuad *)(source + 3 * sourceStride);
    quad ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    quad ef = __builtin_shufflevector(a, b, 2, 6, 3, 7), gh = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    *(unalignedQuad *)target = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
    *(unalignedQuad *)(target + targetStride) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
    *(unalignedQuad *)(target + 2 * targetStride) = __builtin_shufflevector(ef, gh, 0, 1, 4, 5);
    *(unalignedQuad *)(target + 3 * targetStride) = __builtin_shufflevector(ef, gh, 2, 3, 6, 7);
}

/* target[j·targetStride + i] = source[i·sourceStride + j] for i in 0..<rows, j in 0..<columns. */
INLINE void transpose(
    const float *source, long sourceStride, long rows, long columns, float *target, long targetStride) {
    const long fullRows = rows & ~3L, fullColumns = columns & ~3L;
    for (long j = 0; j < fullColumns; j += 4) {
        for (long i = 0; i < fullRows; i += 4) {
            transpose4(source + i * sourceStride + j, sourceStride, target + j * targetStride + i, targetStride);
        }
    }
    for (long i = 0; i < rows; i++) {
        for (long j = i < fullRows ? fullColumns : 0; j < columns; j++) {
            target[j * targetStride + i] = source[i * sourceStride + j];
        }
    }
}

/* The 16 lanes of a block and gate in panels, at the first column of a matrix. */
INLINE long panelOffset(const PanelPacking *p, long block, long gate) {
    return ((block * p->panelColumns + p->firstColumn) * p->gates + gate) * 16;
}

static void pack(const PanelPacking *p, const float *matrix, float *panels) {
    const long width = p->gates * 16;
    for (long block = 0; block * 16 < p->hiddenSize; block++) {
        const long units = smaller(16, p->hiddenSize - block * 16);
        for (long gate = 0; gate < p->gates; gate++) {
            float *target = panels + panelOffset(p, block, gate);
            const float *source = matrix + (gate * p->hiddenSize + block * 16) * p->columns;
            transpose(source, p->columns, units, p->columns, target, width);
            for (long k = 0; k < p->columns && units < 16; k++) {
                for (long unit = units; unit < 16; unit++) target[k * width + unit] = 0;
            }
        }
    }
}

static void unpack(const PanelPacking *p, const float *panels, float *matrix) {
    for (long block = 0; block * 16 < p->hiddenSize; block++) {
        const long units = smaller(16, p->hiddenSize - block * 16);
        for (long gate = 0; gate < p->gates; gate++) {
            transpose(
                panels + panelOffset(p, block, gate), p->gates * 16, p->columns, units,
                matrix + (gate * p->hiddenSize + block * 16) * p->columns, p->columns);
        }
    }
}

static void packTransposed(const PanelPacking *p, const float *matrix, float *panels) {
    for (long column = 0; column < p->columns; column += 16) {
        const long columns = p->columns - column;
        for (long unit = 0; unit < recurrentPadded(p->hiddenSize); unit++) {
            for (long gate = 0; gate < p->gates; gate++) {
                float *target = panels
                    + (column * recurrentPadded(p->hiddenSize) + unit / 16 * 16 * 16) * p->gates
                    + (gate * 16 + unit % 16) * 16;
                const float *source = matrix + (gate * p->hiddenSize + unit) * p->columns + column;
                for (long lane = 0; lane < 16; lane += LANES) {
                    const int inside = unit < p->hiddenSize && lane < columns;
                    store(target + lane, inside ? loadFirst(source + lane, columns - lane) : splat(0));
                }
            }
        }
    }
}
