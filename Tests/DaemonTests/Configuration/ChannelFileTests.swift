import ClinicalDomain
import Foundation
import Testing

@testable import Daemon

@Suite struct ChannelFileTests {
    private func table(_ toml: String) throws(ChannelFileError) -> ChannelTable {
        try ChannelFile.table(text: toml, path: "/site/channels.toml", base: .standard)
    }

    private func meaning(_ table: ChannelTable, _ code: String, _ text: String, _ system: String) -> String {
        switch table.meaning(of: CodedTerm(code: code, text: text, system: system)) {
        case .channel(let channel, let rank): "\(channel.id) \(rank)"
        case .ignored: "ignored"
        case .conflict: "conflict"
        case .unknown: "unknown"
        }
    }

    private static let example = """
        [[channel]]
        name = "intracranialPressure"
        display = "intracranial pressure"
        unit = "mm[Hg]"
        plausible = [-20, 120]
        category = "vital-sign"
        units = [{ unit = "kPa", factor = 7.5, offset = 0 }, { unit = "cm[H2O]", factor = 0.7356 }]

        [[code]]
        system = "local"
        code = "HF"
        text = "Herzfrequenz"
        channel = "heartRate"
        rank = 2

        [[code]]
        system = "LOCAL"
        code = "AF"
        channel = "respiratoryRate"

        [[code]]
        system = "LOCAL"
        code = "*"
        channel = ""

        [[code]]
        system = "LN"
        code = "60956-0"
        channel = "intracranialPressure"

        [[code]]
        system = "MDC"
        code = "150017"
        text = "MDC_PRESS_BLD_NONINV_SYS"
        channel = "systolicBloodPressure"
        rank = 1

        [[unit]]
        system = "LOCAL"
        code = "SPM"
        text = "Schläge pro Minute"
        unit = "/min"

        [[unit]]
        code = "Grad"
        unit = "Cel"

        [[sentinel]]
        value = "-777"

        [[sentinel]]
        value = 0
        channel = "heartRate"
        """

    @Test func `codes of a site count in every case of its system, and with their text where one is given`() throws {
        let table = try table(Self.example)
        #expect(meaning(table, "HF", "Herzfrequenz", "LOCAL") == "heartRate 2")
        #expect(meaning(table, "HF", "Hämofiltration", "LOCAL") == "ignored", "the rest of the system")
        #expect(meaning(table, "AF", "Atemfrequenz", "Local") == "respiratoryRate 0")
        #expect(meaning(table, "AF", "SpO2", "LOCAL") == "conflict")
        #expect(meaning(table, "XX", "", "LOCAL") == "ignored")
        #expect(meaning(table, "XX", "Heart rate", "LOCAL") == "unknown")
        #expect(meaning(table, "HF", "Herzfrequenz", "") == "unknown")
    }

    @Test func `a site's row for code and text comes before the conflict rule, and for nothing else`() throws {
        let table = try table(Self.example)
        #expect(meaning(.standard, "150017", "MDC_PRESS_BLD_NONINV_SYS", "MDC") == "conflict")
        #expect(meaning(table, "150017", "MDC_PRESS_BLD_NONINV_SYS", "MDC") == "systolicBloodPressure 1")
        #expect(meaning(table, "150017", "MDC_PRESS_BLD_SYS", "MDC") == "systolicBloodPressure 3")
        #expect(meaning(table, "150017", "MDC_PRESS_BLD_NONINV_DIA", "MDC") == "conflict")
        #expect(meaning(table, "150021", "MDC_PRESS_BLD_NONINV_SYS", "MDC") == "systolicBloodPressure 1")
        #expect(meaning(table, "1", "MDC_PRESS_BLD_NONINV_SYS", "MDC") == "conflict")
    }

    @Test func `a new channel has its range, units and LOINC code`() throws {
        let table = try table(Self.example)
        let channel = try #require(table[ChannelID("intracranialPressure")])
        #expect(channel.plausibleRange == -20...120 && channel.category == .vitalSign)
        #expect(channel.canonicalValue(2, unit: "kPa") == 15)
        #expect(table.unit(CodedTerm(code: "mmHg"), of: channel) == .unit("mm[Hg]"), "spellings hold for it too")
        #expect(channel.loincCodes == ["60956-0"])
        #expect(table.channel(loinc: "60956-0") == channel)
        #expect(table.channels.count == ChannelTable.standard.channels.count + 1)
    }

    @Test func `units and sentinels of a site count`() throws {
        let table = try table(Self.example)
        let heartRate = try #require(table[.heartRate])
        let temperature = try #require(table[.bodyTemperature])
        let named = CodedTerm(code: "SPM", text: "Schläge pro Minute", system: "local")
        #expect(table.unit(named, of: heartRate) == .unit("/min"))
        #expect(table.unit(CodedTerm(code: "SPM", system: "LOCAL"), of: heartRate) == .unknown)
        #expect(table.unit(CodedTerm(code: "Grad"), of: temperature) == .unit("Cel"))
        #expect(table.unit(CodedTerm(code: "Grad"), of: heartRate) == .unknown)
        #expect(table.isSentinel(-777, of: temperature) && table.isSentinel(0, of: heartRate))
        #expect(!table.isSentinel(0, of: try #require(table[.respiratoryRate])))
    }

    @Test func `a known channel can be narrowed and take more units, and keeps the rest`() throws {
        let table = try table(
            "[[channel]]\nname = \"heartRate\"\nplausible = [20, 300]\nunits = [{ unit = \"Hz\", factor = 60 }]\n")
        let channel = try #require(table[.heartRate])
        #expect(channel.plausibleRange == 20...300 && channel.display == "heart rate" && channel.unit == "/min")
        #expect(channel.canonicalValue(1.5, unit: "Hz") == 90)
        #expect(channel.loincCodes == ChannelTable.standard[.heartRate]?.loincCodes)
        #expect(meaning(table, "147842", "", "MDC") == "heartRate 2")
    }

    @Test func `a built-in code can be ranked otherwise or ignored`() throws {
        let table = try table(
            """
            [[code]]
            system = "MDC"
            code = "151578"
            channel = "respiratoryRate"
            rank = 1
            [[code]]
            system = "MDC"
            code = "149530"
            channel = ""
            [[code]]
            system = "99MNDRY"
            code = "364"
            channel = "heartRate"
            """)
        #expect(meaning(table, "151578", "MDC_TTHOR_RESP_RATE", "MDC") == "respiratoryRate 1")
        #expect(meaning(table, "149530", "MDC_PULS_OXIM_PULS_RATE", "MDC") == "ignored")
        #expect(meaning(table, "364", "", "99MNDRY") == "heartRate 0")
        #expect(meaning(table, "365", "", "99MNDRY") == "ignored")
    }

    private static let code = "[[code]]\nsystem = \"L\"\ncode = \"1\"\n"

    @Test(arguments: [
        ("[[codes]]\ncode = \"1\"", "codes: not a list", "write [[code]]"),
        ("[code]\ncode = \"1\"", "code: not a list", "[[code]]"), ("code = [1]", "[[code]] 1: not a row", "[[code]]"),
        ("[[patients]]\nx = 1", "patients: not a list", "[[sentinel]]"),
        (code + "chanel = \"heartRate\"", "[[code]] 1: unknown key chanel", "did you mean channel?"),
        (code + "colour = \"red\"", "[[code]] 1: unknown key colour", "keys of a row: system, code"),
        (code + "channel = \"hartRate\"", "[[code]] 1: there is no channel \"hartRate\"", "did you mean heartRate?"),
        (code + "channel = \"mood of today\"", "there is no channel", "`wardwatch channels`"),
        (code, "[[code]] 1: channel must be given", "docs/channels.md"),
        (code + "channel = \"heartRate\"\nrank = 10", "rank must be a whole number, 0 to 9", "docs"),
        (code + "channel = \"heartRate\"\nrank = 1.5", "rank must be a whole number, 0 to 9", "docs"),
        (code + "channel = 5", "channel must be a text", "docs"),
        ("[[code]]\nchannel = \"heartRate\"", "code must be given", "docs"),
        (
            code + "channel = \"heartRate\"\n" + code + "channel = \"respiratoryRate\"",
            "[[code]] 2: [[code]] 1 says something else", "remove one"
        ),
        (
            code + "channel = \"heartRate\"\n" + code + "channel = \"heartRate\"\nrank = 3", "[[code]] 2: [[code]] 1",
            "remove one"
        ),
        (
            "[[code]]\nsystem = \"MDC\"\ncode = \"147842\"\nchannel = \"respiratoryRate\"",
            "the built-in table takes this code for heartRate", "another channel it cannot become"
        ),
        (
            "[[code]]\nsystem = \"MDIL\"\ncode = \"0002-4182\"\nchannel = \"respiratoryRate\"",
            "the built-in table takes this code for heartRate", "another channel"
        ),
        (
            "[[channel]]\nname = \"bodyTemperature\"\nunit = \"K\"",
            "[[channel]] 1: the unit of bodyTemperature is Cel and cannot be changed", "`units`"
        ),
        ("[[channel]]\nname = \"Mood\"", "name must be a name such as heartRate", "docs"),
        ("[[channel]]\nname = \"mood; DROP\"", "name must be a name such as heartRate", "docs"),
        ("[[channel]]\nname = \"mood\"\ndisplay = \"mood\"\nunit = \"1\"", "plausible must be two numbers", "docs"),
        ("[[channel]]\nname = \"mood\"\nplausible = [0, 1]\nunit = \"1\"", "display must be given", "docs"),
        ("[[channel]]\nname = \"heartRate\"\nplausible = [300, 20]", "plausible must be two numbers", "docs"),
        ("[[channel]]\nname = \"heartRate\"\nplausible = [0, inf]", "plausible must be two numbers", "docs"),
        ("[[channel]]\nname = \"heartRate\"\nplausible = [0]", "plausible must be two numbers", "docs"),
        ("[[channel]]\nname = \"heartRate\"\ncategory = \"vital\"", "category must be vital-sign", "docs"),
        ("[[channel]]\nname = \"heartRate\"\nunits = [{ unit = \"Hz\", factor = 0 }]", "units must be a list", "docs"),
        ("[[channel]]\nname = \"heartRate\"\nunits = [{ unit = \"Hz\", x = 1 }]", "units must be a list", "docs"),
        (
            "[[channel]]\nname = \"heartRate\"\n[[channel]]\nname = \"heartRate\"",
            "[[channel]] 2: [[channel]] 1 says something else", "remove one"
        ),
        ("[[unit]]\ncode = \"SPM\"\nunit = \"/h\"", "[[unit]] 1: no channel accepts the unit \"/h\"", "UCUM"),
        ("[[unit]]\ncode = \"bpm\"\nunit = \"Cel\"", "the built-in table takes this unit for /min", "the text"),
        (
            "[[unit]]\ncode = \"x\"\nunit = \"%\"\n[[unit]]\ncode = \"x\"\nunit = \"Cel\"", "[[unit]] 2: [[unit]] 1",
            "remove one"
        ),
        ("[[sentinel]]\nvalue = \"none\"", "[[sentinel]] 1: value must be a number", "docs"),
        ("[[sentinel]]\nvalue = nan", "value must be a number", "docs"),
        (
            "[[sentinel]]\nvalue = 1\nchannel = \"hr\"", "[[sentinel]] 1: there is no channel \"hr\"",
            "`wardwatch channels`"
        ),
    ])
    func `a row that does not fit is named with its file, its number and a remedy`(
        toml: String, problem: String, hint: String
    ) throws {
        let error = try #require(#expect(throws: ChannelFileError.self) { try table(toml) })
        #expect("\(error)".hasPrefix("/site/channels.toml, "))
        #expect("\(error)".contains(problem), "\(error)")
        #expect(error.hint.contains(hint), "\(error.hint)")
    }

    @Test func `a file that is no TOML, or is not there, is refused`() throws {
        for text in ["[[code]", "a = ", "[[code]]\u{0}"] {
            let error = try #require(#expect(throws: ChannelFileError.self) { try table(text) })
            #expect("\(error)".contains("/site/channels.toml is not valid TOML"))
        }
        let missing = try #require(
            #expect(throws: ChannelFileError.self) { try ChannelFile.read(path: "/nonexistent/channels.toml") })
        #expect("\(missing)".contains("/nonexistent/channels.toml") && missing.hint.contains("site.channels_file"))
    }

    @Test func `an empty file adds nothing, and a file on disk is read`() throws {
        #expect(try table("").codes == ChannelTable.standard.codes)
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("channels-\(UUID()).toml")
        try Data(Self.example.utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        #expect(try ChannelFile.read(path: url.path).codes == table(Self.example).codes)
    }

    @Test func `the rows in the documentation can be read`() throws {
        // Tests/DaemonTests/Configuration/ChannelFileTests.swift → the package
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let page = String(
            decoding: try Data(contentsOf: root.appendingPathComponent("docs/channels.md")), as: UTF8.self)
        let blocks = page.components(separatedBy: "```toml\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
        #expect(blocks.count == 2)
        for block in blocks { #expect(try table(block).codes.count == ChannelTable.standard.codes.count + 1) }
    }
}
