import FHIR
import Foundation
import Testing

struct JSONValueTests {
    private func parse(_ text: String, limits: JSONLimits = .standard) throws(JSONError) -> JSONValue {
        try JSONValue(parsing: Array(text.utf8), limits: limits)
    }

    private func failure(_ bytes: [UInt8], limits: JSONLimits = .standard) -> JSONError? {
        do throws(JSONError) {
            _ = try JSONValue(parsing: bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        arguments: [
            "null", "true", "false", "0", "-0", "-0.0e+00", "1.00", "6.30", "12345678901234567890.123456789",
            "1E400", "\"\"", "\"é😀\"", "[]", "{}", "[1,[2,{}],null]", #"{"b":1,"a":{"":[]}}"#,
            #""\"\\\n\r\t\u0001\u001f""#,
        ])
    func `what was read is written as it was`(text: String) throws {
        #expect(String(decoding: try parse(text).serialized(), as: UTF8.self) == text)
    }

    @Test(
        arguments: [
            (#""\u00e9\ud83d\ude00\u20AC""#, "é😀€"), (#""\b\f\n\r\t\/\\\"""#, "\u{08}\u{0C}\n\r\t/\\\""),
            (#""\u0000""#, "\0"), ("\" \u{7F}\u{2028}\u{FFFF}\"", " \u{7F}\u{2028}\u{FFFF}"),
        ])
    func `escapes are resolved`(text: String, string: String) throws {
        #expect(try parse(text) == .string(string))
    }

    @Test func `white space of JSON may stand around values, other white space may not`() throws {
        #expect(try parse(" \t\r\n{ \"a\" : [ 1 , 2 ] } ") == ["a": [1, 2]])
        #expect(failure(Array("\u{0C}1".utf8))?.reason == .unexpected(expected: "a value"))
        #expect(failure(Array("\u{A0}1".utf8))?.reason == .unexpected(expected: "a value"))
    }

    @Test func `a byte order mark is stepped over, once and only at the beginning`() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(try JSONValue(parsing: mark + Array("[1]".utf8)) == [1])
        #expect(failure(mark + mark + Array("1".utf8)) != nil)
        #expect(failure(Array("[".utf8) + mark + Array("]".utf8)) != nil)
        #expect(failure(mark)?.reason == .empty)
    }

    /// Texts that RFC 8259 does not allow, one fault each.
    @Test(
        arguments: [
            ("", JSONError.Reason.empty), (" \n", .empty), ("[1", .unexpectedEnd), (#"{"a""#, .unexpectedEnd),
            (#"{"a":"#, .unexpectedEnd), (#"{"a":1"#, .unexpectedEnd), ("\"a", .unexpectedEnd),
            ("\"\\", .unexpectedEnd), ("\"\\u12", .unexpectedEnd), ("{", .unexpectedEnd), ("[1,", .unexpectedEnd),
            ("NaN", .invalidNumber), ("Infinity", .invalidNumber), ("-Infinity", .invalidNumber),
            ("+1", .invalidNumber), (".5", .invalidNumber), ("1.", .invalidNumber), ("01", .invalidNumber),
            ("-", .invalidNumber), ("1e", .invalidNumber), ("1e+", .invalidNumber), ("0x1F", .invalidNumber),
            ("1_000", .invalidNumber), ("-01", .invalidNumber), ("1.5.2", .invalidNumber),
            ("2026-06-15", .invalidNumber),
            ("[1,]", .unexpected(expected: "a value")), ("[,1]", .unexpected(expected: "a value")),
            (#"{"a":1,}"#, .unexpected(expected: "a name in double quotes")),
            ("{'a':1}", .unexpected(expected: "a name in double quotes")),
            ("{a:1}", .unexpected(expected: "a name in double quotes")),
            (#"{"a" 1}"#, .unexpected(expected: "a colon after the name")),
            ("[1 2]", .unexpected(expected: "a comma or the end of the array")),
            (#"{"a":1 "b":2}"#, .unexpected(expected: "a comma or the end of the object")),
            ("[1}", .unexpected(expected: "a comma or the end of the array")),
            ("'a'", .unexpected(expected: "a value")), ("True", .unexpected(expected: "a value")),
            ("nul", .unexpected(expected: "a value")), ("undefined", .unexpected(expected: "a value")),
            ("// x\n1", .unexpected(expected: "a value")), ("/**/1", .unexpected(expected: "a value")),
            ("1 // x", .trailingContent), ("{}{}", .trailingContent), ("truex", .trailingContent),
            ("\"a\nb\"", .controlCharacter), ("\"\t\"", .controlCharacter), ("\"\0\"", .controlCharacter),
            (#""\x""#, .invalidEscape), (#""\u12G4""#, .invalidEscape), (#""\U0041""#, .invalidEscape),
            (#""\ud800""#, .loneSurrogate), (#""\udc00""#, .loneSurrogate), (#""\ud800x""#, .loneSurrogate),
            (#""\ud800\u0041""#, .loneSurrogate), (#""\ud800\ud800""#, .loneSurrogate),
            (#"{"a":1,"a":1}"#, .duplicateMember), (#"{"a":{"b":1,"\u0062":2}}"#, .duplicateMember),
        ])
    func `what RFC 8259 does not allow is refused`(text: String, reason: JSONError.Reason) {
        let error = failure(Array(text.utf8))
        #expect(error?.reason == reason)
        #expect(error?.hint.isEmpty == false)
    }

    /// Overlong, surrogate, beyond U+10FFFF, lone continuation, cut off: Unicode 15, table 3-7.
    @Test(
        arguments: [
            [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xC3],
            [0xFF], [0xFE], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func `a string that is not UTF-8 is refused`(bytes: [UInt8]) {
        let error = failure(Array("[\"".utf8) + bytes + Array("\"]".utf8))
        #expect(error?.reason == .invalidUTF8)
        #expect(error?.byteOffset == 1)
    }

    @Test func `an error names line, column, byte and path`() throws {
        let text =
            "{\"resourceType\":\"Observation\",\n \"component\": [1, {\"é\": 0, \"valueQuantity\": {\"value\": NaN}}]}"
        let error = try #require(failure(Array(text.utf8)))
        #expect(error.line == 2)
        #expect(error.column == 55)
        #expect(error.byteOffset == Array(text.utf8).firstIndex(of: UInt8(ascii: "N")))
        #expect(error.path == "Observation.component[1].valueQuantity.value")
        #expect(error.issue.expression == ["Observation.component[1].valueQuantity.value"])
        #expect(error.issue.code == .value)
    }

    @Test func `a name that FHIR could not have does not get into the path`() throws {
        let error = try #require(failure(Array(#"{"a":{"Doe, Jane":{"b":]}}}"#.utf8)))
        #expect(error.path == "a")
        #expect(!"\(error) \(error.hint)".contains("Doe"))
    }

    @Test func `every bound holds, and just within it all is well`() throws {
        var limits = JSONLimits(bytes: 18, depth: 3, members: 2, values: 6, numberLength: 4)
        #expect(failure(Array("[[[1234,-0.5,1]]]".utf8), limits: limits) == nil)
        #expect(failure(Array("[[[[]]]]".utf8), limits: limits)?.reason == .limitExceeded(.depth, limit: 3))
        #expect(failure(Array("[12345]".utf8), limits: limits)?.reason == .limitExceeded(.numberLength, limit: 4))
        #expect(failure(Array("[1,2,3,4,5,6]".utf8), limits: limits)?.reason == .limitExceeded(.values, limit: 6))
        #expect(failure(Array("{\"a\":1,\"b\":2}".utf8), limits: limits) == nil)
        #expect(
            failure(Array("{\"a\":1,\"b\":2,\"c\":3}".utf8), limits: limits)?.reason
                == .limitExceeded(.bytes, limit: 18))
        limits.bytes = 30
        #expect(
            failure(Array("{\"a\":1,\"b\":2,\"c\":3}".utf8), limits: limits)?.reason
                == .limitExceeded(.members, limit: 2))
    }

    @Test func `a million open brackets are refused and do not exhaust the stack`() {
        for bracket in ["[", "{\"a\":"] {
            let bytes = Array(String(repeating: bracket, count: 1_000_000).utf8)
            #expect(failure(bytes)?.reason == .limitExceeded(.depth, limit: 64))
            let deepest = JSONLimits(bytes: 1 << 24, depth: .max, members: 10, values: 1_000_000, numberLength: 64)
            #expect(failure(bytes, limits: deepest)?.reason == .limitExceeded(.depth, limit: 256))
        }
    }

    @Test func `every beginning of a text is refused at its end or before`() throws {
        let text = Array(#"{"a":[1.5e3,"\u00e9\ud83d\ude00",true,null,{"b":{}}],"c":"ü"}"#.utf8)
        #expect(failure(text) == nil)
        for length in 0..<text.count { #expect((failure(Array(text.prefix(length)))?.byteOffset ?? .max) <= length) }
    }

    @Test(.enabled(if: Oracles.isAvailable), arguments: Oracles.examples)
    func `official examples read as Foundation reads them, and again after being written`(name: String) throws {
        let bytes = try Oracles.bytes(name)
        let value = try JSONValue(parsing: bytes)
        #expect(try JSONValue(parsing: value.serialized()) == value)
        let theirs = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? NSObject)
        let ours = try #require(
            try JSONSerialization.jsonObject(with: Data(value.serialized())) as? NSObject)
        #expect(ours == theirs)
        #expect(try #require(foundation(value) as? NSObject) == theirs)
    }

    private func foundation(_ value: JSONValue) -> Any {
        switch value {
        case .null: NSNull()
        case .bool(let bool): NSNumber(value: bool)
        case .number(let number): NSNumber(value: number.double ?? .nan)
        case .string(let string): string as NSString
        case .array(let items): items.map(foundation) as NSArray
        case .object(let object):
            Dictionary(uniqueKeysWithValues: object.members.map { ($0.name, foundation($0.value)) }) as NSDictionary
        }
    }

    @Test func `decimals keep their literal`() throws {
        let value = try parse(#"{"value":6.30,"other":1.00}"#)
        #expect(value["value"]?.number?.literal == "6.30")
        #expect(value["value"]?.number?.double == 6.3)
        #expect(value["value"] != .number(JSONNumber(6)))
        #expect(try parse("1.00") != parse("1.0"))
    }

    @Test func `an object keeps the order of its members through changes`() throws {
        var object = try #require(try parse(#"{"c":1,"a":2,"b":3}"#).object)
        object["a"] = 5
        object["c"] = nil
        object["z"] = true
        object["absent"] = nil
        #expect(object.names == ["a", "b", "z"])
        #expect(JSONValue.object(object) == ["a": 5, "b": 3, "z": true])
        #expect(JSONObject([("a", 1), ("a", 2)]).members == [JSONObject.Member(name: "a", value: 2)])
    }

    @Test(arguments: ["1", "-1.50", "1e9", "0"])
    func `a number is made of a literal`(literal: String) { #expect(JSONNumber(literal)?.literal == literal) }

    @Test(arguments: ["", " 1", "1 ", "01", "NaN", "1e", "0x1", "１"])
    func `a number is not made of anything else`(literal: String) { #expect(JSONNumber(literal) == nil) }

    @Test func `a number that no binary number can hold has none`() {
        #expect(JSONNumber("1e999")?.double == nil)
        #expect(JSONNumber("1e999")?.int == nil)
        #expect(JSONNumber("12")?.int == 12)
        #expect(JSONNumber("12.0")?.int == nil)
    }

    @Test func `look-ups beyond the value give nil`() throws {
        let value = try parse(#"{"a":[1]}"#)
        #expect(value["a"]?[0] == 1)
        #expect(value["a"]?[1] == nil && value["a"]?[-1] == nil && value["b"] == nil && value[0] == nil)
        #expect(value["a"]?["x"] == nil && value.string == nil && value.array.isEmpty)
    }
}
