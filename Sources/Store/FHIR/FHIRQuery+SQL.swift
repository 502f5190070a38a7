import ClinicalDomain
import GRDB

/// A piece of SQL with its arguments.
struct SQLPiece {
    var sql: String
    var arguments: [any DatabaseValueConvertible] = []

    /// The pieces in parentheses, joined by a word; `FALSE` when there are none.
    static func any(_ pieces: [SQLPiece]) -> SQLPiece {
        if pieces.isEmpty { return SQLPiece(sql: "FALSE") }
        return SQLPiece(
            sql: "(" + pieces.map(\.sql).joined(separator: " OR ") + ")", arguments: pieces.flatMap(\.arguments))
    }
}

extension FHIRQuery {
    /// What ``order`` compares, of a resource `r`.
    var orderKey: String {
        switch order {
        case .created: "r.id"
        case .date: "r.dateLow"
        case .lastUpdated: "r.updated"
        }
    }

    /// The most selective condition.
    private var leading: (offset: Int, element: Condition)? {
        conditions.enumerated().min { $0.element.rank < $1.element.rank }
    }

    /// A plus sign before a column keeps SQLite from searching by it where the terms of a few resources lead to them:
    /// an identifier or a patient has a few, a code or a status may have millions.
    private var plus: String {
        switch leading?.element {
        case .terms, .identifier: leading?.element.rank ?? .max < Condition.unselectiveRank ? "+" : ""
        default: ""
        }
    }

    /// The conditions on a resource `r`: one list of terms leads to the resources, others are looked up for each.
    var filter: SQLPiece {
        var filter = SQLPiece(sql: "\(plus)r.type = ? AND NOT r.isDeleted", arguments: [type])
        let leading = leading?.offset
        for (index, condition) in conditions.enumerated() {
            let piece = condition.piece(leads: index == leading, plus: plus)
            filter.sql += " AND " + piece.sql
            filter.arguments += piece.arguments
        }
        return filter
    }

    /// The page: the condition that it begins after its position, and its order.
    var page: SQLPiece {
        let (comparison, direction) = isDescending ? ("<", "DESC") : (">", "ASC")
        var page = SQLPiece(sql: "")
        if let after {
            page.sql = " AND (\(plus)\(orderKey), r.id) \(comparison) (?, ?)"
            page.arguments = [after.key, after.number]
        }
        page.sql += " ORDER BY \(plus)\(orderKey) \(direction), r.id \(direction) LIMIT ?"
        page.arguments.append(limit)
        return page
    }
}

extension FHIRQuery.Condition {
    /// From this rank on, a condition may leave most of the resources.
    fileprivate static let unselectiveRank = 5

    /// The smaller, the fewer resources it is expected to leave.
    fileprivate var rank: Int {
        switch self {
        case .ids: 0
        case .terms(let matches):
            switch matches.first?.parameter.split(separator: ".").last {
            case "identifier": 1
            case "subject", "encounter": 2
            case "name": 4
            default: Self.unselectiveRank
            }
        case .identifier: 3
        case .date, .lastUpdated: 6
        }
    }

    fileprivate func piece(leads: Bool, plus: String) -> SQLPiece {
        switch self {
        case .ids(let ids):
            return .any(ids.map { SQLPiece(sql: "r.logicalID = ?", arguments: [$0]) })
        case .terms(let matches):
            let terms = SQLPiece.any(matches.map { $0.piece })
            return SQLPiece(
                sql: leads
                    ? "r.id IN (SELECT t.resourceID FROM fhirTerm t WHERE \(terms.sql))"
                    : "EXISTS (SELECT 1 FROM fhirTerm t WHERE t.resourceID = r.id AND \(terms.sql))",
                arguments: terms.arguments)
        case .identifier(let parameter, let type, let matches):
            func terms(_ parameter: String) -> SQLPiece {
                .any(
                    matches.map { match in
                        var match = match
                        match.parameter = parameter
                        return match.piece
                    })
            }
            let (stated, held) = (terms("\(parameter):identifier"), terms("\(type).identifier"))
            return SQLPiece(
                sql: """
                    r.id IN (SELECT t.resourceID FROM fhirTerm t WHERE \(stated.sql) UNION ALL
                    SELECT link.resourceID FROM fhirTerm t JOIN fhirResource target ON target.id = t.resourceID
                    JOIN fhirTerm link ON link.parameter = ? AND link.text = target.type || '/' || target.logicalID
                    WHERE \(held.sql))
                    """, arguments: stated.arguments + [parameter] + held.arguments)
        case .date(let matches):
            let dates = SQLPiece.any(matches.map { $0.piece(low: "\(plus)r.dateLow", high: "r.dateHigh") })
            return SQLPiece(
                sql: "\(plus)r.dateLow > \(FHIRIndex.noDate) AND " + dates.sql, arguments: dates.arguments)
        case .lastUpdated(let matches):
            return .any(matches.map { $0.piece(low: "\(plus)r.updated", high: "\(plus)r.updated") })
        }
    }
}

extension FHIRQuery.TermMatch {
    /// The pattern for a term `t`.
    fileprivate var piece: SQLPiece {
        var piece = SQLPiece(sql: "t.parameter = ?", arguments: [parameter])
        if let text {
            if isPrefix {
                // Nothing in UTF-8 sorts after U+10FFFF.
                piece.sql += " AND t.text >= ? AND t.text < ?"
                piece.arguments += [text, text + "\u{10FFFF}"]
            } else {
                piece.sql += " AND t.text = ?"
                piece.arguments.append(text)
            }
        }
        if let system {
            piece.sql += " AND t.system = ?"
            piece.arguments.append(system)
        }
        return piece.parenthesized
    }
}

extension FHIRQuery.DateMatch {
    fileprivate func piece(low: String, high: String) -> SQLPiece {
        let (start, end) = (span.lowerBound.millisecondsSince1970, span.upperBound.millisecondsSince1970)
        let piece =
            switch comparison {
            case .equal: SQLPiece(sql: "\(low) >= ? AND \(high) <= ?", arguments: [start, end])
            case .notEqual: SQLPiece(sql: "NOT (\(low) >= ? AND \(high) <= ?)", arguments: [start, end])
            case .greater: SQLPiece(sql: "\(high) > ?", arguments: [end])
            case .less: SQLPiece(sql: "\(low) < ?", arguments: [start])
            case .greaterOrEqual:
                SQLPiece(sql: "\(high) > ? OR (\(low) >= ? AND \(high) <= ?)", arguments: [end, start, end])
            case .lessOrEqual:
                SQLPiece(sql: "\(low) < ? OR (\(low) >= ? AND \(high) <= ?)", arguments: [start, start, end])
            case .startsAfter: SQLPiece(sql: "\(low) > ?", arguments: [end])
            case .endsBefore: SQLPiece(sql: "\(high) < ?", arguments: [start])
            }
        return piece.parenthesized
    }
}

extension SQLPiece {
    fileprivate var parenthesized: SQLPiece { SQLPiece(sql: "(\(sql))", arguments: arguments) }
}
