public import ClinicalDomain

/// What is to be measured beside the figures that cost little.
public struct EvaluationOptions: Sendable, Hashable {
    /// The alert policy to replay; nil for none.
    public var policy: AlertPolicy?
    /// The score from which on the replay raises alerts; nil for the threshold of the steps.
    public var alertThreshold: Double?
    /// Whether one prediction is made for each stay as well, by its last step.
    public var predictsStay = false
    /// Whether curves are wanted.
    public var hasCurves = false
    /// Whether subgroups are wanted.
    public var hasSubgroups = false
    /// How intervals are made; nil for none.
    public var bootstrap: PatientBootstrap?

    /// The least.
    public init() {}

    /// Everything, with intervals from a thousand draws.
    public static func everything(seed: UInt64, policy: AlertPolicy = AlertPolicy()) -> EvaluationOptions {
        var options = EvaluationOptions()
        (options.policy, options.bootstrap) = (policy, PatientBootstrap(seed: seed))
        (options.hasCurves, options.hasSubgroups) = (true, true)
        return options
    }
}
