#if defined(__x86_64__)
#include <immintrin.h>

#include "Tables.h"

/* Vectors of 16 floats, 32 registers. */
#define LANES 16
#define FUSED 1
#define KERNEL_NAME "avx512"
#define KERNEL_TABLE recurrent_kernels_avx512
#define TILE_ROWS_4 6
#define TILE_ROWS_2 12
#define TILE_ROWS_1 12

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), apply_to = function)
#include "Kernels.h"
#pragma clang attribute pop
#endif
