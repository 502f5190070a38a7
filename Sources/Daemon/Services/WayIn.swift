internal import Ingest
internal import ServiceLifecycle
internal import TransportSecurity

/// A listener for HL7 v2, or a device that is dialled, whose answers and encryption may change while it runs.
struct WayIn: Service {
    let endpoint: MLLPEndpoint
    /// What answers the next message.
    let ingest: Shared<MLLPIngest>
    /// What the next connection is encrypted with.
    let tls: CurrentTLS
    /// The listener or dialer.
    let service: any Service

    func run() async throws { try await service.run() }
}
