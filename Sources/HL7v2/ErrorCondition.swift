/// ERR-3, the kind of fault in a message (table 0357; HL7 v2, chapter 2, "Error segment").
public enum ErrorCondition: Int, Sendable, Hashable, CaseIterable {
    /// 0: no fault; for warnings and information.
    case messageAccepted = 0
    /// 100: segments out of order, missing, or not segments at all.
    case segmentSequenceError = 100
    /// 101: a required field is missing.
    case requiredFieldMissing = 101
    /// 102: a value that its data type does not allow.
    case dataTypeError = 102
    /// 103: a code that is not in its table.
    case tableValueNotFound = 103
    /// 200: the message code is not handled here.
    case unsupportedMessageType = 200
    /// 201: the trigger event is not handled here.
    case unsupportedEventCode = 201
    /// 202: the processing id (MSH-11) is not handled here.
    case unsupportedProcessingID = 202
    /// 203: the version (MSH-12) is not handled here.
    case unsupportedVersionID = 203
    /// 204: a patient, order or visit that is not known.
    case unknownKeyIdentifier = 204
    /// 205: an identifier that exists already.
    case duplicateKeyIdentifier = 205
    /// 206: a record that another transaction holds.
    case applicationRecordLocked = 206
    /// 207: anything else that went wrong in the receiver.
    case applicationInternalError = 207

    /// The text of the table.
    public var text: String {
        switch self {
        case .messageAccepted: "Message accepted"
        case .segmentSequenceError: "Segment sequence error"
        case .requiredFieldMissing: "Required field missing"
        case .dataTypeError: "Data type error"
        case .tableValueNotFound: "Table value not found"
        case .unsupportedMessageType: "Unsupported message type"
        case .unsupportedEventCode: "Unsupported event code"
        case .unsupportedProcessingID: "Unsupported processing id"
        case .unsupportedVersionID: "Unsupported version id"
        case .unknownKeyIdentifier: "Unknown key identifier"
        case .duplicateKeyIdentifier: "Duplicate key identifier"
        case .applicationRecordLocked: "Application record locked"
        case .applicationInternalError: "Application internal error"
        }
    }
}
