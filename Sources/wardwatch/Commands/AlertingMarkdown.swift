import Alerting
import ClinicalDomain
import Daemon

/// The page about alerts: what the program does, written by the program.
struct AlertingMarkdown {
    var text: String {
        """
        # Alerts

        Written by `wardwatch alerts policy --format markdown`; a test compares.

        A patient has one clinical alert at a time, the story of one deterioration. What asks for it are its reasons: the
        network's risk, the total of NEWS2, a single parameter of NEWS2 that scores 3. A further reason joins the story
        instead of raising another alert. What is wrong with the data has technical alerts of its own: a patient of whom
        no values come in any more, a sensor that never changes, a receiver of alerts that cannot be reached.

        ## Transitions

        What is not listed does not happen; a cleared alert is never changed.

        \(table(AlertTransitionRow.columns.map(\.heading) + ["when"], AlertTransition.table.map(AlertTransitionRow.init).map { $0.cells + [$0.when] }))

        What keeps a reason from raising an alert, in this order:

        \(table(["held by", "when"], [
            ["procedure", "the patient is having one (`wardwatch alerts pause`, until `alerts resume`)"],
            ["confirmation", "the reason was not met in enough of the latest time steps"],
            ["rest", "an alert with the reason was cleared less than its rest ago, and the patient is not really worse"],
            ["budget", "the unit has used up its budget; NEWS2 at its threshold and a real worsening are raised anyway"],
        ]))

        Values decide in the time of the data, from the newest time step that is known when they are looked at: of steps that
        come in together, as after an outage, only the last decides. People are asked by the clock: tiers, put-off times,
        procedures and quiet hours. The alerts are the only state of all this and are read again after a restart. A partial
        NEWS2 raises an alert when what is known suffices, and clears one only while every parameter is known that scored
        when the alert last asked. Where the network has no opinion it neither raises nor clears. An alert about a patient
        of whom nothing came in for so long that even the technical alert about the silence has lapsed lapses too.

        ## The policy of a new installation

        \(AlertPolicyStory(AlertPolicy()).lines.map { "- \($0)" }.joined(separator: "\n"))

        ## Configuration

        \(table(["key", "default", "what it is"], keys.map { ["`\($0.name)`", "`\($0.defaultText)`", $0.summary] }))

        Units that differ have a table `[[alerts.unit]]` each:

        \(table(["key", "default", "what it is"], unitKeys.map {
            ["`\($0.name)`", $0.defaultText.isEmpty ? "" : "`\($0.defaultText)`", $0.summary]
        }))

        In quiet hours an alert that can wait (no NEWS2 at its threshold, no real worsening) is raised and recorded, and
        nobody is told of it before they end. While a procedure goes on, no alert of the patient goes to a further tier. In shadow mode everything is recorded and nobody is alerted.

        ## The record

        Every alert keeps its evidence as JSON: the values in force with ages and units, the scores, what moved the risk, the
        model with the SHA-256 of its file and its calibration, the policy's numbers, the patient's earlier alerts, the
        unit's budget. `wardwatch alerts show 17 --format json` prints it byte for byte as it was stored; `--replay` makes it
        again from the stored values and the model's file, and compares. Every change of an alert is a row of the audit
        trail, whose rows are chained by hashes: who, when, from where (but for what schema v005 made of two alerts of one patient). `wardwatch audit verify` finds changed, deleted,
        inserted and exchanged rows.
        """
    }

    private var keys: [ConfigurationKey] { ConfigurationKey.all.filter { $0.name.hasPrefix("alerts.") } }
    private var unitKeys: [ConfigurationKey] {
        ConfigurationTable.all.first { $0.name == "alerts.unit" }?.keys ?? []
    }

    private func table(_ columns: [String], _ rows: [[String]]) -> String {
        ([columns, columns.map { _ in "---" }] + rows).map { row in
            "| " + row.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }.joined(separator: "\n")
    }
}
