/// Public data that models are trained on, as those ask to be named who made it.
public enum PublicDataSet: String, Sendable, CaseIterable {
    /// PhysioNet/Computing in Cardiology Challenge 2012, sets a and b.
    case physionet2012
    /// PhysioNet/Computing in Cardiology Challenge 2019, hospitals A and B.
    case physionet2019

    /// What it is.
    public var title: String {
        switch self {
        case .physionet2012:
            "PhysioNet/Computing in Cardiology Challenge 2012, sets a and b: the first 48 hours of 8,000 stays in intensive "
                + "care, minute-stamped, with survival"
        case .physionet2019:
            "PhysioNet/Computing in Cardiology Challenge 2019, hospitals A and B: hourly records of intensive care with "
                + "the hours from six before sepsis (Sepsis-3) on labelled; those of the patients that were at hand"
        }
    }

    /// The terms under which it may be used.
    public var licence: String {
        switch self {
        case .physionet2012: "Open Data Commons Attribution License 1.0 (ODC-By)"
        case .physionet2019:
            "Creative Commons Attribution 4.0 on the page of the project, Open Database License 1.0 in the files' own LICENSE"
        }
    }

    /// Whom to name.
    public var citation: String {
        switch self {
        case .physionet2012:
            "Silva I, Moody G, Scott DJ, Celi LA, Mark RG. Predicting in-hospital mortality of ICU patients: the "
                + "PhysioNet/Computing in Cardiology Challenge 2012. Computing in Cardiology 2012;39:245-248."
        case .physionet2019:
            "Reyna MA, Josef CS, Jeter R, et al. Early prediction of sepsis from clinical data: the PhysioNet/Computing in "
                + "Cardiology Challenge 2019. Critical Care Medicine 2020;48(2):210-217."
        }
    }

    /// Where it is.
    public var address: String {
        switch self {
        case .physionet2012: "https://physionet.org/content/challenge-2012/1.0.0/"
        case .physionet2019: "https://physionet.org/content/challenge-2019/1.0.0/"
        }
    }

    /// What is known to be wrong with it, or special about it.
    public var traps: [String] {
        switch self {
        case .physionet2012:
            [
                "Adults in four kinds of intensive care of one hospital, before 2008; only stays of 48 hours and more.",
                "Respiratory rate is recorded for about a quarter of the patients.",
            ]
        case .physionet2019:
            [
                "Intensive care alone: nothing is known about wards.",
                "A record ends soon after sepsis is labelled, and one patient in six with sepsis has the label from the "
                    + "first hour on.",
                "Values are rounded to the hour; hospital A lacks half of the diastolic pressures.",
            ]
        }
    }
}
