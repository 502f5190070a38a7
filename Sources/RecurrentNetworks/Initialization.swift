/// How the recurrent weights of a new network are drawn.
public enum Initialization: String, Codable, Sendable, CaseIterable {
    /// Orthogonal per gate: gradients keep their length while activations are small. Saxe, McClelland and Ganguli (2014).
    case orthogonal
    /// Uniform in ±√(6 / (fan-in + fan-out)). Glorot and Bengio (2010).
    case glorot
    /// The identity, and input weights that are normal with deviation 0.001: the IRNN, meant for relu cells. Le, Jaitly
    /// and Hinton, "A simple way to initialize recurrent networks of rectified linear units" (2015).
    case identity
}
