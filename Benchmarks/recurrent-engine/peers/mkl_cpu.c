/* Preloaded before PyTorch for the peer `torch-tuned`: MKL asks this function whether it may use its AVX-512 kernels,
   and refuses them on AMD processors that have the instructions. Nothing of PyTorch or MKL is changed on disk. */
int mkl_serv_intel_cpu_true(void);
int mkl_serv_intel_cpu_true(void) { return 1; }
