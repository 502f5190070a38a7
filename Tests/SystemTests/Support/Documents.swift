/// `patients show --format json`, as far as tests read it.
struct StepsDocument: Decodable {
    struct Step: Decodable {
        let step: String
        let risk: Double?
        let model: String?
        let news2: Int?
        let news2IsPartial: Bool?
    }

    let version: Int
    let steps: [Step]

    /// The risks by the start of the step.
    var risks: [String: Double] {
        Dictionary(uniqueKeysWithValues: steps.compactMap { step in step.risk.map { (step.step, $0) } })
    }
}

/// `patients list --format json`.
struct PatientsDocument: Decodable {
    struct Row: Decodable {
        let patient: String
        let risk: Double?
        let model: String?
        let news2: Int?
        let alerts: Int
    }

    let version: Int
    let patients: [Row]
}

/// `score --format json`.
struct ScoreDocument: Decodable {
    let version: Int
    let patient: String
    let evidence: Evidence
}

/// What an alert or a score rests on.
struct Evidence: Decodable {
    struct Risk: Decodable {
        let model: String
        let probability: Double
        let threshold: Double
    }

    struct Value: Decodable {
        let channel: String
        let value: Double
        let unit: String
        let ageMinutes: Double
    }

    struct Contribution: Decodable {
        let channel: String
        let logOdds: Double
    }

    let risk: Risk?
    /// Points by parameter.
    let news2: [String: Int]?
    let values: [Value]
    let contributions: [Contribution]
}

/// `alerts list --format json`.
struct AlertsDocument: Decodable {
    struct Row: Decodable {
        let id: Int
        let patient: String
        let reason: String
        let reasons: [String]
        let state: String
        let tier: Int
        let presentations: Int
        let isShadow: Bool
        let raised: String
        let acknowledgedBy: String?
        let snoozedUntil: String?
    }

    let version: Int
    let alerts: [Row]
}

/// `alerts show --format json`.
struct AlertDocument: Decodable {
    let version: Int
    let alert: AlertsDocument.Row
    let evidence: Evidence
}

/// `models list --format json`.
struct ModelsDocument: Decodable {
    struct Row: Decodable {
        let name: String
        let outcome: String
        let state: String
        let reason: String
    }

    let version: Int
    let models: [Row]

    var active: [String] { models.filter { $0.state == "active" }.map(\.name) }
}

/// `quarantine list --format json`.
struct QuarantineDocument: Decodable {
    struct Row: Decodable {
        let id: Int
        let reason: String
        let place: String
        let found: String
        let hint: String
    }

    let version: Int
    let quarantine: [Row]

    var reasons: [String] { quarantine.map(\.reason) }
}
