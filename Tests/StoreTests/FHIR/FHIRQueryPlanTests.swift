import ClinicalDomain
import GRDB
import Testing

@testable import Store

/// Searches are led by an index: the most selective condition, or the order where there is none.
@Suite struct FHIRQueryPlanTests {
    private static let code = FHIRQuery.Condition.terms([.init(parameter: "Observation.code", text: "8867-4")])
    private static let patient = FHIRQuery.Condition.terms([.init(parameter: "Observation.subject", text: "Patient/1")])
    private static let date = FHIRQuery.Condition.date([.init(.greater, hour(0)...hour(1))])

    static let queries: [(FHIRQuery, [String])] = [
        (
            FHIRQuery(type: "Observation", conditions: [code, patient, date], order: .date, limit: 10),
            [
                "SEARCH t USING PRIMARY KEY (parameter=? AND text=?)",
                "SEARCH t USING COVERING INDEX fhirTermByResource (resourceID=? AND parameter=? AND text=?)",
                "SEARCH r USING INTEGER PRIMARY KEY",
            ]
        ),
        (
            FHIRQuery(type: "Observation", order: .date, isDescending: true, limit: 10),
            ["SEARCH r USING INDEX fhirResourceByDate (type=?)"]
        ),
        (
            FHIRQuery(
                type: "Observation", order: .lastUpdated, after: FHIRQuery.Position(key: 1, number: 2), limit: 10),
            ["SEARCH r USING INDEX fhirResourceByUpdate (type=? AND updated>?)"]
        ),
        (
            FHIRQuery(type: "Observation", conditions: [.ids(["a"])], limit: 2),
            ["SEARCH r USING INDEX sqlite_autoindex_fhirResource_1 (type=? AND logicalID=?)"]
        ),
        (
            FHIRQuery(
                type: "Observation",
                conditions: [
                    .identifier(parameter: "Observation.subject", type: "Patient", [.init(parameter: "", text: "1")])
                ], limit: 2),
            ["SEARCH t USING PRIMARY KEY (parameter=? AND text=?)", "SEARCH target USING INTEGER PRIMARY KEY"]
        ),
    ]

    @Test(arguments: queries) func `a search uses indexes`(_ query: FHIRQuery, _ expected: [String]) throws {
        let temporary = try TemporaryStore()
        let plan = try temporary.store.pool.read { database in
            let (filter, page) = (query.filter, query.page)
            return try Row.fetchAll(
                database,
                sql: "EXPLAIN QUERY PLAN \(FHIRReader.selection) WHERE \(filter.sql)"
                    + " AND v.version = r.version\(page.sql)",
                arguments: StatementArguments(filter.arguments + page.arguments)
            ).map { $0["detail"] as String }.joined(separator: "\n")
        }
        for step in expected { #expect(plan.contains(step), "\(plan)") }
        #expect(!plan.contains("SCAN"), "\(plan)")
    }
}
