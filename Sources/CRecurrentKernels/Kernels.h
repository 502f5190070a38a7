/*
 * All kernels for one instruction set, included once by each file Kernels*.c, which defines before:
 *   LANES          floats per vector: 16, 8 or 4
 *   FUSED          1 where a·b + c is one instruction with one rounding
 *   TILE_ROWS_n    rows of a register tile that is n vectors wide
 *   KERNEL_NAME, KERNEL_TABLE
 */
#include "Vector.h"
#include "Math.h"
#include "Tile.h"
#include "LSTM.h"
#include "Simple.h"
#include "Streaming.h"
#include "Products.h"
#include "WeightGradients.h"
#include "Packing.h"
#include "Head.h"
#include "Optimizer.h"
#include "Loss.h"

const RecurrentKernels KERNEL_TABLE = {
    .name = KERNEL_NAME,
    .lstmForward = lstmForward,
    .lstmBackward = lstmBackward,
    .lstmStream = lstmStream,
    .simpleForward = simpleForward,
    .simpleBackward = simpleBackward,
    .simpleStream = simpleStream,
    .product = product,
    .weightGradient = weightGradient,
    .pack = pack,
    .unpack = unpack,
    .packTransposed = packTransposed,
    .headForward = headForward,
    .headBackward = headBackward,
    .headGradient = headGradient,
    .adam = adam,
    .squaredNorm = squaredNorm,
    .binaryCrossEntropy = binaryCrossEntropy,
    .sigmoid = sigmoidArray,
    .tanh = tanhArray,
    .compress = compress,
    .lstmStreamCompressed = lstmStreamCompressed,
};
