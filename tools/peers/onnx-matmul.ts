import type { Product } from '../../src/records/product.ts';

/**
 * The ONNX model of one matrix product, `c = MatMul(a, b)`, float32, with fixed dimensions, written straight in the
 * protobuf wire format (field numbers of onnx.proto3), so that no model file and no protobuf library is needed.
 */
const IR_VERSION = 8;
/** MatMul is unchanged since operator set 13. */
const OPERATOR_SET = 13;
const ELEMENT_TYPE_FLOAT = 1;

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
};

const WIRE_VARINT = 0;
const WIRE_LENGTH_DELIMITED = 2;
const key = (field: number, wireType: number): number[] => varint((field << 3) | wireType);

const number = (field: number, value: number): number[] => [...key(field, WIRE_VARINT), ...varint(value)];
const bytes = (field: number, content: readonly number[]): number[] => [
  ...key(field, WIRE_LENGTH_DELIMITED),
  ...varint(content.length),
  ...content,
];
const text = (field: number, value: string): number[] => bytes(field, [...new TextEncoder().encode(value)]);
const message = (field: number, ...fields: readonly number[][]): number[] => bytes(field, fields.flat());

/** ValueInfoProto{name 1, type 2}, TypeProto{tensor_type 1}, Tensor{elem_type 1, shape 2}, Shape{dim 1}, Dim{dim_value 1} */
const valueInfo = (field: number, name: string, dims: readonly number[]): number[] =>
  message(
    field,
    text(1, name),
    message(2, message(1, number(1, ELEMENT_TYPE_FLOAT), message(2, ...dims.map((dim) => message(1, number(1, dim)))))),
  );

/** NodeProto{input 1, output 2, op_type 4} */
const matmulNode = (field: number): number[] =>
  message(field, text(1, 'a'), text(1, 'b'), text(2, 'c'), text(4, 'MatMul'));

/** ModelProto{ir_version 1, graph 7, opset_import 8}, GraphProto{node 1, name 2, input 11, output 12} */
export const matmulModel = ({ m, n, k }: Product): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([
    ...number(1, IR_VERSION),
    ...message(
      7,
      matmulNode(1),
      text(2, 'matmul'),
      valueInfo(11, 'a', [m, k]),
      valueInfo(11, 'b', [k, n]),
      valueInfo(12, 'c', [m, n]),
    ),
    ...message(8, number(2, OPERATOR_SET)),
  ]);
