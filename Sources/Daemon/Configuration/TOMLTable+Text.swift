internal import TOMLKit

/// Why a text is no TOML, found before the parser sees it.
struct TOMLTextFault: Error, CustomStringConvertible {
    let description: String
}

extension TOMLTable {
    /// Parses a text.
    ///
    /// Some mistakes are refused here because the parser does not: it takes a C string and would not see what follows a
    /// NUL byte, and it ends the process over those that ``TOMLBracketScan`` finds.
    ///
    /// - Throws: ``TOMLTextFault``, or the parser's error.
    convenience init(checking text: String) throws {
        if text.utf8.contains(0) { throw TOMLTextFault(description: "it holds a NUL byte") }
        var scan = TOMLBracketScan(text)
        if let fault = scan.fault() { throw TOMLTextFault(description: "line \(fault.line): \(fault.problem)") }
        try self.init(string: text)
    }
}
