import HL7v2
import Testing

struct HL7PathTests {
    @Test(arguments: [
        "OBX", "OBX[2]", "OBX-5", "OBX[2]-5.1", "PID-3[2].4.2", "ZV1-1", "OBX[999999]-999999[2].3",
    ])
    func `a path prints as it is written`(text: String) throws {
        #expect("\(try HL7Path(parsing: text))" == text)
    }

    @Test
    func `the first is not printed`() throws {
        #expect("\(try HL7Path(parsing: "OBX[1]-5[1].1"))" == "OBX-5.1")
    }

    @Test(arguments: [
        "", "OB", "obx-5", "OBX-", "OBX-0", "OBX[0]-1", "OBX[]-1", "OBX-5.", "OBX-5.1.", "OBX-5.1.1.1", "OBX5", "1BX-5",
        "OBX-5 ", "OBX-1234567", "OBX[2", "ÖBX-5", "OBX-٣",
    ])
    func `what is no path is refused`(text: String) {
        #expect(throws: HL7Error.invalidPath(text)) { try HL7Path(parsing: text) }
    }

    @Test
    func `ERR-2 gets as many parts as are known`() {
        #expect(HL7Path("OBX[2]-5.1").errorLocation == ["OBX", "2", "5", "1", "1"])
        #expect(HL7Path("PID-3").errorLocation == ["PID", "1", "3"])
        #expect(HL7Path("MRG").errorLocation == ["MRG", "1"])
        #expect(HL7Path("PID-3[2].4.2").errorLocation == ["PID", "1", "3", "2", "4", "2"])
    }
}
