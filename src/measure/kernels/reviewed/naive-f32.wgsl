// C = A·B, one output a thread, scalar loads, no reuse: the baseline, right for every size and, by its strides, for
// every layout. 2·m·n·k FLOP; each thread reads a row of A and a column of B, so 2·k elements for 2·k FLOP.
struct Dims {
  m: u32, n: u32, k: u32, row_begin: u32,
  row_end: u32, a_row: u32, a_col: u32, b_row: u32,
  b_col: u32, batch_a: u32, batch_b: u32, batch_c: u32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> dims: Dims;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let col = id.x;
  let row = dims.row_begin + id.y;
  if (row >= dims.row_end || col >= dims.n) {
    return;
  }
  let a0 = id.z * dims.batch_a + row * dims.a_row;
  let b0 = id.z * dims.batch_b + col * dims.b_col;
  var sum = f32();
  for (var i = 0u; i < dims.k; i++) {
    sum = fma(f32(a[a0 + i * dims.a_col]), f32(b[b0 + i * dims.b_row]), sum);
  }
  c[id.z * dims.batch_c + row * dims.n + col] = f32(sum);
}
