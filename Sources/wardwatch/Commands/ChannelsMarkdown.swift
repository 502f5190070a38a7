import ClinicalDomain

/// The channel table as a page of documentation: docs/channels.md is this text for the built-in table.
struct ChannelsMarkdown {
    private let table: ChannelTable

    init(_ table: ChannelTable) { self.table = table }

    /// The page, without a newline at its end.
    var text: String {
        ([Self.introduction] + channels + codes + texts + units + sentinels + [Self.site]).joined(separator: "\n\n")
    }

    private static let introduction = """
        # Channels

        What is understood, and what it becomes. Made by `wardwatch channels --format markdown`; change the table, not this
        page. With a site's own rows: `wardwatch channels --config FILE`.

        A value is taken when its code means a channel, the text beside the code does not contradict, the unit is one that
        the channel accepts, and the number is plausible. Everything else waits in `wardwatch quarantine list` with its
        reason; what is marked as not for us is counted and left.
        """

    private var channels: [String] {
        ["## Channels", "Ranges are choices of this project: wide, to refuse the impossible and not the abnormal."]
            + Channel.Category.allCases.map { category in
                "### \(category.rawValue)\n\n"
                    + Self.rows(
                        ["channel", "display", "unit", "also accepted", "plausible", "LOINC"],
                        table.channels.filter { $0.category == category }.map { channel in
                            [
                                Self.code(channel.id.rawValue), channel.display, Self.code(channel.unit),
                                channel.conversions.map { Self.code($0.unit) }.joined(separator: " "),
                                channel.plausibleRange.text, channel.loincCodes.joined(separator: " "),
                            ]
                        })
            }
    }

    private var codes: [String] {
        let introduction = """
            ## Codes

            Of LOINC, what is not for us or is no spot check; all others stand above. `MDC` is ISO/IEEE 11073-10101; a number or its name will do, and Philips' `MDIL` is
            read as the same numbers in hexadecimal (partition, term) where it has no row of its own. The rank says how good
            the source is: of several results in one time step the lowest counts. No channel: not for us.
            """
        // LOINC codes of rank 0 stand with their channels.
        let listed = table.codes.filter {
            $0.system != CodingSystem.loinc || $0.rank > 0 || $0.channel == nil || $0.needsName
        }
        var systems: [String] = []
        for row in listed where !systems.contains(row.system) { systems.append(row.system) }
        return [introduction]
            + systems.map { system in
                "### \(system.isEmpty ? "without a system" : system)\n\n"
                    + Self.rows(
                        ["code", system.isEmpty ? "with the text" : "name", "channel", "rank"],
                        listed.filter { $0.system == system }.map { row in
                            [
                                row.code == CodeRow.anyCode ? "every other" : row.code,
                                (row.needsName && !system.isEmpty ? "only with " : "")
                                    + row.names.map(Self.code).joined(separator: " "),
                                row.channel.map { Self.code($0.rawValue) } ?? "",
                                row.channel == nil ? "" : "\(row.rank)",
                            ]
                        })
            }
    }

    private var texts: [String] {
        var channels: [[ChannelID]] = []
        for row in table.texts where !channels.contains(row.channels) { channels.append(row.channels) }
        return [
            "## Texts",
            "A text names no channel by itself. Beside a code that means another channel it is a contradiction.",
            Self.rows(
                ["channel", "texts"],
                channels.map { channels in
                    [
                        channels.isEmpty
                            ? "not for us" : channels.map { Self.code($0.rawValue) }.joined(separator: " or "),
                        table.texts.filter { $0.channels == channels }.map(\.text).joined(separator: ", "),
                    ]
                }),
        ]
    }

    private var units: [String] {
        var units: [String] = []
        for row in table.units where !units.contains(row.unit) { units.append(row.unit) }
        return [
            "## Units", "Besides UCUM itself; letter case counts.",
            Self.rows(
                ["UCUM", "spellings", "MDC"],
                units.map { unit in
                    let rows = table.units.filter { $0.unit == unit }
                    return [
                        Self.code(unit),
                        rows.filter { $0.system.isEmpty }.map { Self.code($0.code) }.joined(separator: " "),
                        rows.filter { !$0.system.isEmpty }.map { row in
                            (row.system == CodingSystem.mdc ? "" : "\(row.system) ") + row.code
                                + (row.needsName ? " only with " : " ")
                                + row.names.map(Self.code).joined(separator: " ")
                        }.joined(separator: ", "),
                    ]
                }),
        ]
    }

    private var sentinels: [String] {
        let values = table.sentinels.map { row in
            Self.code(row.value.exact) + (row.channel.map { " (\($0))" } ?? "")
        }
        return [
            "## Sentinels",
            "Numbers that devices send when they measure nothing, wherever they are no plausible value: "
                + values.joined(separator: " ") + ".",
        ]
    }

    private static let site = """
        ## A site's own rows

        A TOML file, named by `site.channels_file`. Its rows are added to the built-in ones; the daemon reads it at its start.

        ```toml
        [[channel]]                     # a new channel, or other ranges and units of a known one
        name = "intracranialPressure"
        display = "intracranial pressure"
        unit = "mm[Hg]"                 # the canonical unit in UCUM; of a known channel it cannot be changed
        plausible = [-20, 120]
        category = "vital-sign"         # vital-sign, laboratory or other; other without it
        units = [{ unit = "kPa", factor = 7.500616827, offset = 0 }]   # canonical = value * factor + offset

        [[code]]                        # what a code measures
        system = "LOCAL"
        code = "HF"                     # "*": every other code of the system
        text = "Herzfrequenz"           # only beside this text; without it, beside any
        channel = "heartRate"           # "": known, and not for us
        rank = 2                        # 0 to 9, the lowest counts; 0 without it

        [[unit]]                        # how a unit is written
        system = "LOCAL"
        code = "1/min"
        text = "Schläge pro Minute"
        unit = "/min"                   # in UCUM

        [[sentinel]]                    # a number that means "nothing measured"
        value = -777
        channel = "heartRate"           # without it, every channel whose plausible range leaves the number out
        ```

        A row for code and text comes before the rule that code and text must agree, so that a site can take a device that
        sends a wrong code:

        ```toml
        [[code]]
        system = "MDC"
        code = "150017"
        text = "MDC_PRESS_BLD_NONINV_SYS"
        channel = "systolicBloodPressure"
        rank = 1
        ```

        What the built-in table takes as a channel can be ranked otherwise or ignored, but cannot become another channel.
        After a change, `wardwatch quarantine replay` reads again what waited.
        """

    private static func code(_ text: String) -> String { "`\(text)`" }

    private static func rows(_ columns: [String], _ rows: [[String]]) -> String {
        let lines = [columns, columns.map { _ in "---" }] + rows.map { $0.map { $0.replacing("|", with: "\\|") } }
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }
}
