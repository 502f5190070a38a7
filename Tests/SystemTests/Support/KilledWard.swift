import Foundation
import Testing

/// A ward whose daemon ends before its time, again and again, and what must hold after each time.
///
/// Each message is about a patient of its own who is plainly failing, so each must lead to seven values and one alert.
final class KilledWard {
    let workspace: Workspace
    private let settings: [String: String]
    /// Whom positive answers named, all rounds together.
    private var acknowledged: Set<String> = []
    private var patients: Set<String> = []

    /// - Parameters:
    ///   - workspace: a database that only this ward has written to, or none yet.
    ///   - patients: who is in it already.
    ///   - settings: further settings of the daemon.
    init(_ workspace: Workspace, patients: Set<String> = [], settings: [String: String] = [:]) {
        (self.workspace, self.patients, acknowledged) = (workspace, patients, patients)
        self.settings = settings
    }

    /// Sends messages until the daemon ends or has them all; then it is told to stop.
    ///
    /// - Parameters:
    ///   - name: begins the patients' identifiers.
    ///   - count: how many messages.
    ///   - disk: where it ends.
    /// - Returns: what was sent.
    func send(_ name: String, count: Int, through disk: FaultyDisk) async throws -> [WardMessage] {
        let messages = (0..<count).map {
            WardMessage(controlID: "\(name)-\($0)", patient: "\(name)-\($0)", effective: admission, results: .failing)
        }
        let daemon: DaemonProcess
        do {
            daemon = try await DaemonProcess(in: workspace, environment: settings.merging(disk.environment) { $1 })
        } catch let failure as ToolFailure {
            // It ended before it listened.
            _ = try #require(try disk.ending, "\(failure)")
            return []
        }
        var sent: [WardMessage] = []
        do {
            let connection = try daemon.connect()
            for message in messages {
                sent.append(message)
                guard let answer = try connection.exchange(message.text) else { break }
                #expect(answer.code == "AA", "\(answer.text)")
                acknowledged.insert(message.patient)
            }
        } catch is TCPFailure {
            // It ended while it was spoken to.
        }
        try await daemon.stop()
        return sent
    }

    /// Who was acknowledged and is not in the database with every value.
    func missing() async throws -> Set<String> {
        let whole = """
            SELECT identifier FROM patient JOIN encounter ON encounter.patientID = patient.id
            JOIN observation ON observation.encounterID = encounter.id
            GROUP BY patient.id HAVING count(*) = \([WardResult].failing.count)
            """
        return acknowledged.subtracting(try await workspace.rows(whole).map { $0[0] })
    }

    /// Starts the daemon on a good disk and looks that nothing is missing; then repeats what was sent.
    ///
    /// - Parameters:
    ///   - sent: what the sender repeats, because it got no answer to some of it.
    ///   - stops: whether the daemon may come to its end this time.
    func recover(_ sent: [WardMessage], stops: Bool, _ comment: Comment) async throws {
        let daemon = try await DaemonProcess(in: workspace, environment: settings)
        #expect(try await missing() == [], comment)
        let connection = try daemon.connect()
        for message in sent {
            #expect(try connection.exchange(message.text)?.code == "AA", comment)
            acknowledged.insert(message.patient)
            patients.insert(message.patient)
        }
        try await workspace.assessmentsHaveCaughtUp()
        #expect(try await faults() == [], comment)
        #expect(try await missing() == [], comment)
        #expect(daemon.loggedErrors.isEmpty, comment)
        guard stops else { return try await daemon.kill() }
        #expect(try await daemon.stop() == 0, comment)
        #expect(try await workspace.command(["audit", "verify"]).status == 0, comment)
    }

    /// What another SQLite finds wrong: pages, references, messages stored twice or not at all, alerts that are missing.
    private func faults() async throws -> [[String]] {
        try await workspace.rows(
            """
            SELECT 'page', integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'
            UNION ALL SELECT 'reference', "table" FROM pragma_foreign_key_check
            UNION ALL SELECT 'patients', count(*) FROM patient HAVING count(*) <> \(patients.count)
            UNION ALL SELECT 'messages', count(*) FROM message HAVING count(*) <> \(patients.count)
            UNION ALL SELECT 'alerts', identifier FROM patient JOIN encounter ON encounter.patientID = patient.id
                LEFT JOIN alert ON alert.encounterID = encounter.id AND alert.state = 'open'
                GROUP BY patient.id HAVING count(alert.id) <> 1
            """)
    }
}

extension [WardResult] {
    fileprivate static var failing: [WardResult] { WardResult.failing }
}
