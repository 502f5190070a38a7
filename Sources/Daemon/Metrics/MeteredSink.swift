internal import ClinicalDomain
internal import Ingest
internal import Metrics

/// Counts what a way in brought, after it was committed.
struct MeteredSink: DeliverySink {
    let base: any DeliverySink
    /// What metrics call the way in.
    let listener: String
    /// Whether messages are counted here; those that are answered are counted with their answers.
    var countsMessages = false

    func append(_ deliveries: [Delivery]) async throws -> [DeliveryReceipt] {
        let receipts = try await base.append(deliveries)
        IngestMeter(listener: listener).count(
            observations: receipts.reduce(0) { $0 + $1.observations },
            bytes: deliveries.reduce(0) { $0 + $1.message.body.count },
            quarantine: deliveries.flatMap(\.quarantine).map(\.reason))
        if !countsMessages { return receipts }
        for delivery in deliveries {
            let verdict = delivery.quarantine.isEmpty ? "accepted" : "faulty"
            Counter(
                label: "wardwatch_ingest_messages_total", dimensions: [("listener", listener), ("verdict", verdict)]
            ).increment()
        }
        return receipts
    }
}
