import ClinicalDomain
import Ingest
import Testing

/// Stored messages as people read them.
struct MessageTextTests {
    private func text(_ format: Delivery.Message.Format, _ body: [UInt8], place: String) -> [String] {
        let message = Delivery.Message(format: format, source: "", identity: [1], body: body, received: hour(0))
        return MessageText(message, place: place).lines.map { ($0.isMarked ? "> " : "  ") + $0.text }
    }

    private func text(_ format: Delivery.Message.Format, _ body: String, place: String) -> [String] {
        text(format, Array(body.utf8), place: place)
    }

    private let hl7 = "MSH|^~\\&|M||||20260101||ORU^R01|1|P|2.5\rOBX|1|NM|a||1|\rOBX|2|NM|b||\\S\\2|x|||||F\r"

    @Test func `HL7 has a segment on each line, and the field of the place is marked`() {
        #expect(
            text(.hl7v2, hl7, place: "OBX[2]-5.1") == [
                "  MSH|^~\\&|M||||20260101||ORU^R01|1|P|2.5", "  OBX|1|NM|a||1|", "> OBX|2|NM|b||>>\\S\\2<<|x|||||F",
            ])
        #expect(text(.hl7v2, hl7, place: "OBX-3")[1] == "> OBX|1|NM|>>a<<||1|")
        #expect(text(.hl7v2, hl7, place: "MSH-10")[0] == "> MSH|^~\\&|M||||20260101||ORU^R01|>>1<<|P|2.5")
        #expect(text(.hl7v2, hl7, place: "OBX[2]")[2].hasPrefix("> OBX|2"))
        #expect(text(.hl7v2, hl7, place: "OBX[2]-99")[2].hasPrefix("> OBX|2"), "a field that was not sent")
        #expect(text(.hl7v2, hl7, place: "PID-3").allSatisfy { $0.hasPrefix("  ") })
    }

    @Test func `HL7 is shown in its character set, and what is none line by line`() {
        let latin = Array("MSH|^~\\&|M||||20260101||ORU^R01|1|P|2.5||||||8859/1\rOBX|1|NM|t||37|".utf8) + [0xB0, 0x43]
        #expect(text(.hl7v2, latin, place: "OBX-6")[1] == "> OBX|1|NM|t||37|>>°C<<")
        #expect(text(.hl7v2, "PID|1\rOBX|2", place: "byte 0") == ["  PID|1", "  OBX|2"])
    }

    @Test func `JSON has a member on each line, numbers as they were written`() {
        #expect(
            text(.ndjson, #"{"patient":"A\n","value":36.80,"more":[1,{}]}"#, place: "line 7, value") == [
                "  {", "    \"patient\": \"A\\n\",", ">   \"value\": 36.80,", "    \"more\": [", "      1,", "      {}",
                "    ]", "  }",
            ])
    }

    @Test(arguments: ["Observation.component[1].code", "line 3, Observation.component[1].code"])
    func `the place of a resource is marked, also in a file's, without what stood beside it`(place: String) {
        let resource = #"{"resourceType":"Observation","component":[{"code":1},{"code":2}]}"#
        let bundle = #"{"resourceType":"Bundle","entry":[{"resource":\#(resource)},{"resource":{"id":"p"}}]}"#
        for body in [resource, bundle] {
            #expect(text(.fhir, body, place: place).filter { $0.hasPrefix(">") } == [">       \"code\": 2"])
            #expect(!text(.fhir, body, place: place).contains { $0.contains("\"p\"") })
        }
    }

    @Test func `a row of CSV stands below its header`() {
        #expect(
            text(.csv, "#wardwatch first-row=9\n#wardwatch patient=MRN\nMRN,HF\n1,zz", place: "line 9, HF") == [
                "  #wardwatch patient=MRN", "  MRN,HF", "> 1,zz",
            ])
        #expect(text(.csv, "1,zz", place: "line 9, HF") == ["  1,zz"])
    }
}
