import ClinicalDomain

/// The order of the patients on the board: most urgent first, without jumping about.
///
/// A patient is held at the urgency that put them where they are until it has changed by at least a tenth of the
/// threshold and 15 % of itself, or has crossed the threshold. So noise moves nobody, and the order is never farther from the
/// true one than that.
struct BoardOrder {
    private struct Place {
        var held: Double
        var name: String
    }

    private var places: [EncounterID: Place] = [:]
    private(set) var ids: [EncounterID] = []
    private var isStale = false

    /// Takes in patients that are new or have changed.
    mutating func update(_ patients: some Sequence<BoardPatient>) {
        for patient in patients {
            let urgency = patient.urgency
            let name = "\(patient.unit)\u{1F}\(patient.bed)\u{1F}\(patient.patient)"
            if let place = places[patient.id] {
                let moves = BoardOrder.differs(urgency, from: place.held)
                guard moves || place.name != name else { continue }
                places[patient.id] = Place(held: moves ? urgency : place.held, name: name)
            } else {
                places[patient.id] = Place(held: urgency, name: name)
            }
            isStale = true
        }
    }

    mutating func remove(_ removed: some Sequence<EncounterID>) {
        for id in removed where places.removeValue(forKey: id) != nil { isStale = true }
    }

    /// Sorts again where anything moved.
    ///
    /// - Returns: whether anything did.
    mutating func settle() -> Bool {
        guard isStale else { return false }
        isStale = false
        ids = places.map { ($0.key, $0.value) }.sorted { left, right in
            if left.1.held != right.1.held { return left.1.held > right.1.held }
            return left.1.name != right.1.name ? left.1.name < right.1.name : left.0 < right.0
        }.map(\.0)
        return true
    }

    /// Whether an urgency is so far from the one that is held that it moves the patient.
    static func differs(_ urgency: Double, from held: Double) -> Bool {
        if (urgency >= 1) != (held >= 1) || (urgency < 0) != (held < 0) { return true }
        return abs(urgency - held) >= max(0.1, 0.15 * held)
    }
}
