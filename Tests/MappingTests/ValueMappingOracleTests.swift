import ClinicalDomain
import Foundation
import Testing

/// OBX-3 and OBX-6 as real senders write them, read from the reference messages without our parser.
@Suite(.enabled(if: SharedData.hasHL7)) struct ValueMappingOracleTests {
    /// What each code of the reference messages means: what their `MANIFEST.json` says, or what the standard says.
    private static let meanings: [String: String] = [
        // LOINC
        "8867-4^Heart rate^LN": "heartRate 0", "8867-4^Heart Rate^LN": "heartRate 0",
        "9279-1^Respiratory rate^LN": "respiratoryRate 0", "2708-6^Oxygen saturation^LN": "oxygenSaturation 0",
        "59408-5^Oxygen saturation in Arterial blood by Pulse oximetry^LN": "oxygenSaturation 0",
        "8310-5^Body temperature^LN": "bodyTemperature 0", "8310-5^Body Temperature^LN": "bodyTemperature 0",
        "9269-2^Glasgow coma score^LN": "glasgowComaScale 0",
        "8480-6^Systolic blood pressure^LN": "systolicBloodPressure 0",
        "8480-6^Systolic BP^LN": "systolicBloodPressure 0", "8462-4^Diastolic BP^LN": "diastolicBloodPressure 0",
        "8462-4^Diastolic blood pressure^LN": "diastolicBloodPressure 0", "8302-2^Body Height^LN": "bodyHeight 0",
        "82565^CREATININE^GH^2160-0^CREATININE:MCNC:PT:SER/PLAS:QN:^LN": "creatinine 0",
        // ISO/IEEE 11073
        "147842^MDC_ECG_HEART_RATE^MDC": "heartRate 2", "147842^MDC_ECG_CARD_BEAT_RATE^MDC": "heartRate 2",
        "149530^MDC_PULS_OXIM_PULS_RATE^MDC": "heartRate 4", "151562^MDC_RESP_RATE^MDC": "respiratoryRate 3",
        "151578^MDC_TTHOR_RESP_RATE^MDC": "respiratoryRate 5",
        "151658^MDC_PULS_OXIM_PLETH_RESP_RATE^MDC": "respiratoryRate 6",
        "150456^MDC_PULS_OXIM_SAT_O2^MDC": "oxygenSaturation 2", "150344^MDC_TEMP^MDC": "bodyTemperature 3",
        "150302^MDC_PRESS_CUFF_DIA^MDC": "diastolicBloodPressure 1",
        "150303^MDC_PRESS_CUFF_MEAN^MDC": "meanBloodPressure 1",
        "MDC_PRESS_BLD_SYS^Systolic Blood Pressure^MDC": "systolicBloodPressure 3",
        "188740^MDC_LEN_BODY_ACTUAL^MDC": "bodyHeight 1", "188736^MDC_MASS_BODY_ACTUAL^MDC": "bodyWeight 1",
        "150488^MDC_BLD_PERF_INDEX^MDC": "ignored", "148066^MDC_ECG_V_P_C_RATE^MDC": "ignored",
        "148216^MDC_ECG_SV_BEATS^MDC": "ignored", "184327^MDC_ECG_STAT_RHY^MDC": "ignored",
        "131329^MDC_ECG_ELEC_POTL_I^MDC": "ignored", "131329^MDC_ECG_LEAD_I^MDC": "ignored",
        "69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC": "ignored", "70666^MDC_DEV_ECG_RESP_VMD^MDC": "ignored",
        "70739^MDC_DEV_CARD_RATE_CHAN^MDC": "ignored", "0^MDC_ATTR_SAMP_RATE^MDC": "ignored",
        "0^MDC_ATTR_DATA_RANGE^MDC": "ignored",
        // "code/sub-id disagree (150031 vs 150301)", "wrong MDC numeric", "MDC text right, numeric code wrong (1)",
        // "must not be stored as an SpO2 of 1.18 %"; 150022 is the diastolic pressure of a cuff
        "150031^MDC_PRESS_CUFF_SYS^MDC": "conflict", "150017^MDC_PRESS_BLD_NONINV_SYS^MDC": "conflict",
        "150018^MDC_PRESS_BLD_NONINV_DIA^MDC": "conflict", "150019^MDC_PRESS_BLD_NONINV_MEAN^MDC": "conflict",
        "1^MDC_ECG_HEART_RATE^MDC": "conflict", "150456^MDC_PULS_OXIM_SAT_O2_WAVEFORM^MDC": "conflict",
        "150022^MDC_ECG_HEART_RATE^MDC": "conflict",
        // Mindray: "PVC/pause/VPB in bpm must not be taken for heart rate"
        "108^MNDRY_ECG_PAUSE_RATE^99MNDRY": "ignored", "352^MNDRY_ECG_VPB_RATE^99MNDRY": "ignored",
        // Philips
        "0002-4182^HR^MDIL": "heartRate 2", "0002-4822^Pulse^MDIL": "heartRate 4",
        "0002-4bb8^SpO2^MDIL": "oxygenSaturation 2", "0002-5000^Resp^MDIL": "respiratoryRate 5",
        "0002-5000^SML^MDIL": "respiratoryRate 5", "0002-4b60^Tcore^MDIL": "bodyTemperature 1",
        "0002-4a15^ABPs^MDIL": "systolicArterialPressure 1", "0002-4a16^ABPd^MDIL": "diastolicArterialPressure 1",
        "0002-4a17^ABPm^MDIL": "meanArterialPressure 1", "0002-4261^PVC^MDIL": "ignored",
        "0002-f125^pNN50^MDIL": "ignored", "0002-f081^SD NN^MDIL": "ignored",
        // "WRONG MDIL code and unit (SpO2 0002-4190 …)"
        "0002-4190^SpO2^MDIL": "conflict", "0002-4184^RR^MDIL": "conflict",
        // Nihon Kohden
        "007001^VITAL PR(spo2)": "heartRate 4", "007000^VITAL SpO2": "oxygenSaturation 2",
        "072007^VITAL rPR(spo2)": "ignored",
    ]

    /// What each unit beside a known channel means.
    private static let units: [String: String] = [
        "/min": "/min", "bpm": "/min", "%": "%", "Cel": "Cel", "C": "Cel", "{score}": "{score}", "mmHg": "mm[Hg]",
        "mm[Hg]": "mm[Hg]", "MG/DL": "mg/dL", "mmHg^mm[Hg]^UCUM": "mm[Hg]", "mm[Hg]^mm[Hg]^UCUM": "mm[Hg]",
        "/min^/min^UCUM": "/min", "%^%^UCUM": "%", "Cel^Cel^UCUM": "Cel", "cm^centimeter^UCUM": "cm",
        "262688^MDC_DIM_PERCENT^MDC": "%", "264864^MDC_DIM_BEAT_PER_MIN^MDC": "/min",
        "264928^MDC_DIM_RESP_PER_MIN^MDC": "/min", "266016^MDC_DIM_MMHG^MDC": "mm[Hg]",
        "268192^MDC_DIM_DEGC^MDC": "Cel", "268160^MDC_DIM_FAHR^MDC": "[degF]", "263441^MDC_DIM_CENTI_M^MDC": "cm",
        "263875^MDC_DIM_KILO_G^MDC": "kg", "0004-0aa0^bpm^MDIL": "/min", "0004-0ae0^rpm^MDIL": "/min",
        "0004-0220^%^MDIL": "%", "0004-0f20^mmHg^MDIL": "mm[Hg]", "0004-17a0^°C^MDIL": "Cel",
    ]

    /// Codes of laboratories, of reports and of nothing.
    private static let unknownSystems: Set<String> = ["GH", "L", "POST 12H CFST:MCNC:PT:SER/PLAS:QN", ""]

    private static func results() throws -> [(code: String, unit: String)] {
        try SharedData.hl7Names.flatMap { name -> [(code: String, unit: String)] in
            let bytes = try SharedData.hl7Message(name)
            let text = String(bytes: bytes, encoding: .utf8) ?? String(bytes: bytes, encoding: .isoLatin1) ?? ""
            return text.split(whereSeparator: \.isNewline).compactMap { line in
                let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
                guard fields[0].hasSuffix("OBX"), fields.count > 3 else { return nil }
                return (fields[3], fields.count > 6 ? fields[6] : "")
            }
        }
    }

    private static func terms(_ field: String) -> (CodedTerm, CodedTerm?) {
        let parts = field.split(separator: "^", omittingEmptySubsequences: false).map(String.init)
        let padded = parts + [String](repeating: "", count: 6)
        let alternate = CodedTerm(code: padded[3], text: padded[4], system: padded[5])
        return (
            CodedTerm(code: padded[0], text: padded[1], system: padded[2]), alternate.code.isEmpty ? nil : alternate
        )
    }

    private static func meaning(_ field: String) -> CodeMeaning {
        let (term, alternate) = terms(field)
        return ChannelTable.standard.meaning(of: term, alternate: alternate)
    }

    @Test func `every code of the reference messages means what their description says`() throws {
        let codes = Set(try Self.results().map(\.code))
        #expect(codes.isSuperset(of: Self.meanings.keys), "the table names codes that no message has")
        for code in codes.sorted() {
            switch Self.meaning(code) {
            case .channel(let channel, let rank): #expect("\(channel.id) \(rank)" == Self.meanings[code], "\(code)")
            case .ignored: #expect(Self.meanings[code] == "ignored", "\(code)")
            case .conflict(let expected):
                #expect(Self.meanings[code] == "conflict", "\(code): \(expected)")
                #expect(!expected.isEmpty)
            case .unknown: #expect(Self.meanings[code] == nil, "\(code)")
            }
        }
    }

    @Test func `codes that are unknown belong to laboratories and reports`() throws {
        for (code, _) in try Self.results() where Self.meanings[code] == nil {
            let (term, _) = Self.terms(code)
            let isResult = term.system == "LN" && !["15074-8"].contains(term.code)
            #expect(Self.unknownSystems.contains(term.system) || isResult || term.code == "15074-8", "\(code)")
        }
    }

    @Test func `every unit beside a known channel is understood`() throws {
        var seen = 0
        for (code, unit) in try Self.results() where !unit.isEmpty {
            guard case .channel(let channel, _) = Self.meaning(code) else { continue }
            seen += 1
            let meaning = ChannelTable.standard.unit(Self.terms(unit).0, of: channel)
            guard case .unit(let known) = meaning else {
                Issue.record("\(code) \(unit): \(meaning)")
                continue
            }
            #expect(known == Self.units[unit], "\(code) \(unit)")
        }
        #expect(seen == 59, "as many as the messages have today")
    }
}
