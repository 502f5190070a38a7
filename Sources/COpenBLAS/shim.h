#ifndef WARDWATCH_COPENBLAS_SHIM_H
#define WARDWATCH_COPENBLAS_SHIM_H

/* The BLAS interface of OpenBLAS (Debian and Ubuntu: libopenblas-dev), found through pkg-config. */
#include <cblas.h>

#endif
