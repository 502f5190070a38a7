/// How the risk of the newest step is shared out among channels and time steps.
public enum AttributionMethod: String, Sendable, Codable, CaseIterable {
    /// Integrated gradients as they are: the shares add up to the change of the log-odds.
    ///
    /// Sundararajan, Taly and Yan, "Axiomatic attribution for deep networks", ICML 2017.
    case integratedGradients = "integrated-gradients"
    /// Integrated gradients, each step's multiplied with how much the explanation as a whole depends on the step.
    ///
    /// With R the attribution and x̄_t the inputs whose step t alone is replaced by that of the baseline:
    ///
    ///     Δ_t = Σ_c,s |R_cs(x) − R_cs(x̄_t)|        rescaled_ct = k Δ_t R_ct,   Σ |rescaled| = Σ |R|
    ///
    /// Gradients of recurrent networks tell features apart better than time steps; the factor Δ_t mends that. It is the
    /// time step of temporal saliency rescaling with R_ct in place of its feature step, which would take C times as many
    /// walks. Signs stay; the sum does not. It costs a walk of the path for every step. Ismail et al., "Benchmarking
    /// deep learning interpretability in time series predictions", NeurIPS 2020.
    case temporalRescaling = "temporal-rescaling"
}
