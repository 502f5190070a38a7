import ClinicalDomain

@testable import TerminalBoard

/// 2026-11-23T12:00:00Z plus hours.
func hour(_ hours: Double) -> Instant { Instant(millisecondsSince1970: 1_795_435_200_000).advanced(byHours: hours) }

extension BoardPatient {
    static func sample(
        _ id: Int64, risk: Double? = 0.1, unit: String = "W7", bed: String? = nil, patient: String? = nil,
        news2: Int? = 2, newest: Double = -0.2, alerts: [BoardAlert] = []
    ) -> BoardPatient {
        BoardPatient(
            id: EncounterID(rawValue: id), patient: patient ?? "P\(id)", unit: unit, bed: bed ?? "\(id)-A", risk: risk,
            threshold: risk.map { _ in 0.4 }, news2: news2, newest: hour(newest), alerts: alerts)
    }
}

extension BoardAlert {
    static func sample(
        _ id: Int64, _ standing: Standing = .open, raised: Double = -1, tier: Int = 1, fault: String? = nil
    ) -> BoardAlert {
        BoardAlert(id: id, standing: standing, raised: hour(raised), tier: tier, fault: fault)
    }
}

extension Board {
    static func sample(
        _ patients: [BoardPatient] = [], columns: Int = 80, rows: Int = 24, glyphs: Glyphs = .unicode,
        daemonRuns: Bool = true
    ) -> Board {
        var board = Board(
            size: ScreenSize(columns: columns, rows: rows), glyphs: glyphs,
            status: BoardStatus(now: hour(0), daemonRuns: daemonRuns, clock: WallClock(), snoozeMaximumMinutes: 240))
        board.update(patients)
        return board
    }

    /// Presses keys; letters stand for themselves.
    @discardableResult
    mutating func press(_ keys: Key...) -> BoardAction? { keys.reduce(nil) { $1 == .redraw ? $0 : handle($1) } }

    mutating func type(_ text: String) { for character in text { _ = handle(.character(character)) } }

    var text: String { lines().map(\.text).joined(separator: "\n") }

    /// The patients on the screen, from above.
    var names: [String] { visible.compactMap { patient($0)?.patient } }
}
