/// A case of an enum and its numbers as one line of a checkpoint's metadata: `adamW beta1=0.9 learningRate=0.003 …`.
///
/// Numbers are written as Swift describes them, which reads back to the same bits.
struct CheckpointRecord {
    /// The name of the case.
    let name: String
    private let key: String
    private let fields: [String: String]

    /// A record to be written.
    init(_ name: String, _ fields: [String: String] = [:]) {
        (self.name, key, self.fields) = (name, "", fields)
    }

    /// The record in the metadata under `key`.
    init(_ metadata: [String: String], key: String) throws(CheckpointError) {
        guard let text = metadata[key] else { throw CheckpointError.missingText(key: key) }
        let words = text.split(separator: " ")
        var fields: [String: String] = [:]
        for word in words.dropFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, fields.updateValue(String(parts[1]), forKey: String(parts[0])) == nil else {
                throw CheckpointError.invalidText(key: key, text: text, expected: "a name and name=number words")
            }
        }
        (self.key, name, self.fields) = (key, words.first.map(String.init) ?? "", fields)
    }

    /// The line, fields in the order of their names.
    var text: String {
        ([name] + fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(separator: " ")
    }

    /// The text of a field; nil if there is none.
    func optional(_ field: String) -> String? { fields[field] }

    /// The text of a field.
    func text(_ field: String) throws(CheckpointError) -> String {
        guard let text = fields[field] else { throw CheckpointError.missingText(key: "\(key).\(field)") }
        return text
    }

    /// A number or a truth value of a field.
    func value<Value: LosslessStringConvertible>(_ field: String) throws(CheckpointError) -> Value {
        let text = try text(field)
        guard let value = Value(text) else { throw invalid(field, text, expected: "\(Value.self)") }
        return value
    }

    /// An integer of a field.
    func integer(_ field: String, atLeast minimum: Int) throws(CheckpointError) -> Int {
        let integer: Int = try value(field)
        // Far from where counting on would overflow.
        guard (minimum...(1 << 62)).contains(integer) else {
            throw invalid(field, "\(integer)", expected: "\(minimum) to \(1 << 62)")
        }
        return integer
    }

    /// A number of a field, in a range.
    func number(_ field: String, in range: some RangeExpression<Double>) throws(CheckpointError) -> Double {
        let number: Double = try value(field)
        guard range.contains(number) else { throw invalid(field, "\(number)", expected: "a number in \(range)") }
        return number
    }

    /// One of an enum's cases by its raw value.
    func choice<Choice: RawRepresentable<String>>(_ field: String) throws(CheckpointError) -> Choice {
        let text = try text(field)
        guard let choice = Choice(rawValue: text) else { throw invalid(field, text, expected: "a \(Choice.self)") }
        return choice
    }

    /// The numbers of a field, separated by commas.
    func numbers(_ field: String) throws(CheckpointError) -> [Double] {
        let text = try text(field)
        return try text.split(separator: ",").map { part throws(CheckpointError) in
            guard let number = Double(part) else { throw invalid(field, text, expected: "numbers") }
            return number
        }
    }

    /// The error for a record whose name is unknown.
    func unknownName(expected: String) -> CheckpointError {
        .invalidText(key: key, text: name, expected: expected)
    }

    func invalid(_ field: String, _ text: String, expected: String) -> CheckpointError {
        .invalidText(key: "\(key).\(field)", text: text, expected: expected)
    }
}
