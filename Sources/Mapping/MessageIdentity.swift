internal import Crypto
internal import Foundation

/// SHA-256 over parts with their lengths, so that parts cannot run into one another.
public enum MessageIdentity {
    /// 32 bytes that are the same for the same parts and for no others.
    public static func digest(_ parts: [UInt8]...) -> [UInt8] {
        var hash = SHA256()
        for part in parts {
            withUnsafeBytes(of: UInt64(part.count).littleEndian) { hash.update(bufferPointer: $0) }
            part.withUnsafeBytes { hash.update(bufferPointer: $0) }
        }
        return Array(hash.finalize())
    }
}
