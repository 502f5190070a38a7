internal import ClinicalDomain

/// Deliveries that wait to be stored in one transaction.
struct DeliveryPiece {
    /// As many deliveries share a transaction.
    static let deliveryLimit = 2000
    /// As many bytes of messages do, so that memory stays bounded whatever they are.
    private static let byteLimit = 4 << 20

    private var deliveries: [Delivery] = []
    private var bytes = 0

    /// Adds deliveries, which stay together.
    mutating func add(_ more: [Delivery]) {
        deliveries += more
        bytes += more.reduce(0) { $0 + $1.message.body.count }
    }

    /// Hands the deliveries on where there are enough of them, or at the end.
    mutating func flush(atEnd: Bool = false, _ body: ([Delivery]) async throws -> Void) async throws {
        let isFull = deliveries.count >= Self.deliveryLimit || bytes >= Self.byteLimit
        guard isFull || atEnd, !deliveries.isEmpty else { return }
        let piece = deliveries
        (deliveries, bytes) = ([], 0)
        try await body(piece)
    }
}
