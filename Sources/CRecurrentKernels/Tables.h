/* The tables of the instruction sets, one per file Kernels*.c. */
#ifndef RECURRENT_TABLES_H
#define RECURRENT_TABLES_H

#include "RecurrentKernels.h"

#if defined(__x86_64__)
__attribute__((visibility("hidden"))) extern const RecurrentKernels recurrent_kernels_avx512;
__attribute__((visibility("hidden"))) extern const RecurrentKernels recurrent_kernels_avx2;
#endif
__attribute__((visibility("hidden"))) extern const RecurrentKernels recurrent_kernels_portable;

#endif
