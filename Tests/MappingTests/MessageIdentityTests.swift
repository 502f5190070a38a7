import Mapping
import Testing

struct MessageIdentityTests {
    @Test
    func `parts cannot run into one another`() {
        let splits: [[[UInt8]]] = [
            [[1, 2], [3]], [[1], [2, 3]], [[1, 2, 3], []], [[], [1, 2, 3]], [[1, 3], [2]],
        ]
        let digests = splits.map { MessageIdentity.digest($0[0], $0[1]) }
        #expect(Set(digests).count == splits.count)
        #expect(MessageIdentity.digest([1, 2, 3]) != MessageIdentity.digest([1, 2, 3], []))
        #expect(digests.allSatisfy { $0.count == 32 })
    }

    @Test
    func `the digest is SHA-256 of each part behind its length in eight bytes, little-endian`() {
        // Python: hashlib.sha256(b'\3\0\0\0\0\0\0\0abc').hexdigest()
        let hexadecimal = MessageIdentity.digest(Array("abc".utf8)).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        #expect(hexadecimal == "ce91dc5eec0139adf091900d225971d6ad246a845bad791b5693a9d0d55dd391")
    }

    @Test
    func `one bit makes another digest`() {
        let bytes = (0..<64).map { UInt8($0) }
        var seen: Set<[UInt8]> = [MessageIdentity.digest(bytes)]
        for index in 0..<512 {
            var changed = bytes
            changed[index / 8] ^= 1 << UInt8(index % 8)
            seen.insert(MessageIdentity.digest(changed))
        }
        #expect(seen.count == 513)
        #expect(MessageIdentity.digest(bytes) == MessageIdentity.digest(bytes))
    }
}
