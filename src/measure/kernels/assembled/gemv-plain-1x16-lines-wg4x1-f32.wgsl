// pack b
// Copies a row-major matrix into one whose stride is a multiple of 4 and fills what is added with zeros, so that
// kernels with vec4 loads take any size; with TRANSPOSE it also turns the matrix round, for operands that come
// transposed. z is the batch. It runs inside the timed program: packing is never free.
struct Dims { rows: u32, cols: u32, stride: u32, packed_rows: u32, packed_stride: u32, batch: u32 }

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> packed: array<vec4<f32>>;
@group(0) @binding(2) var<uniform> dims: Dims;

fn element(row: u32, col: u32, batch: u32) -> f32 {
  if (row >= dims.rows || col >= dims.cols) {
    return f32();
  }
  return source[batch + row * dims.stride + col];
}

@compute @workgroup_size(16, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let col = id.x * 4u;
  if (col >= dims.packed_stride || id.y >= dims.packed_rows) {
    return;
  }
  let batch = id.z * dims.batch;
  packed[(id.z * dims.packed_rows + id.y) * (dims.packed_stride / 4u) + id.x] = vec4<f32>(
    element(id.y, col, batch),
    element(id.y, col + 1u, batch),
    element(id.y, col + 2u, batch),
    element(id.y, col + 3u, batch),
  );
}

// gemv-plain-1x16-lines-wg4x1
// Few rows, operands as they lie: no size needs packing. B is read by elements of WIDTH neighbouring columns: 1, so that the
// lanes of a subgroup side by side read whole sectors; or 16 as one matrix of 4 × 4, a cache line a thread, for CPUs
// that play GPUs and check bounds once a load. A thread sums COLS elements for all ROWS rows of A; z is the batch, or
// with SPLIT the part of k. UNROLL rows of B are in flight. 2·m·n·k FLOP; B's bytes dominate, each read once.
struct Dims {
  m: u32, n: u32, k: u32, k_part: u32,
  lda: u32, ldb: u32, ldc: u32, row_begin: u32,
  row_end: u32, batch_a: u32, batch_b: u32, batch_c: u32,
}

alias Stored = mat4x4<f32>;
alias Acc = mat4x4<f32>;

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<Stored>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> dims: Dims;

fn store(row: u32, col: u32, batch: u32, value: Acc) {
  if (row >= dims.row_end) {
    return;
  }
  let at = batch + row * dims.ldc + col * 16u;
  if (col * 16u + 0u < dims.n) { c[at + 0u] = f32(value[0][0]); }
  if (col * 16u + 1u < dims.n) { c[at + 1u] = f32(value[0][1]); }
  if (col * 16u + 2u < dims.n) { c[at + 2u] = f32(value[0][2]); }
  if (col * 16u + 3u < dims.n) { c[at + 3u] = f32(value[0][3]); }
  if (col * 16u + 4u < dims.n) { c[at + 4u] = f32(value[1][0]); }
  if (col * 16u + 5u < dims.n) { c[at + 5u] = f32(value[1][1]); }
  if (col * 16u + 6u < dims.n) { c[at + 6u] = f32(value[1][2]); }
  if (col * 16u + 7u < dims.n) { c[at + 7u] = f32(value[1][3]); }
  if (col * 16u + 8u < dims.n) { c[at + 8u] = f32(value[2][0]); }
  if (col * 16u + 9u < dims.n) { c[at + 9u] = f32(value[2][1]); }
  if (col * 16u + 10u < dims.n) { c[at + 10u] = f32(value[2][2]); }
  if (col * 16u + 11u < dims.n) { c[at + 11u] = f32(value[2][3]); }
  if (col * 16u + 12u < dims.n) { c[at + 12u] = f32(value[3][0]); }
  if (col * 16u + 13u < dims.n) { c[at + 13u] = f32(value[3][1]); }
  if (col * 16u + 14u < dims.n) { c[at + 14u] = f32(value[3][2]); }
  if (col * 16u + 15u < dims.n) { c[at + 15u] = f32(value[3][3]); }
}

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let a_base = group.z * dims.batch_a;
  let b_base = group.z * dims.batch_b;
  let k_begin = 0u;
  let k_end = dims.k;
  let ldb = dims.ldb;
  let row0 = dims.row_begin + group.y * 1u;
  let a0 = a_base + min(row0 + 0u, dims.m - 1u) * dims.lda;
  let col0 = group.x * 4u + 0u + local.x;
  let b0 = b_base + min(col0, ldb - 1u);
  var c0_0 = Acc();
  var k = k_begin;
  for (; k < k_end; k++) {
    let y0 = Acc(b[b0 + k * ldb]);
    let x0 = f32(a[a0 + k]);
    c0_0 += y0 * x0;
  }
  store(row0 + 0u, col0, group.z * dims.batch_c, c0_0);
}
