/// The National Early Warning Score 2.
///
/// | parameter | 3 | 2 | 1 | 0 | 1 | 2 | 3 |
/// | --- | --- | --- | --- | --- | --- | --- | --- |
/// | respiratory rate /min | ≤ 8 | | 9–11 | 12–20 | | 21–24 | ≥ 25 |
/// | SpO2 scale 1 % | ≤ 91 | 92–93 | 94–95 | ≥ 96 | | | |
/// | SpO2 scale 2 % | ≤ 83 | 84–85 | 86–87 | 88–92, or ≥ 93 on air | 93–94 on O2 | 95–96 on O2 | ≥ 97 on O2 |
/// | air or oxygen | | oxygen | | air | | | |
/// | systolic pressure mmHg | ≤ 90 | 91–100 | 101–110 | 111–219 | | | ≥ 220 |
/// | pulse /min | ≤ 40 | | 41–50 | 51–90 | 91–110 | 111–130 | ≥ 131 |
/// | consciousness | | | | Alert | | | C, V, P, U |
/// | temperature °C | ≤ 35.0 | | 35.1–36.0 | 36.1–38.0 | 38.1–39.0 | ≥ 39.1 | |
///
/// Values between bands (35.04 °C, 20.5 /min) are first rounded half up to the precision of the chart: whole numbers,
/// temperature to one decimal. A missing parameter scores nothing and makes the score partial: the total is then "at
/// least". ``refusal(ageYears:isPregnant:)`` says for whom it must not be used, ``response-swift.property`` what it asks
/// for. Source: Royal College of Physicians, National Early Warning Score (NEWS) 2, London 2017, charts 1 to 3.
public struct NEWS2: PointScore, Codable {
    /// The seven parameters of the score.
    public enum Parameter: String, Sendable, Codable, CaseIterable {
        /// Breaths per minute.
        case respiratoryRate
        /// Oxygen saturation, on the scale prescribed for the patient.
        case oxygenSaturation
        /// Air or supplemental oxygen.
        case airOrOxygen
        /// Systolic blood pressure.
        case systolicBloodPressure
        /// Pulse.
        case pulse
        /// Consciousness, ACVPU.
        case consciousness
        /// Temperature.
        case temperature
    }

    /// The scale for oxygen saturation: scale 2 only by explicit prescription in hypercapnic respiratory failure.
    public enum OxygenSaturationScale: Int, Sendable, Codable {
        /// The scale for everybody else.
        case scale1 = 1
        /// Target saturation of 88 to 92 %.
        case scale2 = 2
    }

    /// The points of each parameter that was known.
    public let points: [Parameter: Int]

    /// The parameters that scored 3 on their own: an urgent review by themselves.
    public var redParameters: [Parameter] { Parameter.allCases.filter { points[$0] == 3 } }

    /// Scores the vital signs in force.
    ///
    /// Where two channels tell the same, the newer value counts, and of equally new ones the first: systolic pressure by
    /// arterial line or cuff; oxygen by the flow or by an inspired fraction above 21 %; consciousness by ACVPU or by
    /// the Glasgow Coma Scale, of which everything below 15 counts as not alert.
    ///
    /// - Returns: nil when no parameter is known at all.
    public init?(_ vitalSigns: VitalSigns, scale: OxygenSaturationScale = .scale1) {
        var points: [Parameter: Int] = [:]
        let onOxygen =
            vitalSigns.newest(.supplementalOxygen, .inspiredOxygen).map { channel, value in
                channel == .supplementalOxygen ? value > 0 : ChartedPrecision.wholes(value) > 21
            }
        points[.respiratoryRate] = vitalSigns.value(.respiratoryRate).map(NEWS2.respiratoryRate)
        points[.oxygenSaturation] = vitalSigns.value(.oxygenSaturation).flatMap { saturation in
            switch scale {
            case .scale1: NEWS2.saturationScale1(saturation)
            case .scale2: NEWS2.saturationScale2(saturation, onOxygen: onOxygen)
            }
        }
        points[.airOrOxygen] = onOxygen.map { $0 ? 2 : 0 }
        points[.systolicBloodPressure] = vitalSigns.newest(.systolicArterialPressure, .systolicBloodPressure)
            .map { NEWS2.systolicPressure($0.value) }
        points[.pulse] = vitalSigns.value(.heartRate).map(NEWS2.pulse)
        points[.consciousness] =
            vitalSigns.newest(.consciousness, .glasgowComaScale).map { channel, value in
                (channel == .consciousness ? value > 0 : value < 15) ? 3 : 0
            }
        points[.temperature] = vitalSigns.value(.bodyTemperature).map(NEWS2.temperature)
        guard !points.isEmpty else { return nil }
        self.points = points
    }

    private init(points: [Parameter: Int]) { self.points = points }

    /// Points for breaths per minute.
    public static func respiratoryRate(_ value: Double) -> Int {
        switch ChartedPrecision.wholes(value) {
        case ...8: 3
        case ...11: 1
        case ...20: 0
        case ...24: 2
        default: 3
        }
    }

    /// Points for oxygen saturation in percent on scale 1.
    public static func saturationScale1(_ value: Double) -> Int {
        switch ChartedPrecision.wholes(value) {
        case ...91: 3
        case ...93: 2
        case ...95: 1
        default: 0
        }
    }

    /// Points for oxygen saturation in percent on scale 2.
    ///
    /// - Returns: nil when it matters and is not known whether the patient breathes oxygen (from 93 %).
    public static func saturationScale2(_ value: Double, onOxygen: Bool?) -> Int? {
        let saturation = ChartedPrecision.wholes(value)
        switch saturation {
        case ...83: return 3
        case ...85: return 2
        case ...87: return 1
        case ...92: return 0
        default:
            guard let onOxygen else { return nil }
            if !onOxygen { return 0 }
            return saturation <= 94 ? 1 : saturation <= 96 ? 2 : 3
        }
    }

    /// Points for systolic pressure in mm[Hg].
    public static func systolicPressure(_ value: Double) -> Int {
        switch ChartedPrecision.wholes(value) {
        case ...90: 3
        case ...100: 2
        case ...110: 1
        case ...219: 0
        default: 3
        }
    }

    /// Points for the pulse per minute.
    public static func pulse(_ value: Double) -> Int {
        switch ChartedPrecision.wholes(value) {
        case ...40: 3
        case ...50: 1
        case ...90: 0
        case ...110: 1
        case ...130: 2
        default: 3
        }
    }

    /// Points for temperature in Cel.
    public static func temperature(_ value: Double) -> Int {
        switch ChartedPrecision.tenths(value) {
        case ...350: 3
        case ...360: 1
        case ...380: 0
        case ...390: 1
        default: 2
        }
    }
}

extension NEWS2 {
    /// Decodes an object of parameter names and points.
    public init(from decoder: any Decoder) throws {
        let byName = try decoder.singleValueContainer().decode([String: Int].self)
        var points: [Parameter: Int] = [:]
        for (name, value) in byName {
            guard let parameter = Parameter(rawValue: name) else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "unknown NEWS2 parameter \(name)"))
            }
            points[parameter] = value
        }
        self.init(points: points)
    }

    /// Encodes an object of parameter names and points.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Dictionary(uniqueKeysWithValues: points.map { ($0.key.rawValue, $0.value) }))
    }
}
