#if defined(__x86_64__)
#include "Tables.h"

/* Vectors of 8 floats, 16 registers. */
#define LANES 8
#define FUSED 1
#define KERNEL_NAME "avx2"
#define KERNEL_TABLE recurrent_kernels_avx2
#define TILE_ROWS_4 3
#define TILE_ROWS_2 6
#define TILE_ROWS_1 6

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "Kernels.h"
#pragma clang attribute pop
#endif
