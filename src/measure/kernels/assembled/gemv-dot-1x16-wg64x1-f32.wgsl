// gemv-dot-1x16-wg64x1
// Few rows of A times a B that lies transposed (n × k, as most frameworks keep weights): each column of the result is a dot
// product along a row of B, read as it lies. LANES neighbouring threads share one, side by side along k, and add up
// through workgroup memory; with LANES 1 a thread walks a row alone, which suits a CPU that plays the GPU. Elements of
// WIDTH: vec4, or the 4 × 4 matrix that is a cache line. 2·m·n·k FLOP; B's bytes dominate, each read once.
struct Dims {
  m: u32, n: u32, k_elements: u32, row_begin: u32,
  row_end: u32, batch_a: u32, batch_b: u32, batch_c: u32,
}

alias Stored = vec4<f32>;
alias Acc = vec4<f32>;

@group(0) @binding(0) var<storage, read> a: array<Stored>;
@group(0) @binding(1) var<storage, read> b: array<Stored>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> dims: Dims;
var<workgroup> parts: array<f32, 64>;

fn product(x: Acc, y: Acc) -> f32 {
  return dot(x, y);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let k_elements = dims.k_elements;
  let lane = local.x % 16u;
  let col = group.x * 4u + local.x / 16u;
  let row0 = dims.row_begin + group.y * 1u;
  let b0 = group.z * dims.batch_b + min(col, dims.n - 1u) * k_elements;
  let a0 = group.z * dims.batch_a + min(row0 + 0u, dims.m - 1u) * k_elements;
  var c0 = f32();
  for (var s = lane; s < k_elements; s += 16u) {
    let y = Acc(b[b0 + s]);
    c0 += product(Acc(a[a0 + s]), y);
  }
  parts[0u + local.x] = c0;
  for (var half = 8u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      parts[0u + local.x] += parts[0u + local.x + half];
    }
  }
  if (lane > 0u) {
    return;
  }
  if (col >= dims.n) {
    return;
  }
  if (row0 + 0u < dims.row_end) {
    c[group.z * dims.batch_c + (row0 + 0u) * dims.n + col] = f32(parts[0u + local.x]);
  }
}
