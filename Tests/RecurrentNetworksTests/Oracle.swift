import Foundation
import RecurrentNetworks

/// The reference runs of `oracles/networks`, found through `WARDWATCH_SHARED` or beside the package.
enum Oracle {
    /// The folder, whether it exists or not.
    static let folder: URL = {
        if let shared = ProcessInfo.processInfo.environment["WARDWATCH_SHARED"] {
            return URL(fileURLWithPath: shared).appendingPathComponent("oracles/networks")
        }
        let package = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return package.deletingLastPathComponent().appendingPathComponent("shared/oracles/networks")
    }()

    /// Whether the reference runs can be read; tests that need them are skipped otherwise.
    static var isAvailable: Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent("jordan_alpha0.5.json").path)
    }

    /// The bytes of a file.
    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    /// The decoded JSON of a run.
    static func run(_ name: String) throws -> Values {
        try JSONDecoder().decode(
            Values.self, from: Data(contentsOf: folder.appendingPathComponent(name + ".json")))
    }

    /// Any JSON value, numbers correctly rounded (`JSONSerialization` on Linux is some units off in the last place).
    indirect enum Values: Decodable {
        case object([String: Values])
        case array([Values])
        case number(Double)
        case text(String)
        case absent

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let array = try? container.decode([Values].self) {
                self = .array(array)
            } else {
                self = (try? container.decode([String: Values].self)).map(Values.object) ?? .absent
            }
        }

        subscript(_ key: String) -> Values {
            guard case .object(let members) = self else { return .absent }
            return members[key] ?? .absent
        }

        /// The members of an array.
        var elements: [Values] {
            guard case .array(let elements) = self else { return [] }
            return elements
        }

        /// All numbers in this array, row-major.
        var numbers: [Double] {
            if case .number(let number) = self { return [number] }
            return elements.flatMap(\.numbers)
        }

        /// The names of the members of an object, sorted.
        var names: [String] {
            guard case .object(let members) = self else { return [] }
            return members.keys.sorted()
        }

        /// The number itself.
        var number: Double { numbers.first ?? .nan }

        /// The extents of a nested array.
        var shape: [Int] {
            guard let first = elements.first else { return [] }
            return [elements.count] + first.shape
        }

        /// The members of an object that are texts.
        var texts: [String: String] {
            guard case .object(let members) = self else { return [:] }
            return members.compactMapValues { value in
                if case .text(let text) = value { text } else { nil }
            }
        }
    }
}

/// The largest absolute difference of two arrays; infinite when their counts differ.
func largestDifference<Left: BinaryFloatingPoint, Right: BinaryFloatingPoint>(
    _ left: [Left], _ right: [Right]
) -> Double {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).map { abs(Double($0) - Double($1)) }.reduce(0) { $0 > $1 ? $0 : $1.isNaN ? .infinity : $1 }
}

/// Batch-major `[B, T, width]` → time-major `[T, B, width]`.
func timeMajor(_ values: [Double], batchSize: Int, sequenceLength: Int, width: Int) -> [Double] {
    var result: [Double] = []
    for time in 0..<sequenceLength {
        for sequence in 0..<batchSize {
            let start = (sequence * sequenceLength + time) * width
            result += values[start..<(start + width)]
        }
    }
    return result
}
