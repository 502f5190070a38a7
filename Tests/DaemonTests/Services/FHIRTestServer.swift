import ClinicalDomain
import FHIR
import Foundation
import FoundationNetworking
import Logging
import Mapping
import ServiceLifecycle
import Store
import Synchronization
import Testing
import Web

@testable import Daemon

/// The FHIR server over a real socket and a real database, without the rest of the daemon.
final class FHIRTestServer: Sendable {
    let temporary: TemporaryStore
    let port: Int
    /// What was committed, as the assessor is told.
    let committed: Mutex<[AppendOutcome]>
    private let session: URLSession

    var store: WardwatchStore { temporary.store }
    var base: String { "http://127.0.0.1:\(port)/fhir" }

    private init(temporary: TemporaryStore, port: Int, committed: [AppendOutcome]) {
        (self.temporary, self.port) = (temporary, port)
        self.committed = Mutex(committed)
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 64
        session = URLSession(configuration: configuration)
    }

    /// Starts a server, gives it to `body`, and shuts it down gracefully.
    static func with(
        maximumBodySize: Int = 16 << 20,
        _ body: @escaping @Sendable (FHIRTestServer) async throws -> Void
    ) async throws {
        let temporary = try TemporaryStore()
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let outcomes = OutcomeCollector()
        // A clock that moves on by a second whenever it is looked at.
        let ticks = Mutex<Int64>(0)
        let repository = FHIRRepository(
            store: temporary.store, mapping: FHIRMapping(),
            now: {
                let tick = ticks.withLock { ticks -> Int64 in
                    ticks += 1
                    return ticks
                }
                return Instant(millisecondsSince1970: 1_795_564_800_000 + tick * 1000)
            }, committed: { outcomes.add($0) })
        let server = WebServer(
            configuration: WebServerConfiguration(
                port: 0, version: "1.2.3", maximumBodySize: maximumBodySize),
            status: DaemonStatus(
                store: temporary.store,
                database: DatabaseWatch(store: temporary.store, endedUncleanly: false, logger: logger),
                clock: ClockWatch(logger: logger, now: WardwatchStore.systemClock)),
            repository: repository, metrics: PrometheusRegistry(),
            logger: logger, onBound: { continuation.yield($0) })
        let group = ServiceGroup(services: [server], logger: logger)
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await ports.first { _ in true })
            let test = FHIRTestServer(temporary: temporary, port: port, committed: [])
            outcomes.forward = { added in test.committed.withLock { $0 += added } }
            do {
                try await body(test)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            test.session.invalidateAndCancel()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Sends a request and gives the answer.
    func send(
        _ method: String, _ target: String, _ body: String? = nil, type: String = "application/fhir+json",
        headers: [String: String] = [:]
    ) async throws -> FHIRTestAnswer {
        var request = URLRequest(url: try #require(URL(string: target.hasPrefix("http") ? target : base + target)))
        request.httpMethod = method
        if let body {
            request.httpBody = Data(body.utf8)
            request.setValue(type, forHTTPHeaderField: "Content-Type")
        }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await session.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        let fields = http.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }
        return FHIRTestAnswer(
            status: http.statusCode, headers: Dictionary(fields, uniquingKeysWith: { $1 }),
            body: String(decoding: data, as: UTF8.self))
    }

    /// Stores a resource that must be taken, and gives its id.
    @discardableResult
    func create(_ body: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        let type = try #require(try JSONValue(parsing: Array(body.utf8))["resourceType"]?.string)
        let answer = try await send("POST", "/\(type)", body)
        try #require(answer.status == 201, "\(answer.body)", sourceLocation: sourceLocation)
        return try #require(answer.json["id"]?.string)
    }

    /// The ids that a search finds, in its order.
    func ids(_ target: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> [String] {
        let answer = try await send("GET", target)
        try #require(answer.status == 200, "\(answer.body)", sourceLocation: sourceLocation)
        return answer.ids
    }

    /// The live values of a patient as the scoring sees them: channel and value, by time.
    func values(of patient: String, visit: String? = nil) async throws -> [String] {
        var values: [String] = []
        for listing in try await store.patients(PatientFilter(identifier: patient, openOnly: false))
        where visit == nil || listing.encounter.visitNumber == visit {
            guard let history = try await store.history(of: listing.encounterID) else { continue }
            let versions = Dictionary(grouping: history.observations, by: \.key)
            values += versions.values.compactMap { $0.max { $0.precedence < $1.precedence } }
                .filter { $0.status != .enteredInError }
                .map { "\($0.key.effective) \($0.key.channel) \($0.value)" }
        }
        return values.sorted()
    }
}

/// Collects what was committed until there is a server to tell.
private final class OutcomeCollector: Sendable {
    private let target = Mutex<(@Sendable ([AppendOutcome]) -> Void)?>(nil)

    var forward: (@Sendable ([AppendOutcome]) -> Void)? {
        get { target.withLock { $0 } }
        set { target.withLock { $0 = newValue } }
    }

    func add(_ outcomes: [AppendOutcome]) { forward?(outcomes) }
}

/// An answer over HTTP.
struct FHIRTestAnswer: Sendable {
    let status: Int
    let headers: [String: String]
    let body: String

    /// The body as JSON; null where it is none.
    var json: JSONValue { (try? JSONValue(parsing: Array(body.utf8))) ?? .null }
    /// The ids of the resources in a Bundle.
    var ids: [String] { json["entry"]?.array.compactMap { $0["resource"]?["id"]?.string } ?? [] }
    /// The codes of the issues in an OperationOutcome.
    var codes: [String] { json["issue"]?.array.compactMap { $0["code"]?.string } ?? [] }
    /// The places of the issues in an OperationOutcome.
    var places: [String] { json["issue"]?.array.compactMap { $0["expression"]?[0]?.string } ?? [] }

    /// Where a link of a Bundle leads.
    func link(_ relation: String) -> String? {
        json["link"]?.array.first { $0["relation"]?.string == relation }?["url"]?.string
    }
}

/// A heart rate.
func heartRate(
    _ value: String = "88", patient: String = "p1", at time: String = "2026-11-23T10:00:00Z", id: String? = nil,
    code: String = "8867-4", status: String = "final", extra: String = ""
) -> String {
    """
    {"resourceType":"Observation",\(id.map { #""id":"\#($0)","# } ?? "")"status":"\(status)",\
    "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category",\
    "code":"vital-signs"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"\(code)"}]},\
    "subject":{"reference":"Patient/\(patient)"},"effectiveDateTime":"\(time)",\(extra)\
    "valueQuantity":{"value":\(value),"unit":"beats/minute","system":"http://unitsofmeasure.org","code":"/min"}}
    """
}

/// A person with one identifier.
func person(_ identifier: String, id: String? = nil, family: String = "Müller", birth: String = "1950-06-15") -> String
{
    """
    {"resourceType":"Patient",\(id.map { #""id":"\#($0)","# } ?? "")\
    "identifier":[{"system":"urn:hosp","value":"\(identifier)"}],"name":[{"family":"\(family)","given":["Anna"]}],\
    "gender":"female","birthDate":"\(birth)"}
    """
}
