/// The segments that belong to one patient: a PID and what follows it until the next PID.
///
/// A result message may report several patients and a merge may list several pairs of PID and MRG; attributing a
/// segment to any other patient than that of its own group would be an error of identity.
public struct HL7PatientGroup: Sendable {
    /// The PID, or `nil` when the message has none.
    public let patient: HL7Segment?
    /// All segments of the group in the order sent, PID included; MSH, EVN, SFT and UAC belong to no group.
    public let segments: [HL7Segment]

    /// The first PV1.
    public var visit: HL7Segment? { segments.first { $0.name == "PV1" } }

    /// The MRG segments: the identifiers that were merged into this patient.
    public var merges: [HL7Segment] { segments.filter { $0.name == "MRG" } }

    /// Every OBX under its OBR, in the order sent.
    public var observationGroups: [HL7ObservationGroup] { HL7ObservationGroup.groups(in: segments) }
}

extension HL7ObservationGroup {
    /// Gathers OBX segments under the OBR before them; an OBR without any OBX gives an empty group.
    static func groups(in segments: [HL7Segment]) -> [HL7ObservationGroup] {
        var groups: [HL7ObservationGroup] = []
        var request: HL7Segment?
        var observations: [HL7Segment] = []
        func close() {
            if request != nil || !observations.isEmpty {
                groups.append(HL7ObservationGroup(request: request, observations: observations))
            }
        }
        for segment in segments {
            switch segment.name {
            case "OBR", "PID":
                close()
                request = segment.name == "OBR" ? segment : nil
                observations = []
            case "OBX": observations.append(segment)
            default: break
            }
        }
        close()
        return groups
    }
}

extension HL7Message {
    /// The segments by patient, in the order sent.
    ///
    /// Observations, orders or visits that no PID precedes come first, as a group without patient.
    public var patientGroups: [HL7PatientGroup] {
        let first = segments.firstIndex { $0.name == "PID" } ?? segments.endIndex
        var groups: [HL7PatientGroup] = []
        let leading = segments[1..<first].filter { !["EVN", "SFT", "UAC"].contains($0.name) }
        if leading.contains(where: { ["OBX", "OBR", "PV1"].contains($0.name) }) {
            groups.append(HL7PatientGroup(patient: nil, segments: leading))
        }
        var group: [HL7Segment] = []
        for segment in segments[first...] {
            if segment.name == "PID", !group.isEmpty {
                groups.append(HL7PatientGroup(patient: group.first, segments: group))
                group = []
            }
            group.append(segment)
        }
        if !group.isEmpty { groups.append(HL7PatientGroup(patient: group.first, segments: group)) }
        return groups
    }

    /// Every OBX under its OBR, through all patients.
    ///
    /// Use ``patientGroups`` where a message may have several.
    public var observationGroups: [HL7ObservationGroup] { HL7ObservationGroup.groups(in: segments) }
}
