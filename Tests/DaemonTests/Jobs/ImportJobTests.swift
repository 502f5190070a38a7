import ClinicalDomain
import Daemon
import Foundation
import Ingest
import Store
import Testing

struct ImportJobTests {
    private let temporary: TemporaryStore

    init() throws { temporary = try TemporaryStore() }

    private typealias Result = (progress: ImportJob.Progress, refused: [String], reports: [ImportJob.Progress])

    private func run(
        _ format: FileFormat, _ files: [String], sink: (any DeliverySink)? = nil,
        settings: FileSettings = FileSettings(admitted: hour(0))
    ) async throws -> Result {
        let job = ImportJob(
            format: format, settings: settings, sink: sink ?? StoreSink(store: temporary.store), now: { hour(9) })
        var refused: [String] = []
        var reports: [ImportJob.Progress] = []
        let progress = try await job.run(files: files) {
            refused.append("\($0)")
        } progress: {
            reports.append($0)
        }
        return (progress, refused, reports)
    }

    private func writeRecords(_ count: Int) throws {
        for number in 0..<count {
            try temporary.write(
                "records/\(100_000 + number).txt",
                "Time,Parameter,Value\n00:00,Age,54\n00:07,HR,\(60 + number % 40)\n01:07,RespRate,19\n02:00,Oops,1\n")
        }
    }

    @Test func `importing twice stores once and says so`() async throws {
        try writeRecords(7)
        let files = try ImportJob.files(of: [temporary.directory.path + "/records"], format: .physionet2012)
        let first = try await run(.physionet2012, files).progress
        #expect(first.files == 7 && first.filesDone == 7 && first.filesRefused == 0)
        #expect(first.records == 7 && first.repeated == 0 && first.observations == 21 && first.quarantined == 7)
        let counts = try await temporary.store.counts()
        let second = try await run(.physionet2012, files).progress
        #expect(second.records == 7 && second.repeated == 7 && second.observations == 0 && second.quarantined == 0)
        #expect(try await temporary.store.counts().observations == counts.observations)
        #expect(try await temporary.store.counts().quarantine == counts.quarantine)
    }

    @Test func `a file that is not of the format is counted, named and passed over`() async throws {
        try writeRecords(3)
        try temporary.write("records/100001.txt", "this is no record\n")
        try temporary.write("records/100005.txt", "")
        let files = try ImportJob.files(of: [temporary.directory.path + "/records"], format: .physionet2012)
        let result = try await run(.physionet2012, files + [temporary.directory.path + "/none.txt"])
        #expect(result.progress.files == 5 && result.progress.filesDone == 5 && result.progress.filesRefused == 3)
        #expect(result.progress.records == 2)
        #expect(result.refused.map { $0.contains("100001.txt") } == [true, false, false])
        #expect(result.refused.last?.contains("none.txt") == true)
    }

    @Test func `many small files share transactions of 500, and each transaction is reported`() async throws {
        try writeRecords(1003)
        let files = try ImportJob.files(of: [temporary.directory.path + "/records"], format: .physionet2012)
        let result = try await run(.physionet2012, files)
        #expect(result.reports.map(\.records) == [500, 1000, 1003])
        #expect(result.reports.last == result.progress)
    }

    @Test func `an import that broke off goes on where it was`() async throws {
        try writeRecords(600)
        let files = try ImportJob.files(of: [temporary.directory.path + "/records"], format: .physionet2012)
        let sink = FailingSink(store: temporary.store, callsUntilFailure: 1)
        await #expect(throws: FailingSink.Failure.self) { try await run(.physionet2012, files, sink: sink) }
        #expect(try await temporary.store.counts().messages == 500)
        let progress = try await run(.physionet2012, files).progress
        #expect(progress.repeated == 500 && progress.records == 600)
    }

    private func message(_ id: String) -> String {
        "MSH|^~\\&|MON||||20260101020000+0000||ORU^R01|\(id)|P|2.5\rPID|1||P\(id)\r"
            + "OBX|1|NM|8867-4^^LN||80|/min|||||F\rOBX|2|NM|nonsense^^L||80|/min|||||F\r"
    }

    @Test func `HL7 batches are stored once, and a trailer that disagrees is quarantined`() async throws {
        let text = "BHS|^~\\&|A\r\(message("1"))\(message("2"))MSH|^~\\&|A||||20260101||ORM^O01|3|P|2.5\rBTS|4\r"
        let file = try temporary.write("a.hl7", text)
        let first = try await run(.hl7, [file]).progress
        #expect(first.records == 3 && first.ignored == 1 && first.observations == 2 && first.quarantined == 3)
        #expect(first.reasons == [.unknownCode: 2, .framing: 1])
        let second = try await run(.hl7, [file]).progress
        #expect(second.repeated == 3 && second.observations == 0 && second.quarantined == 0)
    }

    @Test func `the patients of all FHIR files come before the observations of any`() async throws {
        let observation = """
            {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},\
            "subject":{"reference":"Patient/p"},"effectiveDateTime":"2026-01-01T02:00:00Z",\
            "valueQuantity":{"value":70,"system":"http://unitsofmeasure.org","code":"/min"}}
            """
        try temporary.write("export/Observation.ndjson", observation)
        try temporary.write(
            "export/Patient.ndjson", #"{"resourceType":"Patient","id":"p","identifier":[{"value":"4711"}]}"#)
        let files = try ImportJob.files(of: [temporary.directory.path + "/export"], format: .fhir)
        let progress = try await run(.fhir, files).progress
        #expect(progress.files == 2 && progress.filesDone == 2 && progress.records == 2 && progress.observations == 1)
        #expect(try await temporary.store.patients().map(\.patient.identifier) == ["4711"])
    }

    @Test func `a file that one phase refuses is counted once`() async throws {
        let file = try temporary.write("a.json", "{oops")
        let result = try await run(.fhir, [file])
        #expect(result.refused.count == 1 && result.progress.filesRefused == 1 && result.progress.filesDone == 1)
    }

    @Test func `a site's own code in a wide file counts by the configuration`() async throws {
        let channels = try temporary.write(
            "site.toml", "[[code]]\nsystem = \"LOCAL\"\ncode = \"HF\"\nchannel = \"heartRate\"\n")
        var configuration = WardwatchConfiguration(databasePath: "unused")
        (configuration.channelsFile, configuration.timeZone) = (channels, "Europe/Berlin")
        let file = try temporary.write(
            "a.csv",
            """
            #column Puls code=HF system=LOCAL unit=/min
            patient;effective;Puls
            P1;2026-01-01 03:00;70

            """)
        let settings = try FileSettings(configuration)
        #expect(try await run(.csv, [file], settings: settings).progress.observations == 1)
        await #expect(throws: Never.self) {
            let result = try await run(.csv, [file])
            #expect(result.refused.first?.contains("HF (LOCAL)") == true)
        }
        configuration.channelsFile = "/none.toml"
        #expect(throws: ChannelFileError.self) { try FileSettings(configuration) }
    }

    @Test func `a directory means its files of the format in order of name, at any depth`() throws {
        for name in ["d/b.csv", "d/a.csv", "d/c.psv", "d/sub/z.csv"] { try temporary.write(name, "") }
        let root = temporary.directory.path
        #expect(
            try ImportJob.files(of: ["\(root)/d", "-", "\(root)/d/c.psv"], format: .csv)
                == ["\(root)/d/a.csv", "\(root)/d/b.csv", "\(root)/d/sub/z.csv", "-", "\(root)/d/c.psv"])
    }

    @Test func `a path that is not there and a directory without such files are errors`() throws {
        try temporary.write("d/c.psv", "")
        let missing = #expect(throws: IngestError.self) { try ImportJob.files(of: ["/none"], format: .csv) }
        #expect(missing?.description == "/none: no such file or directory")
        let empty = #expect(throws: IngestError.self) {
            try ImportJob.files(of: [temporary.directory.path + "/d"], format: .csv)
        }
        #expect(empty?.description.contains("*.csv") == true)
    }
}

/// A sink into a store that fails after some calls.
private actor FailingSink: DeliverySink {
    struct Failure: Error {}

    private let sink: StoreSink
    private var callsUntilFailure: Int

    init(store: WardwatchStore, callsUntilFailure: Int) {
        (sink, self.callsUntilFailure) = (StoreSink(store: store), callsUntilFailure)
    }

    func append(_ deliveries: [Delivery]) async throws -> [DeliveryReceipt] {
        callsUntilFailure -= 1
        if callsUntilFailure < 0 { throw Failure() }
        return try await sink.append(deliveries)
    }
}
