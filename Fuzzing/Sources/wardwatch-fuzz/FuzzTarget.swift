/// What is fuzzed.
enum FuzzTarget: String, CaseIterable {
    case hl7Message = "hl7-message"
    case hl7MessageLong = "hl7-message-long"
    case hl7Timestamp = "hl7-timestamp"
    case hl7Path = "hl7-path"
    case hl7File = "hl7-file"
    case hl7FileLong = "hl7-file-long"
    case hl7Mapping = "hl7-mapping"
    case hl7MappingLong = "hl7-mapping-long"
    case mllp
    case mllpLong = "mllp-long"
    case mllpUnframed = "mllp-unframed"
    case mllpUnframedLong = "mllp-unframed-long"
    case json
    case jsonLong = "json-long"
    case fhir
    case ndjson
    case csv
    case csvLong = "csv-long"
    case physionet2012
    case physionet2019
    case channelFile = "channel-file"
    case time

    /// Reads one input and checks what must hold for every input.
    func run(_ bytes: [UInt8]) {
        switch self {
        case .hl7Message: HL7MessageFuzz.run(bytes)
        case .hl7MessageLong: HL7MessageFuzz.run(RepeatedInput.expand(bytes))
        case .hl7Timestamp: HL7TimestampFuzz.run(bytes)
        case .hl7Path: HL7PathFuzz.run(bytes)
        case .hl7File: HL7FileFuzz.run(bytes)
        case .hl7FileLong: HL7FileFuzz.run(RepeatedInput.expand(bytes))
        case .hl7Mapping: HL7MappingFuzz.run(bytes)
        case .hl7MappingLong: HL7MappingFuzz.run(RepeatedInput.expand(bytes))
        case .mllp: MLLPFuzz.run(bytes)
        case .mllpLong: MLLPFuzz.runLong(RepeatedInput.expand(bytes))
        case .mllpUnframed: UnframedFuzz.run(bytes)
        case .mllpUnframedLong: UnframedFuzz.runLong(RepeatedInput.expand(bytes))
        case .json: JSONFuzz.run(bytes)
        case .jsonLong: JSONFuzz.run(RepeatedInput.expand(bytes))
        case .fhir: FHIRFuzz.run(bytes)
        case .ndjson: NDJSONFuzz.run(bytes)
        case .csv: CSVFuzz.run(bytes)
        case .csvLong: CSVFuzz.run(RepeatedInput.expand(bytes))
        case .physionet2012: PhysioNetFuzz.run2012(bytes)
        case .physionet2019: PhysioNetFuzz.run2019(bytes)
        case .channelFile: ChannelFileFuzz.run(bytes)
        case .time: TimeFuzz.run(bytes)
        }
    }
}
