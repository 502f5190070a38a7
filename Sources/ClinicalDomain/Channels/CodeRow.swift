/// One row of codes: what a code of a coding system measures.
public struct CodeRow: Hashable, Sendable {
    /// The code that stands for every code of the system that has no row of its own.
    public static let anyCode = "*"

    /// The coding system under its short name: `LN`, `MDC`, `MDIL`, a site's own; empty when senders name none.
    public let system: String
    /// The code as it is sent, or ``anyCode``.
    public let code: String
    /// The texts that belong to the code, the standard's own name first.
    public let names: [String]
    /// Whether the row holds only where one of ``names`` stands beside the code.
    ///
    /// So for codes that mean nothing by themselves, and for a device that sends a wrong code with a right name.
    public let needsName: Bool
    /// The channel; nil when the code is known and not for us.
    public let channel: ChannelID?
    /// How good the source is, 0 to 9: of several results in one time step the lowest rank counts.
    public let rank: Int

    /// A row of its parts.
    public init(
        system: String, code: String, names: [String] = [], needsName: Bool = false, channel: ChannelID?, rank: Int = 0
    ) {
        (self.system, self.code, self.names) = (CodingSystem.shortName(system), code, names)
        (self.needsName, self.channel, self.rank) = (needsName, channel, rank)
    }
}
