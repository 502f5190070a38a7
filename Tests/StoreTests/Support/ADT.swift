import ClinicalDomain
import GRDB

@testable import Store

extension Delivery {
    /// An ADT message of a patient's stay.
    static func adt(
        _ event: StayEvent, at time: Double, patient: String = "P1", visit: String = "V1", unit: String = "",
        bed: String = "", admitted: Double? = nil, discharged: Double? = nil, outcomes: [OutcomeEvent] = [],
        merging: [String] = []
    ) -> Delivery {
        let encounter = Encounter(
            visitNumber: visit, unit: unit, bed: bed, admitted: admitted.map { hour($0) },
            discharged: discharged.map { hour($0) })
        var delivery = Delivery.sample(
            "\(event) \(time) \(patient) \(visit) \(unit) \(bed) \(merging)", patient: patient, encounter: encounter,
            source: "HIS", outcomes: outcomes)
        (delivery.stayEvent, delivery.eventTime) = (event, hour(time))
        delivery.merges = merging.map { PatientMerge(priorIdentifier: $0) }
        return delivery
    }

    /// Heart rates of a device, 80 and one more for each; by default it knows no visit number.
    static func values(
        at times: Double..., patient: String = "P1", visit: String = "", unit: String = "", bed: String = ""
    ) -> Delivery {
        .sample(
            "values \(times) \(patient) \(visit) \(unit) \(bed)", patient: patient,
            encounter: Encounter(visitNumber: visit, unit: unit, bed: bed),
            observations: times.enumerated().map { .sample(.heartRate, 80 + Double($0), at: $1, issued: $1) })
    }

    /// Heart rates of a device that knows only its bed.
    static func bedValues(at times: Double..., unit: String = "", bed: String) -> Delivery {
        var delivery = Delivery.values(at: 0, unit: unit, bed: bed)
        delivery.subject = nil
        delivery.bed = BedLocation(unit: unit, bed: bed)
        delivery.observations = times.map { .sample(.heartRate, 80, at: $0, issued: $0) }
        delivery.message.identity = Array("bed \(times) \(unit) \(bed)".utf8)
        return delivery
    }
}

/// What is known of a stay, without the numbers that depend on the order of arrival.
struct KnownStay: Hashable, CustomStringConvertible {
    var patient: String
    var visit: String
    var state: String
    var place: String
    var admitted: Double?
    var discharged: Double?
    /// `ICU 4 from 2 to 5`, in hours.
    var locations: [String]
    /// `death at 9`, in hours.
    var outcomes: [String]
    /// The times of observations, in hours.
    var times: [Double]

    var description: String {
        """
        \(patient) \(visit) \(state) \(place) \(admitted ?? .nan)…\(discharged ?? .nan) \(locations) \(outcomes) \(times)
        """
    }
}

extension TemporaryStore {
    /// Everything that is known of stays, in the order of patients and visit numbers.
    func known() throws -> [KnownStay] {
        func hours(_ milliseconds: Int64?) -> Double? {
            milliseconds.map { Instant(millisecondsSince1970: $0).hours(since: hour(0)) }
        }
        return try store.pool.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT encounter.id, identifier, visitNumber, state, unit || ' ' || bed, admitted, discharged
                    FROM encounter JOIN patient ON patient.id = patientID WHERE state <> 'merged'
                    ORDER BY identifier, visitNumber
                    """
            ).map { row in
                let id: Int64 = row[0]
                let locations = try Row.fetchAll(
                    database,
                    sql: "SELECT unit, bed, since, until FROM stayLocation WHERE encounterID = ? ORDER BY since",
                    arguments: [id])
                let outcomes = try Row.fetchAll(
                    database, sql: "SELECT name, at FROM outcome WHERE encounterID = ? ORDER BY at, name",
                    arguments: [id])
                let times = try Int64.fetchAll(
                    database, sql: "SELECT effective FROM observation WHERE encounterID = ? ORDER BY 1",
                    arguments: [id])
                return KnownStay(
                    patient: row[1], visit: row[2], state: row[3], place: row[4], admitted: hours(row[5]),
                    discharged: hours(row[6]),
                    locations: locations.map {
                        let end = hours($0[3]).map { " to \($0)" } ?? ""
                        return "\($0[0] as String) \($0[1] as String) from \(hours($0[2]) ?? .nan)\(end)"
                    },
                    outcomes: outcomes.map { "\($0[0] as String) at \(hours($0[1]) ?? .nan)" },
                    times: times.compactMap { hours($0) })
            }
        }
    }

    /// Everything that is known of the only stay.
    func onlyStay() throws -> KnownStay? {
        let known = try known()
        return known.count == 1 ? known[0] : nil
    }
}

/// Stores deliveries in an empty database, one after the other, and gives what is known in the end.
func known(after deliveries: [Delivery]) async throws -> [KnownStay] {
    let temporary = try TemporaryStore()
    _ = try await temporary.store.append(deliveries)
    return try temporary.known()
}

extension Array {
    /// All orders of the elements.
    var permutations: [[Element]] {
        if count <= 1 { return [self] }
        return indices.flatMap { index in
            var rest = self
            let first = rest.remove(at: index)
            return rest.permutations.map { [first] + $0 }
        }
    }
}
