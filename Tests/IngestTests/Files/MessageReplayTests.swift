import ClinicalDomain
import Foundation
import Ingest
import Testing

/// What went to quarantine is read again from what is stored of it.
struct MessageReplayTests {
    private let directory: TemporaryDirectory
    /// The built-in table, and a local code for the heart rate.
    private let mapped: ChannelTable

    init() throws {
        directory = try TemporaryDirectory()
        let row = CodeRow(system: "LOCAL", code: "HF", channel: .heartRate, rank: 2)
        var rows = SiteRows()
        rows.codes = [row]
        mapped = try ChannelTable.standard.adding(rows)
    }

    /// The deliveries of a file and those of its quarantined messages read again by a table.
    private func replayed(
        _ format: FileFormat, _ name: String, _ text: String, by table: ChannelTable,
        lookUp: MessageReplay.ResourceLookUp = { _, _ in nil }
    ) async throws -> (first: [Delivery], again: [Delivery]) {
        let file = try await ReadFile(format, path: directory.write(name, text))
        let replay = MessageReplay(settings: FileSettings(channels: table))
        var again: [Delivery] = []
        for delivery in file.deliveries {
            // An HL7 message of two patients is kept once, and read again as a whole.
            guard let entry = delivery.quarantine.first, !delivery.message.body.isEmpty else { continue }
            again += try await replay.deliveries(of: delivery.message, entry: entry, lookUp: lookUp)
        }
        return (file.deliveries.filter { !$0.quarantine.isEmpty }, again)
    }

    private let files: [(FileFormat, String, String)] = [
        (
            .csv, "a.csv",
            """
            #wardwatch patient=MRN
            MRN;effective;system;code;value;unit
            P1;2026-01-01T02:00:00Z;LOCAL;HF;70;/min
            P1;2026-01-01T03:00:00Z;LN;8867-4;80;/min
            P2;2026-01-01T02:00:00Z;LOCAL;HF;90;/min

            """
        ),
        (
            .ndjson, "a.ndjson",
            ["P1", "P2"].map {
                """
                {"patient":"\($0)","system":"LOCAL","code":"HF","value":70,"unit":"/min","effective":"2026-01-01T02:00:00Z"}

                """
            }.joined(separator: "\n")
        ),
        (
            .hl7, "a.hl7",
            """
            MSH|^~\\&|MON||||20260101020000+0000||ORU^R01|1|P|2.5
            PID|1||P1
            OBX|1|NM|HF^^LOCAL||70|/min|||||F
            PID|2||P2
            OBX|1|NM|HF^^LOCAL||90|/min|||||F

            """
        ),
        (
            .fhir, "a.ndjson",
            """
            {"resourceType":"Observation","id":"o","status":"final","code":{"coding":[{"system":"LOCAL","code":"HF"}]},\
            "subject":{"reference":"Patient/p"},"encounter":{"reference":"Encounter/e"},\
            "effectiveDateTime":"2026-01-01T02:00:00Z",\
            "valueQuantity":{"value":70.0,"system":"http://unitsofmeasure.org","code":"/min"}}
            {"resourceType":"Patient","id":"p","identifier":[{"value":"P1"}]}
            {"resourceType":"Encounter","id":"e","identifier":[{"value":"V1"}],"status":"in-progress",\
            "class":{"code":"IMP"},"subject":{"reference":"Patient/p"}}

            """
        ),
    ]

    @Test func `the same table gives the same entries at the same places`() async throws {
        for (format, name, text) in files {
            let (first, again) = try await replayed(format, name, text, by: .standard)
            #expect(!first.isEmpty && first.allSatisfy { $0.observations.isEmpty }, "\(format)")
            #expect(Set(again.flatMap(\.quarantine)) == Set(first.flatMap(\.quarantine)), "\(format)")
            #expect(again.flatMap(\.quarantine).allSatisfy { $0.reason == .unknownCode }, "\(format)")
        }
    }

    @Test func `a table with the code gives the values, for the patients and stays of then`() async throws {
        for (format, name, text) in files {
            let (first, again) = try await replayed(format, name, text, by: mapped)
            #expect(again.flatMap(\.quarantine).isEmpty, "\(format)")
            #expect(Set(again.flatMap(\.observations).map(\.key.channel)) == [.heartRate], "\(format)")
            #expect(again.map(\.subject) == first.map(\.subject), "\(format)")
            #expect(again.allSatisfy { $0.message.received == hour(9) }, "\(format)")
        }
    }

    @Test func `a resource of the server means whom the server knows, and only its current version counts`()
        async throws
    {
        let text = try #require(files.last).2.split(separator: "\n").first.map(String.init) ?? ""
        let message = Delivery.Message(
            format: .fhir, source: "", identity: [1], body: Array(text.utf8), received: hour(9))
        let entry = QuarantineEntry(reason: .unknownCode, place: "Observation.code", found: "HF", hint: "")
        let replay = MessageReplay(settings: FileSettings(channels: mapped))
        let patient = #"{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:h","value":"4711"}]}"#
        let deliveries = try await replay.deliveries(of: message, entry: entry) { type, _ in
            type == "Patient" ? Array(patient.utf8) : type == "Observation" ? message.body : nil
        }
        #expect(deliveries.map(\.subject?.patient.identifier) == ["urn:h:4711"])
        #expect(deliveries.map(\.message.identity) == [[1]])
        await #expect(throws: MessageReplay.Obstacle.superseded) {
            try await replay.deliveries(of: message, entry: entry) { type, _ in
                type == "Observation" ? Array("{}".utf8) : nil
            }
        }
    }

    @Test(arguments: [
        (Delivery.Message.Format.hl7v2, QuarantineEntry.Reason.framing, "MSH", MessageReplay.Obstacle.noMessage),
        (.hl7v2, .unknownCode, "", .notKept), (.physionet2019, .implausible, "x", .notKept),
        (.csv, .implausible, "P1,8867-4,900", .noHeader), (.fhir, .unparseable, "{oops", .noMessage),
    ])
    func `what cannot be read again says why`(
        format: Delivery.Message.Format, reason: QuarantineEntry.Reason, body: String, obstacle: MessageReplay.Obstacle
    ) async throws {
        let message = Delivery.Message(
            format: format, source: "", identity: [1], body: Array(body.utf8), received: hour(9))
        let entry = QuarantineEntry(reason: reason, place: "line 1", found: "", hint: "")
        await #expect(throws: obstacle) {
            try await MessageReplay(settings: FileSettings()).deliveries(of: message, entry: entry) { _, _ in nil }
        }
        #expect(!obstacle.description.isEmpty)
    }
}
