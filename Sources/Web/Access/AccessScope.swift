/// What the bearer of a token may do; each scope holds those before it.
public enum AccessScope: String, Sendable, CaseIterable, Comparable {
    /// See metrics, risks and FHIR resources.
    case read
    /// Also store, change and delete FHIR resources.
    case write
    /// Also change the daemon; nothing over HTTP does yet.
    case admin

    /// By what they hold.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .read: 0
        case .write: 1
        case .admin: 2
        }
    }
}
