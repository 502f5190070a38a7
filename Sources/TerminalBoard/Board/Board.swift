public import ClinicalDomain

/// The board of a ward: patients and what somebody is doing with them.
///
/// Values and keys go in, lines and actions come out.
///
/// Nothing is selected until a key moves, so a board on the wall always shows its top. The selection follows the
/// patient and not the line, so a key never hits somebody who has just moved there.
public struct Board: Sendable {
    enum Mode: Hashable {
        case list, help
        case patient(EncounterID)
    }

    /// A line at the foot that is being typed.
    struct Prompt: Hashable {
        enum Purpose: Hashable {
            case filter
            case unit
            case snoozeMinutes([Int64])
            case snoozeReason([Int64], minutes: Int)
        }

        var purpose: Purpose
        var text = ""
    }

    /// The marks that it is drawn with.
    public let glyphs: Glyphs
    /// The size of the terminal.
    public var size: ScreenSize { didSet { settle() } }
    /// What the heading says.
    public var status: BoardStatus

    var mode = Mode.list
    var prompt: Prompt?
    var message: (text: String, style: Style, until: Instant)?
    var unit: String?
    var filter = ""
    var selected: EncounterID?
    /// The first line that is shown of the list, or of a chart or the help.
    var top = 0
    var chartTop = 0
    var chart: (id: EncounterID, title: StyledLine, chart: PatientChart, text: [String])?
    private(set) var listed: [EncounterID] = []
    private(set) var counts = (open: 0, snoozed: 0, acknowledged: 0, faults: 0)
    private(set) var newest: Instant?
    /// Cells of the longest place and the longest identifier of all that are there.
    private(set) var longest = (place: 0, patient: 0)
    private(set) var patients: [EncounterID: BoardPatient] = [:]
    private(set) var details: [EncounterID: BoardDetail] = [:]
    private var order = BoardOrder()

    /// A board without patients.
    ///
    /// - Parameters:
    ///   - unit: only this unit; nil for all.
    ///   - size: of the terminal.
    ///   - glyphs: the marks that it is drawn with.
    ///   - status: what the heading says.
    public init(unit: String? = nil, size: ScreenSize, glyphs: Glyphs, status: BoardStatus) {
        (self.unit, self.size, self.glyphs, self.status) = (unit, size, glyphs, status)
    }

    // MARK: - Values in

    /// Takes in patients that are new or have changed, and those that have left.
    public mutating func update(_ changed: [BoardPatient], removed: [EncounterID] = []) {
        // Most changes are numbers alone and leave everybody where they are.
        var (isListingStale, areCountsStale) = (!removed.isEmpty, !removed.isEmpty)
        for patient in changed {
            let old = patients.updateValue(patient, forKey: patient.id)
            isListingStale =
                isListingStale || old?.patient != patient.patient || old?.unit != patient.unit
                || old?.bed != patient.bed
            areCountsStale = areCountsStale || old?.alerts != patient.alerts || old?.unit != patient.unit
            longest.place = max(longest.place, TerminalText.width(patient.place))
            longest.patient = max(longest.patient, TerminalText.width(patient.patient))
            if isInUnit(patient), let time = patient.newest, newest.map({ $0 < time }) ?? true { newest = time }
        }
        for id in removed {
            patients[id] = nil
            details[id] = nil
        }
        order.update(changed)
        order.remove(removed)
        if order.settle() || isListingStale { list() }
        if areCountsStale { count() }
    }

    /// Takes in all alerts in force, by stay.
    public mutating func update(alerts: [EncounterID: [BoardAlert]]) {
        for (id, patient) in patients {
            let current = alerts[id] ?? []
            if patient.alerts != current { patients[id]?.alerts = current }
        }
        count()
    }

    /// Takes in what ``visible`` patients show besides.
    public mutating func update(details new: [EncounterID: BoardDetail]) { details.merge(new) { $1 } }

    /// Shows the chart of a stay.
    public mutating func show(_ chart: PatientChart, of id: EncounterID, title: StyledLine, text: [String]) {
        if self.chart?.id != id { chartTop = 0 }
        self.chart = (id, title, chart, text)
    }

    /// Says something at the foot for some seconds.
    public mutating func say(_ text: String, isError: Bool = false) {
        message = (text, isError ? .alarm : .strong, status.now.advanced(bySeconds: isError ? 15 : 6))
    }

    // MARK: - What is shown

    /// The stays on the screen, from above.
    public var visible: [EncounterID] { Array(listed.dropFirst(top).prefix(pageRows)) }

    /// A patient on the board; nil when they are not there.
    public func patient(_ id: EncounterID) -> BoardPatient? { patients[id] }

    /// The stay whose chart is open; nil when none is.
    public var opened: EncounterID? {
        if case .patient(let id) = mode { return id }
        return nil
    }

    /// Lines of patients on one screen.
    var pageRows: Int { max(1, size.rows - Board.headingRows - 1) }
    static let headingRows = 3

    /// The units of all patients, sorted.
    var units: [String] { Set(patients.values.map(\.unit)).filter { !$0.isEmpty }.sorted() }

    var selectedIndex: Int? { selected.flatMap { listed.firstIndex(of: $0) } }

    /// The patient that a key is about.
    var current: BoardPatient? { (opened ?? selected).flatMap { patients[$0] } }

    /// Works out again what depends on the unit, the filter or the size.
    mutating func settle() {
        list()
        count()
    }

    private func isInUnit(_ patient: BoardPatient) -> Bool { unit == nil || patient.unit == unit }

    /// Works out again who is listed, and keeps the selected patient where they are on the screen.
    private mutating func list() {
        let line = selectedIndex.map { $0 - top }
        listed = order.ids.filter { id in
            guard let patient = patients[id] else { return false }
            return isInUnit(patient) && patient.matches(filter)
        }
        if let index = selectedIndex {
            // A board at its top stays there as long as the selection can be seen.
            if top > 0 || index >= pageRows { top = index - min(max(line ?? 0, 0), pageRows - 1) }
        }
        top = min(max(top, 0), max(0, listed.count - pageRows))
    }

    /// Counts the alerts of the unit and looks for its newest value.
    private mutating func count() {
        (counts, newest) = ((0, 0, 0, 0), nil)
        for patient in patients.values where isInUnit(patient) {
            if let time = patient.newest, newest.map({ $0 < time }) ?? true { newest = time }
            for alert in patient.alerts {
                switch alert.standing {
                case .open where alert.fault != nil: counts.faults += 1
                case .open: counts.open += 1
                case .snoozed: counts.snoozed += 1
                case .acknowledged: counts.acknowledged += 1
                }
            }
        }
    }
}
