/*
 * Kernels of recurrent networks in single precision: one time step on many rows, forward and backward.
 *
 * The same source is compiled for AVX-512, for AVX2 with FMA and, on any processor, for vectors of 128 bits.
 * Every function is pure: it reads and writes only what its arguments point to, allocates nothing, keeps nothing and
 * starts no thread. The walk over time, micro-batches, directions, layers and threads is the caller's.
 *
 * Letters: D input size, H hidden size, O output or context size, G gates per unit (4 LSTM, 1 simple cell),
 * Hp = recurrentPadded(H), H rounded up to a multiple of 16. All sizes are counted in floats, all strides too.
 *
 * Layouts
 *   rows          [row][unit], stride given; rows of units have Hp floats of which those from H on are padding.
 *                 Padding of h, c and the gradients by them must be zero when given and is zero when returned.
 *                 Inputs x, contexts and logits have no padding.
 *   panels        weights by blocks of 16 units: [block][k][gate][16], k over the columns of W, then U, then C.
 *                 Block stride: K·G·16 with K all columns. Lanes of units from H on are zero.
 *   transposed    [block of 16 columns][block of 16 units][gate][16 units][16 columns], zero where there is nothing.
 *   gate panels   of an LSTM step, [block][row][i 16 | f 16 | g 16 | o 16], block stride given: activated gates after
 *                 the forward step, dz (the gradient by the pre-activations) after the backward step.
 *                 Simple cells keep dz in rows, as h.
 * Pointers need no alignment; 64 bytes make it faster. Sizes may be anything, rows may be 0.
 *
 * Same bits: for one instruction set a row's results do not depend on the other rows of the call. The streaming
 * functions add in another order than the batched ones, so theirs differ in the last bits.
 */
#ifndef RECURRENT_KERNELS_H
#define RECURRENT_KERNELS_H

#pragma clang assume_nonnull begin

/* n rounded up to a multiple of 16. */
static inline long recurrentPadded(long n) { return (n + 15) & ~15L; }

/* Floats of a panel buffer of `columns` columns (K) and G gates for H units. */
static inline long recurrentPanelSize(long gates, long hiddenSize, long columns) {
    return recurrentPadded(hiddenSize) * gates * columns;
}

/* Floats of a transposed panel buffer: `columns` is rounded up to a multiple of 16. */
static inline long recurrentTransposedSize(long gates, long hiddenSize, long columns) {
    return recurrentPadded(hiddenSize) * gates * recurrentPadded(columns);
}

/*
 * A forward step of an LSTM layer.
 *
 *     z = W x + U h_prev + b,  i = σ(z_i), f = σ(z_f), g = tanh(z_g), o = σ(z_o)
 *     c = f ⊙ c_prev + i ⊙ g,  h = o ⊙ tanh(c)
 */
typedef struct LSTMStepForward {
    long rows, inputSize, hiddenSize;
    /* [rows][D], of stride inputStride. */
    const float *input;
    long inputStride;
    /* [rows][Hp] of stride hiddenStride, as are cell and hidden below; NULL stands for zeros. */
    const float *_Nullable previousHidden;
    const float *_Nullable previousCell;
    long hiddenStride;
    /* G = 4, K = D + H. */
    const float *panels;
    /* Panels of one column: [block][i 16 | f 16 | g 16 | o 16]. */
    const float *bias;
    /* Gate panels; NULL in inference. gateStride is from block to block, at least 64 · rows. */
    float *_Nullable gates;
    long gateStride;
    /* May be the memory of previousCell. */
    float *cell;
    /* Must not overlap previousHidden. */
    float *hidden;
} LSTMStepForward;

/*
 * A backward step of an LSTM layer.
 *
 *     dh = dHidden + Uᵀ dz_next (rows below nextRows)      dc = dCell + dh ⊙ o ⊙ (1 − tanh²(c))
 *     dz_i = dc ⊙ g ⊙ i (1 − i)      dz_f = dc ⊙ c_prev ⊙ f (1 − f)
 *     dz_g = dc ⊙ i ⊙ (1 − g²)       dz_o = dh ⊙ tanh(c) ⊙ o (1 − o)      dCell ← dc ⊙ f
 *
 * tanh(c) is taken from h / o. A row that ends at this step has dCell = 0 when it is given.
 */
typedef struct LSTMStepBackward {
    long rows, hiddenSize;
    /* [rows][Hp] of stride hiddenStride: gradient by h from the head or the layer above; not written. */
    const float *dHidden;
    long hiddenStride;
    /* Gate panels holding dz of the following step, of which rows below min(rows, nextRows) count; NULL: none. */
    const float *_Nullable nextGates;
    long nextGateStride, nextRows;
    /* U transposed, G = 4, H columns; not read without nextGates. */
    const float *transposedRecurrent;
    /* What the forward step read and wrote; NULL previousCell stands for zeros. */
    const float *_Nullable previousCell;
    const float *hidden;
    /* In: the activated gates of the step; out: dz. */
    float *gates;
    long gateStride;
    /* [rows][Hp]: gradient by c of this step; out: by c of the step before. */
    float *dCell;
} LSTMStepBackward;

/* The activation of simple cells. */
typedef enum RecurrentActivation { RecurrentActivationTanh = 0, RecurrentActivationRelu = 1 } RecurrentActivation;

/*
 * A forward step of a simple cell: Elman, Jordan (no U) or Elman-Jordan, or a dense layer (neither).
 *
 *     h = φ(W x + U h_prev + C context + b)
 */
typedef struct SimpleStepForward {
    /* recurrentSize is H or 0, contextSize O or 0: the columns the panels have. */
    long rows, inputSize, recurrentSize, contextSize, hiddenSize;
    RecurrentActivation activation;
    /* [rows][D]. */
    const float *input;
    long inputStride;
    /* [rows][Hp] of stride hiddenStride, as is hidden below; NULL stands for zeros. */
    const float *_Nullable previousHidden;
    long hiddenStride;
    /* [rows][O] of stride contextStride; NULL stands for zeros. */
    const float *_Nullable context;
    long contextStride;
    /* G = 1, K = D + recurrentSize + contextSize. */
    const float *panels;
    /* Panels of one column: [block][16]. */
    const float *bias;
    /* Must not overlap previousHidden. */
    float *hidden;
} SimpleStepForward;

/*
 * A backward step of a simple cell.
 *
 *     dh = dHidden + Uᵀ dz_next (rows below nextRows)      dz = dh ⊙ φ'(z)
 *     φ' = 1 − h² (tanh) or 1 where h > 0 (relu)
 */
typedef struct SimpleStepBackward {
    long rows, hiddenSize;
    RecurrentActivation activation;
    /* [rows][Hp] of stride hiddenStride, as are all rows here. */
    const float *dHidden;
    long hiddenStride;
    /* dz of the following step, of which rows below min(rows, nextRows) count; NULL: none, or no U. */
    const float *_Nullable next;
    long nextRows;
    /* U transposed, G = 1, H columns; not read without next. */
    const float *_Nullable transposedRecurrent;
    /* h of this step. */
    const float *hidden;
    /* Out: dz; may be the memory of dHidden, not of next. */
    float *dPreactivation;
} SimpleStepBackward;

/*
 * out = a · P, or bias + a · P, or out + a · P: gradients by inputs, by an initial state and by a context (P the
 * transposed panels of W, U, C), and dense layers forward (P panels with G = 1 of [columns, K]).
 *
 * A row of `a` is `runs` pieces of `width` floats: for gate panels runs = Hp / 16, width = 64, runStride the gate
 * stride, rowStride = 64; for plain rows runs = 1, width = K. K = runs · width floats of each row are read.
 */
typedef struct PanelProduct {
    long rows, columns;
    const float *a;
    long runs, width, runStride, rowStride;
    /* [block of 16 columns][k][16], blocks panelStride apart. For transposed panels panelStride = G · Hp · 16 and
     * K may stop at H when G = 1. */
    const float *panels;
    long panelStride;
    /* [columns rounded up to 16], NULL: none. Not used when accumulate is not 0. */
    const float *_Nullable bias;
    /* [rows][columns] of stride outStride; nothing past `columns` is touched. */
    float *out;
    long outStride;
    int accumulate;
} PanelProduct;

/* Rows of one time step that weight gradients are summed over. */
typedef struct WeightGradientStep {
    /* First row of x, h_prev or the context. */
    const float *a;
    /* First row of dz in its first block. */
    const float *dz;
    long rows;
} WeightGradientStep;

/*
 * Gradients of weights, added in panel layout over the steps of a list:
 *
 *     G[block][firstColumn + k][gate][unit] += Σ_steps Σ_rows a[row][k] · dz[row][gate, unit]
 *
 * Call it with a list of about 64 to 128 rows, so that dz stays in the first-level cache. With a row of a single 1 and
 * aStride 0 it is the gradient of the bias (columns = 1, panelColumns = 1).
 */
typedef struct WeightGradient {
    long gates, hiddenSize;
    const WeightGradientStep *steps;
    long stepCount;
    /* k runs over `columns`; rows of a are aStride apart. */
    long columns, aStride;
    /* Gate panels (G = 4): dzBlockStride the gate stride, dzRowStride 64. Rows (G = 1): 16 and the hidden stride. */
    long dzBlockStride, dzRowStride;
    /* Panels of panelColumns columns (K), of which those from firstColumn on are added to. */
    float *panels;
    long panelColumns, firstColumn;
} WeightGradient;

/* A matrix in PyTorch's layout [G·H, columns], row-major and dense, and its place in panels. */
typedef struct PanelPacking {
    long gates, hiddenSize, columns;
    /* K of the panels, and where this matrix starts in them. Not used for transposed panels. */
    long panelColumns, firstColumn;
} PanelPacking;

/*
 * A linear head logits = V h + c on few outputs (for many take the panel product).
 *
 * V is [O, H] and c [O], dense; h and dHidden are rows of stride hiddenStride; logits [rows, O] are dense.
 */
typedef struct LinearHead {
    long rows, hiddenSize, outputSize;
    long hiddenStride;
} LinearHead;

/*
 * An update of Adam or AdamW on `count` parameters. With g' = gradientScale · g + coupledDecay · θ:
 *
 *     m ← β₁ m + (1 − β₁) g'      v ← β₂ v + (1 − β₂) g'²
 *     θ ← kept · θ − rate · m / (√v · secondScale + ε)
 *
 * rate = η / (1 − β₁ᵗ), secondScale = 1 / √(1 − β₂ᵗ); kept = 1 − η λ (AdamW) or 1; coupledDecay = λ (Adam) or 0.
 */
typedef struct AdamUpdate {
    long count;
    float beta1, oneMinusBeta1, beta2, oneMinusBeta2;
    float rate, secondScale, epsilon, kept, coupledDecay, gradientScale;
} AdamUpdate;

/*
 * Binary cross-entropy with logits l, targets y in 0...1 and p the positiveWeight:
 *
 *     loss = −p y ln σ(l) − (1 − y) ln(1 − σ(l))       d = (1 − y) σ(l) − p y (1 − σ(l))
 *
 * Rows of weight 0, and single targets of weight 0, count nothing whatever their logit and target are.
 */
typedef struct BinaryCrossEntropy {
    long rows, outputSize;
    float positiveWeight;
    /* dLogits = rowWeight · targetWeight · scale · d. */
    float scale;
    /* [rows, O] dense. */
    const float *logits;
    const float *targets;
    /* [rows]. */
    const float *rowWeights;
    /* [rows, O]; NULL: all 1. */
    const float *_Nullable targetWeights;
    /* [rows, O], overwritten; NULL: only the loss. */
    float *_Nullable dLogits;
} BinaryCrossEntropy;

/* The kernels for one instruction set. */
typedef struct RecurrentKernels {
    /* "avx512", "avx2" or "portable". */
    const char *name;

    void (*lstmForward)(const LSTMStepForward *step);
    void (*lstmBackward)(const LSTMStepBackward *step);
    /* The forward step for rows = 1 and gates = NULL, walking several panels at once. */
    void (*lstmStream)(const LSTMStepForward *step);

    void (*simpleForward)(const SimpleStepForward *step);
    void (*simpleBackward)(const SimpleStepBackward *step);
    /* The forward step for rows = 1, walking several panels at once. */
    void (*simpleStream)(const SimpleStepForward *step);

    void (*product)(const PanelProduct *product);
    void (*weightGradient)(const WeightGradient *gradient);

    /* Matrix → its columns of the panels, padding lanes included. A bias is a matrix of one column. */
    void (*pack)(const PanelPacking *packing, const float *matrix, float *panels);
    /* Panels → matrix, overwritten. */
    void (*unpack)(const PanelPacking *packing, const float *panels, float *matrix);
    /* Matrix → transposed panels, all of them. */
    void (*packTransposed)(const PanelPacking *packing, const float *matrix, float *panels);

    /* logits = V h + c. */
    void (*headForward)(
        const LinearHead *head, const float *hidden, const float *weights, const float *bias, float *logits);
    /* dHidden = dLogits · V, padding zeroed. */
    void (*headBackward)(const LinearHead *head, const float *dLogits, const float *weights, float *dHidden);
    /* dWeights += dLogitsᵀ h, dBias += Σ dLogits. */
    void (*headGradient)(
        const LinearHead *head, const float *dLogits, const float *hidden, float *dWeights, float *dBias);

    void (*adam)(
        const AdamUpdate *update, const float *gradients, float *parameters, float *firstMoments,
        float *secondMoments);
    /* Σ v², each square exact in double, added in 16 lanes: the same bits for all instruction sets. */
    double (*squaredNorm)(const float *values, long count);
    /* Returns Σ weight · loss, added in double. */
    double (*binaryCrossEntropy)(const BinaryCrossEntropy *loss);

    /* values ← σ(values), within 1e-7; NaN stays NaN. */
    void (*sigmoid)(float *values, long count);
    /* values ← tanh(values), within 2.2e-7; NaN stays NaN. */
    void (*tanh)(float *values, long count);

    /*
     * Panels of an LSTM → 16 bits per weight, half the memory: word j of 16 holds the upper 16 bits of the floats j
     * (in its lower half) and 16 + j of each 32, rounded to nearest: 8 significant bits. `count` floats become
     * count / 2 words; count is a multiple of 32. The panels must be free of NaN.
     */
    void (*compress)(const float *panels, long count, unsigned *compressed);
    /* lstmStream with compressed panels in place of step->panels, which is not read; the arithmetic is the same. */
    void (*lstmStreamCompressed)(const LSTMStepForward *step, const unsigned *panels);
} RecurrentKernels;

/* The fastest kernels this processor can run. */
const RecurrentKernels *recurrent_kernels(void);

/* The kernels of that name; NULL where there are none or the processor cannot run them. */
const RecurrentKernels *_Nullable recurrent_kernels_named(const char *name);

#pragma clang assume_nonnull end

#endif
