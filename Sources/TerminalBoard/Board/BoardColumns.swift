/// Which columns fit into a width, and how wide each is.
struct BoardColumns: Hashable {
    let place: Int
    let patient: Int
    let riskCurve: Int
    let alert: Int
    /// How many of ``BoardVitalSign/all`` have a column.
    let vitalSigns: Int
    /// Cells of the sparkline of a vital sign; 0 for the number alone.
    let vitalCurve: Int
    let reason: Int

    static let risk = 6
    static let news2 = 5
    static let age = 4
    private static let number = 4
    private static let least = 18

    /// The columns of a width.
    ///
    /// - Parameters:
    ///   - width: cells in a line.
    ///   - place: cells of the longest place.
    ///   - patient: cells of the longest identifier.
    init(width: Int, place longestPlace: Int, patient longestPatient: Int) {
        place = min(max(longestPlace, 3), width < 56 ? 6 : width < 140 ? 10 : 16)
        patient = min(max(longestPatient, 7), width < 56 ? 8 : width < 140 ? 12 : 20)
        riskCurve = width < 70 ? 0 : width < 140 ? 8 : 12
        alert = width < 56 ? 10 : width < 100 ? 12 : 18
        let fixed =
            2 + place + 1 + patient + 1 + BoardColumns.risk + 1 + (riskCurve > 0 ? riskCurve + 1 : 0)
            + BoardColumns.news2 + 1 + BoardColumns.age + 2 + alert
        let room = width - fixed - 1
        var (count, curve) = (0, 0)
        // Numbers first, curves when all numbers fit beside a reason that can be read.
        let most = BoardVitalSign.all.count
        while count < most, room - (count + 1) * BoardColumns.vital(0) >= BoardColumns.least + 6 { count += 1 }
        if count == BoardVitalSign.all.count {
            for length in [6, 8] where room - count * BoardColumns.vital(length) >= BoardColumns.least + 12 {
                curve = length
            }
        }
        (vitalSigns, vitalCurve) = (count, curve)
        reason = max(0, room - count * BoardColumns.vital(curve))
    }

    /// Cells of the column of a vital sign with the space before it.
    static func vital(_ curve: Int) -> Int { 2 + number + (curve > 0 ? curve + 1 : 0) }
}
