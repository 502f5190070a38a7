#include "Tables.h"

/* Whether two strings are the same. */
static int equal(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}

#if defined(__x86_64__)
static int hasAVX512(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("fma");
}

static int hasAVX2(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#endif

const RecurrentKernels *recurrent_kernels(void) {
#if defined(__x86_64__)
    if (hasAVX512()) return &recurrent_kernels_avx512;
    if (hasAVX2()) return &recurrent_kernels_avx2;
#endif
    return &recurrent_kernels_portable;
}

const RecurrentKernels *recurrent_kernels_named(const char *name) {
#if defined(__x86_64__)
    if (equal(name, recurrent_kernels_avx512.name)) return hasAVX512() ? &recurrent_kernels_avx512 : 0;
    if (equal(name, recurrent_kernels_avx2.name)) return hasAVX2() ? &recurrent_kernels_avx2 : 0;
#endif
    return equal(name, recurrent_kernels_portable.name) ? &recurrent_kernels_portable : 0;
}
