import Foundation

/// JSON as text columns hold it: keys sorted, so that equal values are equal texts.
enum JSONText {
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// - Throws: ``StoreError/unreadable(table:column:detail:)``.
    static func decode<Value: Decodable>(
        _ type: Value.Type, _ text: String, table: String, column: String
    ) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw StoreError.unreadable(table: table, column: column, detail: String(describing: error))
        }
    }
}
