public import ClinicalDomain

/// One line of the audit trail.
public struct AuditRow: Sendable, Hashable {
    /// Its place in the trail, from 1 without gaps.
    public var id: Int64
    /// When, by the clock.
    public var at: Instant
    /// Who: a user or a program.
    public var actor: String
    /// What was done, such as `alert.acknowledge` or `model.promote`.
    public var action: String
    /// To what, such as `alert/17` or `model/ward-lstm`.
    public var subject: String
    /// More, as a JSON object.
    public var detail: String
    /// The hash of the row before; 32 zero bytes in the first row.
    public var previousHash: [UInt8]
    /// SHA-256 of this row's content and ``previousHash``.
    public var hash: [UInt8]

    /// The first 16 bytes of the hash as a UUID of version 8 (RFC 9562, section 5.8): names what the row tells of.
    public var identity: String {
        var bytes = Array(hash.prefix(16))
        guard bytes.count == 16 else { return "" }
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef")
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(text[$0]) }.joined(separator: "-")
    }
}

/// Where the audit trail is not what it was when it was written.
public struct AuditBreach: Sendable, Hashable {
    /// What is wrong.
    public enum Kind: String, Sendable {
        /// The content of the row does not give its hash: it was changed.
        case changed
        /// The row does not continue the row before it: rows were inserted, exchanged or cut out.
        case broken
        /// Rows are missing before this number.
        case missing
        /// The last rows are missing, from this number on.
        case truncated
    }

    /// The first number at which the trail is wrong.
    public var id: Int64
    /// What is wrong there.
    public var kind: Kind
}

/// The end of the audit trail: kept elsewhere (a log, a backup), it proves later that nothing before it was rewritten.
public struct AuditHead: Sendable, Hashable {
    /// The number of the last row.
    public var id: Int64
    /// Its hash.
    public var hash: [UInt8]

    /// A head that was noted down earlier.
    public init(id: Int64, hash: [UInt8]) { (self.id, self.hash) = (id, hash) }
}
