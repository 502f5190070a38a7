#include "Tables.h"

/* Vectors of 4 floats: SSE2 with 16 registers and no fused multiplication, or NEON with 32 registers. */
#define LANES 4
#if defined(__aarch64__)
#define FUSED 1
#define TILE_ROWS_4 6
#define TILE_ROWS_2 12
#define TILE_ROWS_1 12
#else
#define FUSED 0
#define TILE_ROWS_4 3
#define TILE_ROWS_2 6
#define TILE_ROWS_1 6
#endif
#define KERNEL_NAME "portable"
#define KERNEL_TABLE recurrent_kernels_portable

#include "Kernels.h"
