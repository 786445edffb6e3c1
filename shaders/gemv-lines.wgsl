// Few rows on a CPU that plays the GPU. An element of B is a matrix of 4 × 4, a cache line of 16 neighbouring columns, because bounds
// are checked once a load; arrays have their size, because a check against a number is cheaper than one against a length that is
// looked up. A round takes three rows of B: more do not fit the instruction cache, fewer move sums about for too little. They
// are summed as a matrix times a vector, which stays in registers. z is the batch, or with SPLIT the part of k.
// 2·m·n·k FLOP; B's bytes dominate, each read once.
struct Dims {
  m: u32, n: u32, k: u32, k_part: u32,
  lda: u32, ldb: u32, ldc: u32, row_begin: u32,
  row_end: u32, batch_a: u32, batch_b: u32, batch_c: u32,
}

@group(0) @binding(0) var<storage, read> a: array<f32, {{A_ELEMENTS}}>;
@group(0) @binding(1) var<storage, read> b: array<mat4x4f, {{B_ELEMENTS}}>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> dims: Dims;

fn store(row: u32, col: u32, batch: u32, value: mat4x4f) {
  if (row >= dims.row_end) {
    return;
  }
  let at = batch + row * dims.ldc + col * 16u;
  //: for v in 4
  //: for e in 4
  if (col * 16u + {{v * 4 + e}}u < dims.n) { c[at + {{v * 4 + e}}u] = value[{{v}}][{{e}}]; }
  //: end
  //: end
}

@compute @workgroup_size({{WG_X}})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  //: if SPLIT
  let a_base = 0u;
  let b_base = 0u;
  let k_begin = group.z * dims.k_part;
  let k_end = min(dims.k, k_begin + dims.k_part);
  //: else
  let a_base = group.z * dims.batch_a;
  let b_base = group.z * dims.batch_b;
  let k_begin = 0u;
  let k_end = dims.k;
  //: end
  let ldb = dims.ldb;
  let row0 = dims.row_begin + group.y * {{ROWS}}u;
  //: for i in ROWS
  let a{{i}} = a_base + min(row0 + {{i}}u, dims.m - 1u) * dims.lda;
  var c{{i}} = mat4x4f();
  //: end
  let col = group.x * {{WG_X}}u + local.x;
  let b0 = b_base + min(col, ldb - 1u);
  var k = k_begin;
  for (; k + 2u < k_end; k += 3u) {
    let y0 = b[b0 + k * ldb];
    let y1 = b[b0 + (k + 1u) * ldb];
    let y2 = b[b0 + (k + 2u) * ldb];
    //: for i in ROWS
    let x{{i}} = vec3f(a[a{{i}} + k], a[a{{i}} + k + 1u], a[a{{i}} + k + 2u]);
    c{{i}} += mat4x4f(
      //: for v in 4
      mat3x4f(y0[{{v}}], y1[{{v}}], y2[{{v}}]) * x{{i}},
      //: end
    );
    //: end
  }
  for (; k < k_end; k++) {
    let y = b[b0 + k * ldb];
    //: for i in ROWS
    c{{i}} += y * a[a{{i}} + k];
    //: end
  }
  //: for i in ROWS
  store(row0 + {{i}}u, col, group.z * dims.batch_c, c{{i}});
  //: end
}
