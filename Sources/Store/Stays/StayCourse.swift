import ClinicalDomain

/// What the statements of all messages about a stay add up to.
///
/// A pure function of the statements in the order in which things happened, so the order of arrival does not matter:
///
/// | event | does |
/// | --- | --- |
/// | admit | begins the stay, or begins it again after a discharge or a cancellation; places the patient |
/// | preadmit | announces the stay; nobody lies anywhere |
/// | transfer | moves the patient; into intensive care it is the outcome `icu-transfer` |
/// | update, person | places the patient, corrects admission and discharge |
/// | discharge | ends the stay, for good |
/// | cancel-admission | the stay never was, and nothing that was said of it before |
/// | cancel-transfer | the last transfer never was, and no place that was said after it |
/// | cancel-discharge | no discharge so far ever was; places the patient |
/// | observation | places the patient only while none of the others has; a discharge that it tells is taken back by later values |
///
/// An admission after the discharge begins the stay again, whatever message tells it. A bed belongs to its unit: a
/// place with another unit and no bed leaves no bed. While the patient is gone nobody places them.
struct StayCourse: Hashable {
    /// Where a stay stands.
    enum State: String, Sendable {
        /// Announced; nobody lies there.
        case planned
        /// It takes place, or it has ended.
        case begun
        /// It never was.
        case cancelled
        /// It turned out to be another stay.
        case merged
    }

    /// Where the patient lay for a while.
    struct Location: Hashable {
        /// From when on.
        var since: Instant
        /// Until before when; nil: the patient is there.
        var until: Instant?
        /// Point of care; empty when unknown.
        var unit: String
        /// Room and bed; empty when unknown.
        var bed: String
        /// The message that said so.
        var messageID: Int64
    }

    /// A move into intensive care.
    struct Transfer: Hashable {
        /// When.
        var at: Instant
        /// The message that said so.
        var messageID: Int64
    }

    /// Never ``State/merged``: that is no message's word.
    private(set) var state = State.begun
    /// Time of admission; nil: unknown.
    private(set) var admitted: Instant?
    /// Time of discharge; nil: not discharged.
    private(set) var discharged: Instant?
    /// Whether the discharge was an event of its own.
    private(set) var isDischargeExplicit = false
    /// The place that was said last, also after the discharge; empty when none was.
    private(set) var place = BedLocation(unit: "", bed: "")
    /// Since when ADT says where the patient lies; nil: it does not.
    private(set) var placedSince: Instant?
    /// Where the patient lay when, in order and without overlap.
    private(set) var locations: [Location] = []
    /// The moves into intensive care.
    private(set) var intensiveCareTransfers: [Transfer] = []
    /// Messages that told a discharge which never was.
    private(set) var voidDischarges: [Int64] = []

    /// The course of a stay by what was said of it, which is in order.
    init(_ statements: some Sequence<StayStatement>, rules: StayRules) {
        var fold = Fold()
        for statement in statements { fold.take(statement) }
        let moves = fold.finished + fold.closed
        (admitted, voidDischarges) = (fold.admitted, fold.voidDischarges)
        state = fold.isCancelled ? .cancelled : fold.isBegun || !fold.isPlanned ? .begun : .planned
        if let discharge = fold.discharge { (discharged, isDischargeExplicit) = (discharge.at, discharge.isExplicit) }
        if let last = moves.last { place = last.place }
        guard state == .begun else { return }
        placedSince = fold.closed.first { !$0.isWeak }?.since
        for (index, move) in moves.enumerated() where index > 0 && move.isTransfer {
            let origin = moves[index - 1]
            if origin.until == move.since, rules.isIntensiveCareTransfer(from: origin.place.unit, to: move.place.unit) {
                intensiveCareTransfers.append(Transfer(at: move.since, messageID: move.messageID))
            }
        }
        for move in moves {
            if let until = move.until, until <= move.since { continue }
            if let last = locations.last, last.until == move.since, (last.unit, last.bed) == move.unitAndBed {
                locations[locations.count - 1].until = move.until
            } else {
                locations.append(
                    Location(
                        since: move.since, until: move.until, unit: move.place.unit, bed: move.place.bed,
                        messageID: move.messageID))
            }
        }
    }
}

extension StayCourse {
    /// A place with what told it.
    private struct Move {
        var since: Instant
        var until: Instant?
        var place: BedLocation
        let messageID: Int64
        let isWeak: Bool
        let isTransfer: Bool

        var unitAndBed: (String, String) { (place.unit, place.bed) }
    }

    /// The state while statements are taken in.
    private struct Fold {
        var (isPlanned, isBegun, isCancelled) = (false, false, false)
        var admitted: Instant?
        var discharge: (at: Instant, isExplicit: Bool)?
        var voidDischarges: [Int64] = []
        /// Messages that told the discharge in force.
        private var dischargeMessages: [Int64] = []
        /// The moves before the last readmission, with their ends.
        var finished: [Move] = []
        /// The moves since, without their ends.
        private var moves: [Move] = []

        /// The moves since the last readmission, with their ends.
        var closed: [Move] {
            moves.indices.map { index in
                var move = moves[index]
                let next = index + 1 < moves.count ? moves[index + 1].since : nil
                move.until = [next, discharge?.at].compactMap { $0 }.min()
                return move
            }
        }

        mutating func take(_ statement: StayStatement) {
            switch statement.event {
            case .admit:
                isBegun = true
                isCancelled = false
                let time = statement.admitted ?? statement.at
                if let discharge, statement.discharged == nil, time > discharge.at { readmit() }
                takeTimes(statement)
                push(statement, since: moves.isEmpty ? time : statement.at)
            case .preadmit:
                isPlanned = true
            case .transfer:
                isBegun = true
                takeTimes(statement)
                push(statement, since: statement.at)
            case .update, .person, .merge:
                isBegun = isBegun || !isPlanned
                takeTimes(statement)
                push(statement, since: statement.at)
            case .observation:
                isBegun = true
                takeTimes(statement)
                push(statement, since: statement.at)
            case .discharge:
                isBegun = true
                if let time = statement.admitted { admitted = time }
                if moves.isEmpty { push(statement, since: admitted ?? statement.at) }
                let told = statement.discharged ?? statement.at
                let time = told < admitted ?? told ? max(statement.at, admitted ?? told) : told
                discharge = (time, true)
                dischargeMessages.append(statement.messageID)
            case .cancelDischarge:
                isBegun = true
                voidDischarges += dischargeMessages
                (discharge, dischargeMessages) = (nil, [])
                push(statement, since: statement.at)
            case .cancelTransfer:
                isBegun = true
                if let index = moves.lastIndex(where: \.isTransfer) { moves.removeSubrange(index...) }
                // PV1-3 says where the patient is now that the move never was.
                let said = BedLocation(unit: statement.unit, bed: statement.bed)
                if moves.last?.place != said { push(statement, since: statement.at) }
            case .cancelAdmission:
                let void = voidDischarges + dischargeMessages
                self = Fold()
                (isCancelled, voidDischarges) = (true, void)
            }
        }

        /// Takes over admission and discharge as far as they are said and in order.
        private mutating func takeTimes(_ statement: StayStatement) {
            if let discharge, let time = statement.admitted, statement.discharged == nil, time > discharge.at {
                readmit()
            }
            let isExplicit = discharge?.isExplicit ?? false
            let told = statement.event == .observation && isExplicit ? nil : statement.discharged
            let (start, end) = (statement.admitted ?? admitted, told ?? discharge?.at)
            if let start, let end, end < start { return }
            admitted = start
            if let end { discharge = (end, isExplicit) }
        }

        private mutating func readmit() {
            finished += closed
            (moves, discharge, dischargeMessages) = ([], nil, [])
        }

        private mutating func push(_ statement: StayStatement, since: Instant) {
            let isWeak = statement.event == .observation
            if statement.unit.isEmpty && statement.bed.isEmpty { return }
            if let discharge, discharge.isExplicit { return }
            var since = since
            if isWeak {
                if moves.contains(where: { !$0.isWeak }) { return }
            } else {
                moves.removeAll { $0.isWeak && $0.since >= since }
            }
            let current = moves.last?.place ?? BedLocation(unit: "", bed: "")
            let unit = statement.unit.isEmpty ? current.unit : statement.unit
            let bed = statement.bed.isEmpty && unit == current.unit ? current.bed : statement.bed
            let place = BedLocation(unit: unit, bed: bed)
            let isTransfer = statement.event == .transfer
            if let last = moves.last {
                if place == last.place, !isTransfer, last.isWeak == isWeak { return }
                since = max(since, last.since)
            }
            moves.append(
                Move(
                    since: since, place: place, messageID: statement.messageID, isWeak: isWeak,
                    isTransfer: isTransfer))
        }
    }
}
