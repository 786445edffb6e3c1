// Copies a row-major matrix into one whose stride is a multiple of 4 and fills what is added with zeros, so that
// kernels with vec4 loads take any size; with TRANSPOSE it also turns the matrix round, for operands that come
// transposed. z is the batch. It runs inside the timed program: packing is never free.
//: if F16
enable f16;
//: end
struct Dims { rows: u32, cols: u32, stride: u32, packed_rows: u32, packed_stride: u32, batch: u32 }

@group(0) @binding(0) var<storage, read> source: array<{{TYPE}}>;
@group(0) @binding(1) var<storage, read_write> packed: array<vec4<{{TYPE}}>>;
@group(0) @binding(2) var<uniform> dims: Dims;

fn element(row: u32, col: u32, batch: u32) -> {{TYPE}} {
  if (row >= dims.rows || col >= dims.cols) {
    return {{TYPE}}();
  }
  //: if TRANSPOSE
  return source[batch + col * dims.stride + row];
  //: else
  return source[batch + row * dims.stride + col];
  //: end
}

@compute @workgroup_size({{WG_X}}, {{WG_Y}})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let col = id.x * 4u;
  if (col >= dims.packed_stride || id.y >= dims.packed_rows) {
    return;
  }
  let batch = id.z * dims.batch;
  packed[(id.z * dims.packed_rows + id.y) * (dims.packed_stride / 4u) + id.x] = vec4<{{TYPE}}>(
    element(id.y, col, batch),
    element(id.y, col + 1u, batch),
    element(id.y, col + 2u, batch),
    element(id.y, col + 3u, batch),
  );
}
