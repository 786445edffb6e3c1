// Copies a row-major matrix into one whose stride is a multiple of 4 and fills what is added with zeros, so that
// kernels with vec4 loads take any size. It runs inside the timed program: packing is never free.
struct Dims { rows: u32, cols: u32, stride: u32, padded_rows: u32, padded_stride: u32 }

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> padded: array<vec4f>;
@group(0) @binding(2) var<uniform> dims: Dims;

fn element(row: u32, col: u32) -> f32 {
  if (row >= dims.rows || col >= dims.cols) {
    return 0.0;
  }
  return source[row * dims.stride + col];
}

@compute @workgroup_size({{WG_X}}, {{WG_Y}})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let col = id.x * 4u;
  if (col >= dims.padded_stride || id.y >= dims.padded_rows) {
    return;
  }
  padded[id.y * (dims.padded_stride / 4u) + id.x] =
    vec4f(element(id.y, col), element(id.y, col + 1u), element(id.y, col + 2u), element(id.y, col + 3u));
}
