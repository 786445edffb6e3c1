// C = A·B, row major, f32. Each thread owns ROWS × 4·COLS outputs in named accumulators, reads A and B as vec4 (lda and
// ldb are multiples of 4, k is padded with zeros to one), and shares nothing with its neighbours.
// 2·m·n·k FLOP; a step of 4 in k reads 16·(ROWS + 4·COLS) bytes for 32·ROWS·COLS FLOP a thread.
// Columns of neighbouring threads interleave by vec4, so that the lanes of a subgroup read B side by side.
struct Dims { m: u32, n: u32, k: u32, lda: u32, ldb: u32, ldc: u32, row_begin: u32, row_end: u32 }

@group(0) @binding(0) var<storage, read> a: array<vec4f>;
@group(0) @binding(1) var<storage, read> b: array<vec4f>;
//: if VECTOR_STORE
@group(0) @binding(2) var<storage, read_write> c: array<vec4f>;
//: else
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
//: end
@group(0) @binding(3) var<uniform> dims: Dims;

//: if VECTOR_STORE
fn store(row: u32, col4: u32, value: vec4f) {
  if (row < dims.row_end && col4 * 4u < dims.n) {
    c[row * (dims.ldc / 4u) + col4] = value;
  }
}
//: else
fn store(row: u32, col4: u32, value: vec4f) {
  if (row >= dims.row_end) {
    return;
  }
  let at = row * dims.ldc + col4 * 4u;
  let left = max(dims.n, col4 * 4u) - col4 * 4u;
  if (left > 0u) { c[at] = value.x; }
  if (left > 1u) { c[at + 1u] = value.y; }
  if (left > 2u) { c[at + 2u] = value.z; }
  if (left > 3u) { c[at + 3u] = value.w; }
}
//: end

@compute @workgroup_size({{WG_X}}, {{WG_Y}})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_id) local: vec3u, @builtin(workgroup_id) group: vec3u) {
  let row0 = dims.row_begin + id.y * {{ROWS}}u;
  let a_stride = dims.lda / 4u;
  let b_stride = dims.ldb / 4u;
  //: for i in ROWS
  let a{{i}} = min(row0 + {{i}}u, dims.m - 1u) * a_stride;
  //: end
  //: for j in COLS
  let col{{j}} = group.x * {{WG_X * COLS}}u + {{j * WG_X}}u + local.x;
  let b{{j}} = min(col{{j}}, b_stride - 1u);
  //: for i in ROWS
  var c{{i}}_{{j}} = vec4f();
  //: end
  //: end
  let steps = (dims.k + 3u) / 4u;
  for (var s = 0u; s < steps; s++) {
    //: for i in ROWS
    let x{{i}} = a[a{{i}} + s];
    //: end
    //: for q in 4
    //: for j in COLS
    let y{{q}}_{{j}} = b[(s * 4u + {{q}}u) * b_stride + b{{j}}];
    //: for i in ROWS
    c{{i}}_{{j}} = fma(vec4f(x{{i}}[{{q}}]), y{{q}}_{{j}}, c{{i}}_{{j}});
    //: end
    //: end
    //: end
  }
  //: for i in ROWS
  //: for j in COLS
  store(row0 + {{i}}u, col{{j}}, c{{i}}_{{j}});
  //: end
  //: end
}
