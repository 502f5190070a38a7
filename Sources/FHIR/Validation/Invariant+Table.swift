extension Invariant {
    /// The rules by the structure that they are about.
    ///
    /// Left out are what the table of elements says already (`ele-1`), the best practices (`dom-6`), and rules that no
    /// element used here can break. Source: HL7 FHIR R4 (4.0.1), the StructureDefinitions' constraints.
    static let table: [String: [Invariant]] = [
        "Observation": [
            Invariant(
                "obs-6", "dataAbsentReason may only be there where no value is: remove one of the two",
                at: "dataAbsentReason"
            ) { !$0.has("dataAbsentReason") || !$0.hasChoice("value") },
            Invariant(
                "obs-7", "a component with the code of the Observation carries its value: remove the value or the code",
                failure: codeOfComponent),
        ],
        "Observation.referenceRange": [
            Invariant("obs-3", "give low, high or text") { $0.has("low") || $0.has("high") || $0.has("text") }
        ],
        "Patient.contact": [
            Invariant("pat-1", "give a name, telecom, address or organization") {
                $0.has("name") || $0.has("telecom") || $0.has("address") || $0.has("organization")
            }
        ],
        "Bundle": [
            Invariant("bdl-1", "only a searchset or a history has a total", at: "total") {
                !$0.has("total") || ["searchset", "history"].contains($0["type"]?.string)
            },
            Invariant("bdl-2", "only the entries of a searchset have search") { bundle in
                bundle["type"]?.string == "searchset" ? nil : entry(of: bundle, "search") { $0.has("search") }
            },
            Invariant("bdl-3", "the entries of a batch, transaction or history have a request, others have none") {
                bundle in
                let wanted = ["batch", "transaction", "history"].contains(bundle["type"]?.string)
                return entry(of: bundle, "request") { $0.has("request") != wanted }
            },
            Invariant("bdl-4", "the entries of a response or history have a response, others have none") { bundle in
                let wanted = ["batch-response", "transaction-response", "history"].contains(bundle["type"]?.string)
                return entry(of: bundle, "response") { $0.has("response") != wanted }
            },
            Invariant("bdl-7", "no two entries may have the same fullUrl and version", failure: repeatedAddress),
            Invariant("bdl-9", "a document has an identifier with system and value", at: "identifier") {
                $0["type"]?.string != "document"
                    || $0["identifier"]?["system"] != nil && $0["identifier"]?["value"] != nil
            },
            Invariant("bdl-10", "a document has a timestamp", at: "timestamp") {
                $0["type"]?.string != "document" || $0.has("timestamp")
            },
            Invariant("bdl-11", "the first resource of a document is a Composition", at: "entry") {
                $0["type"]?.string != "document" || firstType(of: $0) == "Composition"
            },
            Invariant("bdl-12", "the first resource of a message is a MessageHeader", at: "entry") {
                $0["type"]?.string != "message" || firstType(of: $0) == "MessageHeader"
            },
        ],
        "Bundle.entry": [
            Invariant("bdl-5", "an entry has a resource, a request or a response") {
                $0.has("resource") || $0.has("request") || $0.has("response")
            },
            Invariant("bdl-8", "fullUrl names the resource, not one of its versions", at: "fullUrl") {
                $0["fullUrl"]?.string.map { !$0.split(separator: "/").contains("_history") } ?? true
            },
        ],
        "Attachment": [
            Invariant("att-1", "data needs a contentType", at: "contentType") {
                !$0.has("data") || $0.has("contentType")
            }
        ],
        "ContactPoint": [
            Invariant("cpt-2", "a value needs a system", at: "system") { !$0.has("value") || $0.has("system") }
        ],
        "Duration": [
            Invariant("drt-1", "a code of a duration is UCUM and has a value") {
                !$0.has("code") || $0["system"]?.string == CodingElement.ucum && $0.has("value")
            },
            codeNeedsSystem,
        ],
        "Age": [codeNeedsSystem], "Count": [codeNeedsSystem], "Distance": [codeNeedsSystem],
        "Quantity": [codeNeedsSystem],
        "SimpleQuantity": [
            codeNeedsSystem,
            Invariant("sqty-1", "a bound or an origin has no comparator", at: "comparator") { !$0.has("comparator") },
        ],
        "Extension": [
            Invariant("ext-1", "an extension has either a value or extensions") {
                $0.has("extension") != $0.hasChoice("value")
            }
        ],
        "Period": [Invariant("per-1", "the start is not after the end") { !endsBeforeStart($0) }],
        "Range": [Invariant("rng-2", "low is not above high") { !isUpsideDown($0) }],
        "Ratio": [
            Invariant("rat-1", "give numerator and denominator, or extensions alone") {
                $0.has("numerator") == $0.has("denominator") && ($0.has("numerator") || $0.has("extension"))
            }
        ],
    ]

    private static let codeNeedsSystem = Invariant("qty-3", "a unit's code needs its system", at: "system") {
        !$0.has("code") || $0.has("system")
    }

    @Sendable
    private static func codeOfComponent(_ observation: JSONObject) -> [Step]? {
        guard observation.hasChoice("value") else { return nil }
        let own = Set(observation["code"]?["coding"]?.array ?? [])
        return observation["component"]?.array.firstIndex { component in
            !own.isDisjoint(with: component["code"]?["coding"]?.array ?? [])
        }.map { [.member("component"), .item($0), .member("code")] }
    }

    private static func entry(
        of bundle: JSONObject, _ member: String, fails: (JSONObject) -> Bool
    ) -> [Step]? {
        bundle["entry"]?.array.firstIndex { $0.object.map(fails) ?? false }
            .map { [.member("entry"), .item($0), .member(member)] }
    }

    @Sendable
    private static func repeatedAddress(_ bundle: JSONObject) -> [Step]? {
        guard bundle["type"]?.string != "history" else { return nil }
        var seen: Set<[String?]> = []
        for (index, entry) in (bundle["entry"]?.array ?? []).enumerated() {
            guard let address = entry["fullUrl"]?.string else { continue }
            let version = entry["resource"]?["meta"]?["versionId"]?.string
            if !seen.insert([address, version]).inserted {
                return [.member("entry"), .item(index), .member("fullUrl")]
            }
        }
        return nil
    }

    private static func firstType(of bundle: JSONObject) -> String? {
        bundle["entry"]?[0]?["resource"]?["resourceType"]?.string
    }

    /// Whether a period is certain to end before it begins; a date and a time with an offset are not compared, because
    /// the date has none.
    @Sendable
    private static func endsBeforeStart(_ period: JSONObject) -> Bool {
        let element = PeriodElement(.object(period))
        guard let start = element.start, let end = element.end,
            (start.utcOffsetSeconds == nil) == (end.utcOffsetSeconds == nil)
        else { return false }
        return start.milliseconds().lowerBound >= end.milliseconds().upperBound
    }

    @Sendable
    private static func isUpsideDown(_ range: JSONObject) -> Bool {
        guard let low = range["low"].map(QuantityElement.init), let high = range["high"].map(QuantityElement.init),
            low.code == high.code, low.system == high.system, low.code != nil || low.unit == high.unit,
            let bottom = low.value?.double, let top = high.value?.double
        else { return false }
        return bottom > top
    }
}
