extension OperationOutcome {
    /// The resource as a JSON value, for the entry of a response Bundle.
    public var jsonValue: JSONValue {
        let issues = issue.map { issue in
            var object = JSONObject([
                ("severity", .string(issue.severity.rawValue)), ("code", .string(issue.code.rawValue)),
                ("diagnostics", .string(issue.diagnostics)),
            ])
            if let expression = issue.expression { object["expression"] = .array(expression.map { .string($0) }) }
            return JSONValue.object(object)
        }
        return ["resourceType": .string(resourceType), "issue": .array(issues)]
    }
}
