#include "CLibFuzzer.h"

/// Only for the linker: libFuzzer's own `main`, which is not used, refers to it.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) { return 0; }
