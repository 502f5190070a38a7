import ClinicalDomain
import GRDB

extension DeliveryWriter {
    /// Finds or makes the patient; a birth date or sex that is given replaces the stored one.
    ///
    /// The identifier of a patient who was merged finds whom they turned out to be.
    func upsert(_ patient: Patient) throws -> (id: Int64, changed: Bool) {
        let birthDate = patient.birthDate?.description
        let sex = patient.sex == .unknown ? nil : patient.sex.rawValue
        guard let known = try PatientRow.find(patient.identifier, database) else {
            try database.cachedStatement(sql: "INSERT INTO patient (identifier, birthDate, sex) VALUES (?, ?, ?)")
                .execute(arguments: [patient.identifier, birthDate, patient.sex.rawValue])
            return (database.lastInsertedRowID, true)
        }
        return (known.id, try describe(known, birthDate: birthDate, sex: sex, isOverriding: !context.isReplay))
    }

    /// Takes over a birth date or sex where they are given; where they are known only if overriding.
    ///
    /// - Returns: whether anything is new.
    func describe(_ patient: PatientRow, birthDate: String?, sex: String?, isOverriding: Bool) throws -> Bool {
        var new = patient
        if let birthDate, isOverriding || patient.birthDate == nil { new.birthDate = birthDate }
        if let sex, isOverriding || patient.sex == Sex.unknown.rawValue { new.sex = sex }
        if new == patient { return false }
        try database.cachedStatement(sql: "UPDATE patient SET birthDate = ?, sex = ? WHERE id = ?")
            .execute(arguments: [new.birthDate, new.sex, patient.id])
        return true
    }

    /// Stores a delivery about a patient.
    mutating func store(_ delivery: Delivery, of subject: Delivery.Subject) throws {
        let patient = try upsert(subject.patient)
        outcome.patientChanged = patient.changed
        let isMerged = try merge(delivery.merges, into: patient.id)
        let (encounter, event, at) = (subject.encounter, delivery.stayEvent, delivery.time)
        var stays = try stays(of: patient.id, encounter.visitNumber, near: delivery.observations, at)
        var isCoverageChanged = isMerged
        if var stay = try named(encounter.visitNumber, event, at, in: stays)
            ?? (event.opensStay || delivery.needsStay ? open(encounter, of: patient.id, event, at) : nil)
        {
            let before = stays.first { $0.id == stay.id }
            outcome.note(stay) { $0.isChanged = $0.isChanged || before == nil }
            let isNews = try note(encounter, event, at, about: stay)
            for happened in delivery.outcomes { try insert(happened, into: stay) }
            if isNews || before == nil || event == .discharge { try settle(&stay) }
            stays.removeAll { $0.id == stay.id }
            stays.append(stay)
            outcome.putFirst(stay)
            let isWidened = try insert(delivery.observations, named: encounter, stays)
            isCoverageChanged = isCoverageChanged || isWidened || !stay.covers(like: before)
        }
        if isCoverageChanged { try reassign(of: patient.id) }
    }

    /// Stores observations in the stay that is named, which is the last of `stays`, or in those that cover their times.
    ///
    /// - Returns: whether a stay now covers other times than before.
    private mutating func insert(
        _ observations: [Observation], named encounter: Encounter, _ stays: [StayRow]
    ) throws -> Bool {
        guard let stay = stays.last else { return false }
        let (isUnnamed, isOver) = (encounter.visitNumber.isEmpty, encounter.discharged != nil)
        let coverage = StayCoverage(stays)
        guard isUnnamed, !coverage.isTrivial else {
            return try insert(observations, into: stay, isUnnamed: isUnnamed, isOver: isOver)
        }
        var groups: [(stay: StayRow, observations: [Observation])] = []
        for observation in observations {
            let time = observation.key.effective
            let target =
                try coverage.stay(at: time) ?? groups.first { !$0.stay.isNumbered }?.stay
                ?? open(Encounter(), of: stay.patientID, .observation, time)
            let index = groups.firstIndex { $0.stay.id == target.id } ?? groups.count
            if index == groups.count { groups.append((target, [])) }
            groups[index].observations.append(observation)
        }
        var isWidened = false
        for (target, observations) in groups {
            isWidened = try insert(observations, into: target, isUnnamed: true, isOver: isOver) || isWidened
            let newest = observations.lazy.map(\.key.effective).max()
            if !target.isKnown, let newest, coverage.begins(after: newest) {
                try endImplicit(target, coverage, movedTo: [])
            }
        }
        return isWidened
    }
}

extension Delivery {
    /// When it happened; of an observation message, when its newest value was true.
    fileprivate var time: Instant {
        let encounter = subject?.encounter
        let told: Instant? =
            switch stayEvent {
            case .observation: observations.lazy.map(\.key.effective).max() ?? eventTime
            case .admit: eventTime ?? encounter?.admitted
            case .discharge: eventTime ?? encounter?.discharged
            default: eventTime
            }
        return told ?? message.received
    }

    fileprivate var needsStay: Bool { !observations.isEmpty || !outcomes.isEmpty }
}

extension StayEvent {
    /// Whether it opens a stay that is not known.
    fileprivate var opensStay: Bool { self != .person && self != .merge }
}
