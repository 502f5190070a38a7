/// The version of the program.
public enum Version {
    /// Semantic version.
    public static let text = "0.1.0"
}
