import ClinicalDomain
import HL7v2
import Ingest
import Logging
import Mapping
import Synchronization
import Testing

@testable import Daemon

struct MLLPIngestTests {
    /// Keeps what is appended, or refuses it.
    private final class Sink: DeliverySink {
        private let state = Mutex<[[Delivery]]>([])
        let fails: Bool

        init(fails: Bool = false) { self.fails = fails }

        var transactions: [[Delivery]] { state.withLock { $0 } }
        var reasons: [QuarantineEntry.Reason] { transactions.flatMap { $0.flatMap(\.quarantine) }.map(\.reason) }

        func append(_ deliveries: [Delivery]) async throws -> [DeliveryReceipt] {
            if fails { throw CancellationError() }
            state.withLock { $0.append(deliveries) }
            return deliveries.map { _ in DeliveryReceipt(isRepetition: false, observations: 0) }
        }
    }

    private func ingest(
        _ sink: Sink, acknowledgment: AcknowledgmentPolicy = .auto, acceptsTestMessages: Bool = false
    ) -> MLLPIngest {
        var endpoint = MLLPEndpoint()
        endpoint.acknowledgment = acknowledgment
        return MLLPIngest(
            endpoint: endpoint, mapping: HL7Mapping(acceptsTestMessages: acceptsTestMessages) { _ in 0 }, sink: sink,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { Instant(millisecondsSince1970: 1_781_526_645_123) })
    }

    /// MSH-9, MSH-10, MSH-11, MSH-12, MSH-15 and MSH-16, and a patient with a heart rate.
    private func text(
        type: String = "ORU^R01^ORU_R01", controlID: String = "C1", processing: String = "P", version: String = "2.6",
        asking: String = "|"
    ) -> String {
        "MSH|^~\\&|MON|ICU|WW|H|20260615120000+0000||\(type)|\(controlID)|\(processing)|\(version)|||\(asking)\r"
            + "PID|1||4711^^^HOSP^PI\rOBR|1|||VS|||20260615120000+0000\r"
            + "OBX|1|NM|8867-4^Heart rate^LN||88|/min|||||F|||20260615120000+0000\r"
    }

    private func answer(_ ingest: MLLPIngest, _ text: String) async throws -> HL7Message? {
        try await ingest.answer(to: MLLPFrame(bytes: Array(text.utf8))).map { try HL7Message(parsing: $0) }
    }

    private func fields(_ answer: HL7Message?) -> String {
        guard let answer else { return "no answer" }
        return ["MSA-1", "MSA-2", "ERR-3.1"].map { path in
            (try? HL7Path(parsing: path)).flatMap { answer[$0] } ?? ""
        }.joined(separator: " ")
    }

    @Test(arguments: [
        (AcknowledgmentPolicy.auto, "|", "AA C1 "), (.auto, "AL|NE", "CA C1 "), (.auto, "NE|AL", "AA C1 "),
        (.auto, "AL|AL", "AA C1 "), (.auto, "NE|NE", "no answer"), (.original, "AL|NE", "AA C1 "),
        (.original, "NE|NE", "AA C1 "), (.accept, "|", "CA C1 "), (.none, "AL|AL", "no answer"),
    ])
    func `a stored message is answered as the listener and the sender say`(
        policy: AcknowledgmentPolicy, asking: String, expected: String
    ) async throws {
        let sink = Sink()
        let answer = try await answer(ingest(sink, acknowledgment: policy), text(asking: asking))
        #expect(fields(answer) == expected)
        #expect(sink.transactions.map { $0.map { $0.observations.count } } == [[1]])
    }

    @Test(arguments: [
        (AcknowledgmentPolicy.auto, "AE C1 207"), (.original, "AE C1 207"), (.accept, "CE C1 207"),
        (.none, "no answer"),
    ])
    func `what cannot be stored is to be sent again`(policy: AcknowledgmentPolicy, expected: String) async throws {
        #expect(fields(try await answer(ingest(Sink(fails: true), acknowledgment: policy), text())) == expected)
    }

    @Test func `a message of another kind is acknowledged and not stored`() async throws {
        for type in ["ORM^O01", "MDM^T02^MDM_T02", "ADT^A60", "SIU^S12"] {
            let sink = Sink()
            #expect(fields(try await answer(ingest(sink), text(type: type))) == "AA C1 ", "\(type)")
            #expect(sink.transactions.isEmpty, "\(type)")
        }
    }

    @Test func `an acknowledgment is not acknowledged unless it asks`() async throws {
        let sink = Sink()
        let text = "MSH|^~\\&|RIS||KIS||2026||ACK^A01^ACK|R2|P|2.5\rMSA|AA|1\r"
        #expect(fields(try await answer(ingest(sink), text)) == "no answer")
        let asking = text.replacing("|2.5\r", with: "|2.5|||AL|NE\r")
        #expect(fields(try await answer(ingest(sink), asking)) == "CA R2 ")
    }

    @Test func `a message without a control id is an error, and its answer has MSA-2 all the same`() async throws {
        let sink = Sink()
        let answer = try #require(try await answer(ingest(sink), text(controlID: "")))
        #expect(fields(answer) == "AE  101")
        #expect(answer.segments(named: "MSA").first?.bytes.elementsEqual("MSA|AE|".utf8) == true)
        #expect(sink.transactions.flatMap { $0 }.allSatisfy { $0.observations.isEmpty } && !sink.reasons.isEmpty)
    }

    @Test(arguments: [
        ("2.1", "AA C1 "), ("2.2", "AA C1 "), ("2.3", "AA C1 "), ("2.3.1", "AA C1 "), ("2.4", "AA C1 "),
        ("2.5.1", "AA C1 "), ("2.5^DEU&&HL70399", "AA C1 "), ("2.8.2", "AA C1 "), ("2.9", "AA C1 "), ("", "AA C1 "),
        ("1.0", "AR C1 203"), ("2.0", "AR C1 203"), ("2.10", "AR C1 203"), ("2.999", "AR C1 203"), ("3", "AR C1 203"),
    ])
    func `versions 2.1 to 2.9 are taken, others rejected`(version: String, expected: String) async throws {
        #expect(fields(try await answer(ingest(Sink()), text(version: version))) == expected)
    }

    @Test func `the control id comes back byte for byte`() async throws {
        let controlID = " a~b\\T\\é^c "
        let answer = try #require(try await answer(ingest(Sink()), text(controlID: controlID)))
        #expect(Array(answer.segments(named: "MSA")[0].field(2).bytes) == Array(controlID.utf8))
    }

    @Test func `training and debugging messages are answered and stored only where that is wanted`() async throws {
        for processing in ["T", "D"] {
            let sink = Sink()
            #expect(fields(try await answer(ingest(sink), text(processing: processing))) == "AA C1 ")
            #expect(sink.reasons == [.testMessage])
            #expect(sink.transactions.flatMap { $0 }.allSatisfy { $0.observations.isEmpty })
            let accepting = Sink()
            _ = try await answer(ingest(accepting, acceptsTestMessages: true), text(processing: processing))
            #expect(accepting.transactions.flatMap { $0 }.map(\.observations.count) == [1])
        }
    }

    @Test func `what is no HL7 is rejected, broken HL7 answered as its header asks`() async throws {
        let sink = Sink()
        #expect(fields(try await answer(ingest(sink), "GET / HTTP/1.1\r\n\r\n")) == "AR  100")
        #expect(fields(try await answer(ingest(sink, acknowledgment: .accept), "MSH|foo|foo\r")) == "CR  102")
        let broken = text(asking: "AL|NE") + "nonsense\r"
        #expect(fields(try await answer(ingest(sink), broken)) == "CR C1 100")
        #expect(fields(try await answer(ingest(sink), text(asking: "NE|NE") + "nonsense\r")) == "no answer")
        #expect(sink.reasons == [.unparseable, .unparseable, .unparseable, .unparseable])
    }

    @Test func `an answer keeps the sender's delimiters`() async throws {
        let custom = "MSH#!@%*#MON#ICU#WW#H#20260615120000##ORU!R01#C7#P#2.6\rPID#1##4711!!!HOSP\r"
        let bytes = try #require(await ingest(Sink()).answer(to: MLLPFrame(bytes: Array(custom.utf8))))
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("MSH#!@%*#WW#H#MON#ICU#"))
        #expect(try HL7Message(parsing: bytes)["MSA-2"] == "C7")
    }

    @Test func `a batch is one transaction and one answer with an acknowledgment for each message`() async throws {
        let sink = Sink()
        let batch =
            "BHS|^~\\&|MON\r" + text(controlID: "B1") + text(controlID: "B2", asking: "NE|NE")
            + text(controlID: "B3", version: "9") + "BTS|3\r"
        let bytes = try #require(await ingest(sink).answer(to: MLLPFrame(bytes: Array(batch.utf8))))
        let answers = HL7File(bytes)
        #expect(answers.statedMessageCount == 2 && answers.straySegmentCount == 0)
        #expect(try answers.messages.map { fields(try HL7Message(parsing: Array($0))) } == ["AA B1 ", "AR B3 203"])
        #expect(sink.transactions.map(\.count) == [3])
        let silent = "FHS|^~\\&\rBHS|^~\\&\r" + text(asking: "NE|NE") + "BTS|1\rFTS|1\r"
        #expect(await ingest(sink).answer(to: MLLPFrame(bytes: Array(silent.utf8))) == nil)
        #expect(sink.transactions.count == 2)
    }

    @Test func `a batch that is not whole is refused as a whole`() async throws {
        for batch in [
            "BHS|^~\\&\r" + text() + "BTS|2\r", "BHS|^~\\&\rPID|1\r" + text() + "BTS|1\r", "BHS|^~\\&\rBTS|0\r",
        ] {
            let sink = Sink()
            #expect(fields(try await answer(ingest(sink), batch)).hasPrefix("AR"))
            #expect(sink.reasons == [.unparseable])
            #expect(sink.transactions.flatMap { $0 }.map(\.message.body) == [Array(batch.utf8)])
        }
    }

    @Test func `bytes that were no message are quarantined, and only a message too large is answered`() async throws {
        let sink = Sink()
        let header = Array("MSH|^~\\&|MON|ICU|WW|H|2026||ORU^R01|L1|P|2.6\rPID|1||".utf8)
        for kind in MLLPFault.Kind.allCases {
            let answer = await ingest(sink).answer(to: MLLPFault(kind, bytes: header, byteCount: 5_000_000))
            if kind == .messageTooLarge {
                let message = try HL7Message(parsing: try #require(answer))
                #expect(fields(message) == "AR L1 207")
                #expect(message["ERR-8"]?.contains("1048576") == true, "the limit is named")
            } else {
                #expect(answer == nil)
            }
        }
        #expect(sink.reasons == MLLPFault.Kind.allCases.map { _ in .framing })
        let silent = ingest(sink, acknowledgment: .none)
        #expect(await silent.answer(to: MLLPFault(.messageTooLarge, bytes: header)) == nil)
    }
}
