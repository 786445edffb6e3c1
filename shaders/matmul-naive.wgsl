// C = A·B, row major, f32. One output a thread, scalar loads, no reuse: the baseline, right for every size.
// 2·m·n·k FLOP; each thread reads a row of A and a column of B, so 8·k bytes for 2·k FLOP.
struct Dims { m: u32, n: u32, k: u32, lda: u32, ldb: u32, ldc: u32, row_begin: u32, row_end: u32 }

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> dims: Dims;

@compute @workgroup_size({{WG_X}}, {{WG_Y}})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let col = id.x;
  let row = dims.row_begin + id.y;
  if (row >= dims.row_end || col >= dims.n) {
    return;
  }
  var sum = 0.0;
  for (var i = 0u; i < dims.k; i++) {
    sum = fma(a[row * dims.lda + i], b[i * dims.ldb + col], sum);
  }
  c[row * dims.ldc + col] = sum;
}
