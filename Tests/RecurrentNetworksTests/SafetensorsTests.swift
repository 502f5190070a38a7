import Testing

@testable import RecurrentNetworks

/// The file format: what is written, what is read, and what is refused where.
struct SafetensorsTests {
    private func file(_ header: String, data: Int = 0) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) } + Array(header.utf8)
            + [UInt8](repeating: 0, count: data)
    }

    @Test(.enabled(if: Oracle.isAvailable, "set WARDWATCH_SHARED to the folder with oracles/networks"))
    func `malformed files are judged as by the reference reader, or more strictly`() throws {
        let verdicts = try Oracle.run("bad_safetensors/RESULTS").texts
        #expect(verdicts.count == 18)
        let stricter: Set = ["dup_key", "header_not_brace"]
        for (name, verdict) in verdicts.sorted(by: { $0.key < $1.key }) {
            let bytes = try Oracle.bytes("bad_safetensors/\(name).safetensors")
            if verdict.hasPrefix("accepted"), !stricter.contains(name) {
                #expect(throws: Never.self, "\(name): \(verdict)") { try Safetensors.decode(bytes) }
            } else {
                let error = #expect(throws: SafetensorsError.self, "\(name): \(verdict)") {
                    try Safetensors.decode(bytes)
                }
                print("\(name): \(error.map { "\($0)" } ?? "accepted")")
            }
        }
    }

    @Test func `tensors and texts survive the round trip`() throws {
        let tensors = [
            Tensor(name: "b", shape: [2, 3], values: [1, 2, 3, 4, 5, 6] as [Float]),
            Tensor(name: "ä\"\\\n\u{1}😀", shape: [], values: [0.1]),
            Tensor(name: "empty", shape: [0, 4], values: [Float]()),
            Tensor(name: "also empty", shape: [4, 0], values: [Float]()),
            Tensor(name: "a", type: .u8, shape: [3], bytes: [1, 2, 3]),
        ]
        let metadata = ["z": "\u{0}\t\"quoted\"", "a": "ü\\"]
        let file = try Safetensors.decode(Safetensors.encode(tensors: tensors, metadata: metadata))
        #expect(Set(file.tensors) == Set(tensors))
        #expect(file.metadata == metadata)
    }

    @Test func `the same tensors give the same bytes in any order, aligned to 8`() {
        let tensors =
            (0..<5).map { Tensor(name: "t\($0)", shape: [$0], values: [Float](repeating: 1, count: $0)) }
            + [Tensor(name: "d", shape: [1], values: [1.0])]
        let metadata = Dictionary(uniqueKeysWithValues: (0..<9).map { ("k\($0)", "v") })
        let bytes = Safetensors.encode(tensors: tensors, metadata: metadata)
        #expect(bytes == Safetensors.encode(tensors: tensors.reversed(), metadata: metadata))
        #expect(bytes[0] % 8 == 0)
    }

    @Test func `a written file has the published layout`() {
        let bytes = Safetensors.encode(tensors: [Tensor(name: "a", shape: [1], values: [Float(1)])])
        let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
        #expect(bytes == file(header + "  ") + [0, 0, 0x80, 0x3F])
    }

    @Test func `every truncation is refused with what was expected and found`() throws {
        let network = RecurrentNetwork<Float>(architecture: try .small(.lstm), seed: 1)
        let bytes = Safetensors.encode(tensors: network.tensors(), metadata: ["a": "b"])
        for count in 0..<bytes.count {
            #expect(throws: SafetensorsError.self) { try Safetensors.decode(Array(bytes[..<count])) }
        }
        #expect(throws: SafetensorsError.tooShort(byteCount: 5)) { try Safetensors.decode(Array(bytes[..<5])) }
        let header = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
        #expect(throws: SafetensorsError.truncatedHeader(expectedByteCount: header, byteCount: header - 1)) {
            try Safetensors.decode(Array(bytes[..<(header - 1)]))
        }
        let error = #expect(throws: SafetensorsError.self) { try Safetensors.decode(bytes.dropLast()) }
        #expect(error?.description.contains("has \(bytes.count - 1) bytes") == true)
        #expect(throws: SafetensorsError.fileSizeMismatch(expectedByteCount: bytes.count, byteCount: bytes.count + 1)) {
            try Safetensors.decode(bytes + [0])
        }
    }

    @Test func `no changed byte of a header traps`() throws {
        let tensors = [Tensor(name: "a\u{e9}", shape: [2, 1], values: [Float(1), 2])]
        let bytes = Safetensors.encode(tensors: tensors, metadata: ["\u{1}": "x"])
        for index in 0..<(bytes.count - 8) {
            for value in 0...255 as ClosedRange<UInt8> {
                var changed = bytes
                changed[index] = value
                _ = try? Safetensors.decode(changed)
            }
        }
    }

    @Test(arguments: [
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1]}}"#, 4),
        (#"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#, 4),
        (#"{"__metadata__":{"a":"b","a":"c"}}"#, 0),
        (#"{"a\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[0],"data_offsets":[9223372036854775807,9223372036854775807]}}"#, 0),
        (#"{"a":{"dtype":"F32","shape":[0,9223372036854775807,8],"data_offsets":[0,0]}} x"#, 0),
        ("{}\n", 0), ("[]", 0), ("", 0), ("{", 0), (#"{"a"#, 0), (#"{"a":"#, 0),
    ])
    func `a malformed header is refused`(header: String, data: Int) {
        #expect(throws: SafetensorsError.self) { try Safetensors.decode(file(header, data: data)) }
    }

    @Test func `a duplicate key is named with its byte`() {
        let entry = #""a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#
        #expect(throws: SafetensorsError.duplicateKey("a", byteOffset: 8 + 2 + entry.utf8.count)) {
            try Safetensors.decode(file("{\(entry),\(entry)}"))
        }
    }

    @Test func `half precision is read as numbers`() {
        let bits: [(UInt16, Float)] = [
            (0x3C00, 1), (0xC000, -2), (0x7BFF, 65504), (0x0400, 0x1p-14), (0x0001, 0x1p-24), (0x8000, 0),
            (0x7C00, .infinity),
        ]
        let bytes = bits.flatMap { [UInt8(truncatingIfNeeded: $0.0), UInt8($0.0 >> 8)] }
        #expect(Tensor(name: "h", type: .f16, shape: [7], bytes: bytes).values(as: Float.self) == bits.map(\.1))
        #expect(Tensor(name: "b", type: .bf16, shape: [1], bytes: [0xC0, 0x3F]).values(as: Double.self) == [1.5])
        #expect(Tensor(name: "i", type: .i32, shape: [1], bytes: [1, 0, 0, 0]).values(as: Double.self) == nil)
    }
}
