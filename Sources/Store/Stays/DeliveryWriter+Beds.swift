import ClinicalDomain
import GRDB

extension DeliveryWriter {
    /// Stores a delivery of a device that knows no patient: everything belongs to whoever lay in its bed at the time.
    ///
    /// What belongs to nobody goes to quarantine as one entry, to be read again when the admission has arrived.
    mutating func store(_ delivery: Delivery, ofBed bed: BedLocation) throws {
        var found: [Instant: Occupant] = [:]
        func occupant(at time: Instant) throws -> Occupant {
            if let known = found[time] { return known }
            let new = try self.occupant(of: bed, at: time)
            found[time] = new
            return new
        }
        var groups: [(encounterID: Int64, observations: [Observation], outcomes: [OutcomeEvent])] = []
        var left: [Occupant: Int] = [:]
        func add(at time: Instant, _ put: (Int) -> Void) throws {
            guard case .stay(let id) = try occupant(at: time) else {
                left[try occupant(at: time), default: 0] += 1
                return
            }
            if !groups.contains(where: { $0.encounterID == id }) { groups.append((id, [], [])) }
            groups.firstIndex { $0.encounterID == id }.map(put)
        }
        for observation in delivery.observations {
            try add(at: observation.key.effective) { groups[$0].observations.append(observation) }
        }
        for event in delivery.outcomes { try add(at: event.at) { groups[$0].outcomes.append(event) } }
        for group in groups {
            guard let stay = try row(group.encounterID) else { continue }
            outcome.note(stay)
            for event in group.outcomes { try insert(event, into: stay) }
            try insert(group.observations, into: stay, isUnnamed: false, isOver: true)
        }
        for (reason, count) in left.sorted(by: { $0.value < $1.value }) {
            quarantine.append(
                QuarantineEntry(
                    reason: .missingPatient, place: "bed", found: "\(count) results of bed \(bed.unit) \(bed.bed)",
                    hint: reason == .several
                        ? "several patients lie in beds of that name; let the device send its unit (PV1-3.1)"
                        : "nobody is known to have lain in that bed; replay this entry when the admission has arrived"))
        }
    }

    /// Who lay in a bed.
    private enum Occupant: Hashable {
        case stay(Int64)
        case nobody
        case several
    }

    /// Who lay in a bed at a time: the patient who came last.
    ///
    /// A bed is the same by unit and name. Where either side names no room, or the device no unit, the last part of the
    /// name is enough, if only one such bed has somebody in it; two rooms that are named and differ are never the same.
    private func occupant(of bed: BedLocation, at time: Instant) throws -> Occupant {
        let label = BedLocation.label(bed.bed)
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: HotQuery.occupants), arguments: [label, time.millisecondsSince1970])
        let all = rows.map { row in
            (stay: row[0] as Int64, bed: BedLocation(unit: row[1], bed: row[2]), since: row[3] as Int64)
        }
        let similar = all.filter { candidate in
            let isSameUnit = bed.unit.isEmpty || candidate.bed.unit == bed.unit
            let namesNoRoom = bed.bed == label || candidate.bed.bed == label
            return isSameUnit && (namesNoRoom || candidate.bed.bed == bed.bed)
        }
        for fits in [all.filter { $0.bed == bed }, similar] {
            guard let last = fits.max(by: { ($0.since, $0.stay) < ($1.since, $1.stay) }) else { continue }
            return Set(fits.map(\.bed)).count == 1 ? .stay(last.stay) : .several
        }
        return .nobody
    }
}
