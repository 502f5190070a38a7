internal import Glibc

/// Japanese text in ISO-2022-JP (`ISO IR87` and its relatives in MSH-18; RFC 1468), by the C library's `iconv`.
enum ISO2022JP {
    /// The text, or nil where the bytes are not ISO-2022-JP or the machine lacks the conversion.
    static func decode(_ bytes: some Collection<UInt8>) -> String? {
        guard let converter = iconv_open("UTF-8", "ISO-2022-JP-3"), Int(bitPattern: converter) != -1 else { return nil }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        // No character of the set takes more than four times its bytes in UTF-8.
        let capacity = input.count * 4 + 16
        let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = input.withUnsafeMutableBufferPointer { input in
                buffer.withMemoryRebound(to: CChar.self) { output in
                    convert(converter, input, output)
                }
            }
        }
        return output.isEmpty && !bytes.isEmpty ? nil : String(validating: output, as: UTF8.self)
    }

    /// Converts a whole buffer and returns how many bytes were written; 0 when something cannot be converted.
    private static func convert(
        _ converter: iconv_t, _ input: UnsafeMutableBufferPointer<CChar>, _ output: UnsafeMutableBufferPointer<CChar>
    ) -> Int {
        var (source, target) = (input.baseAddress, output.baseAddress)
        var (sourceLeft, targetLeft) = (input.count, output.count)
        guard iconv(converter, &source, &sourceLeft, &target, &targetLeft) != -1, sourceLeft == 0 else { return 0 }
        return output.count - targetLeft
    }
}
