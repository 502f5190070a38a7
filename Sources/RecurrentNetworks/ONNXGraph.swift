/// A `GraphProto` that is being written: nodes in the order of computation, joined by the names of values.
///
/// Field numbers are those of `onnx.proto` in https://github.com/onnx/onnx.
struct ONNXGraph {
    /// The value of a node's attribute, with its `AttributeProto.AttributeType`.
    enum Attribute {
        case integer(Int)
        case text(String)
        case graph(ONNXGraph)
        case integers([Int])
        case texts([String])
    }

    /// An extent of a shape: known, or one that is called by a name and known when the graph runs.
    enum Extent: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
        case known(Int)
        case named(String)

        init(integerLiteral value: Int) { self = .known(value) }
        init(stringLiteral value: String) { self = .named(value) }
    }

    /// The `GraphProto`.
    private(set) var message = ONNXMessage()

    /// An empty graph.
    init(name: String) { message.append(2, name) }

    /// Appends an input of the graph.
    mutating func addInput(_ name: String, _ shape: [Extent], type: TensorType = .f32, about: String = "") {
        addValue(11, name, shape, type, about)
    }

    /// Appends an output of the graph, the value of a node.
    mutating func addOutput(_ name: String, _ shape: [Extent], type: TensorType = .f32, about: String = "") {
        addValue(12, name, shape, type, about)
    }

    /// Appends a constant; if an input has the same name, it is what the input is when it is not given.
    mutating func addConstant(_ tensor: Tensor) {
        message.append(5) { proto in  // initializer
            for extent in tensor.shape { proto.append(1, extent) }  // dims
            proto.append(2, Self.dataType(tensor.type))  // data_type
            proto.append(8, tensor.name)  // name
            proto.append(9, tensor.bytes)  // raw_data
        }
    }

    /// Appends a vector of 64-bit integers, as shapes, axes and lists of sizes are.
    mutating func addConstant(_ name: String, _ integers: [Int]) {
        let bytes = integers.flatMap { integer in (0..<8).map { UInt8(truncatingIfNeeded: integer >> (8 * $0)) } }
        addConstant(Tensor(name: name, type: .i64, shape: [integers.count], bytes: bytes))
    }

    /// Appends an operation of the standard domain; an empty name leaves an optional input or output out.
    mutating func addNode(
        _ operation: String, _ inputs: [String], _ outputs: [String],
        _ attributes: [String: Attribute] = [:]
    ) {
        message.append(1) { proto in  // node
            for input in inputs { proto.append(1, input) }
            for output in outputs { proto.append(2, output) }
            proto.append(3, outputs[0])  // name
            proto.append(4, operation)  // op_type
            for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
                proto.append(5) { Self.write(name, value, to: &$0) }  // attribute
            }
        }
    }

    private mutating func addValue(
        _ field: Int, _ name: String, _ shape: [Extent], _ type: TensorType, _ about: String
    ) {
        message.append(field) { info in  // ValueInfoProto
            info.append(1, name)
            info.append(2) { proto in  // TypeProto
                proto.append(1) { tensor in  // tensor_type
                    tensor.append(1, Self.dataType(type))  // elem_type
                    tensor.append(2) { proto in  // shape
                        for extent in shape {
                            proto.append(1) { dimension in
                                switch extent {
                                case .known(let count): dimension.append(1, count)  // dim_value
                                case .named(let name): dimension.append(2, name)  // dim_param
                                }
                            }
                        }
                    }
                }
            }
            if !about.isEmpty { info.append(3, about) }  // doc_string
        }
    }

    private static func write(_ name: String, _ value: Attribute, to proto: inout ONNXMessage) {
        proto.append(1, name)
        switch value {
        case .integer(let integer):
            proto.append(3, integer)
            proto.append(20, 2)  // type: INT
        case .text(let text):
            proto.append(4, text)
            proto.append(20, 3)  // STRING
        case .graph(let graph):
            proto.append(6, graph.message.bytes)
            proto.append(20, 5)  // GRAPH
        case .integers(let integers):
            for integer in integers { proto.append(8, integer) }
            proto.append(20, 7)  // INTS
        case .texts(let texts):
            for text in texts { proto.append(9, text) }
            proto.append(20, 8)  // STRINGS
        }
    }

    /// `TensorProto.DataType`.
    private static func dataType(_ type: TensorType) -> Int {
        switch type {
        case .f32: 1
        case .u8: 2
        case .i8: 3
        case .u16: 4
        case .i16: 5
        case .i32: 6
        case .i64: 7
        case .bool: 9
        case .f16: 10
        case .f64: 11
        case .u32: 12
        case .u64: 13
        case .bf16: 16
        case .f8E4M3: 17
        case .f8E5M2: 19
        }
    }
}
