// Few rows, operands as they lie: no size needs packing. The lanes of a subgroup read neighbouring columns of B, so whole
// sectors. A thread sums COLS columns, a workgroup apart, for all ROWS rows of A; z is the batch, or with SPLIT the part
// of k. UNROLL rows of B are in flight. 2·m·n·k FLOP; B's bytes dominate, each read once.
//: if F16
enable f16;
//: end
struct Dims {
  m: u32, n: u32, k: u32, k_part: u32,
  lda: u32, ldb: u32, ldc: u32, row_begin: u32,
  row_end: u32, batch_a: u32, batch_b: u32, batch_c: u32,
}

@group(0) @binding(0) var<storage, read> a: array<{{A}}>;
@group(0) @binding(1) var<storage, read> b: array<{{A}}>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> dims: Dims;

fn store(row: u32, col: u32, batch: u32, value: {{ACC}}) {
  if (row < dims.row_end && col < dims.n) {
    c[batch + row * dims.ldc + col] = f32(value);
  }
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
  //: end
  //: for j in COLS
  let col{{j}} = group.x * {{WG_X * COLS}}u + {{j * WG_X}}u + local.x;
  let b{{j}} = b_base + min(col{{j}}, ldb - 1u);
  //: for i in ROWS
  var c{{i}}_{{j}} = {{ACC}}();
  //: end
  //: end
  var k = k_begin;
  for (; k + {{UNROLL - 1}}u < k_end; k += {{UNROLL}}u) {
    //: for q in UNROLL
    //: for j in COLS
    let y{{q}}_{{j}} = {{ACC}}(b[b{{j}} + (k + {{q}}u) * ldb]);
    //: end
    //: end
    //: for q in UNROLL
    //: for i in ROWS
    let x{{q}}_{{i}} = {{ACC}}(a[a{{i}} + k + {{q}}u]);
    //: for j in COLS
    c{{i}}_{{j}} += y{{q}}_{{j}} * x{{q}}_{{i}};
    //: end
    //: end
    //: end
  }
  for (; k < k_end; k++) {
    //: for j in COLS
    let y{{j}} = {{ACC}}(b[b{{j}} + k * ldb]);
    //: end
    //: for i in ROWS
    let x{{i}} = {{ACC}}(a[a{{i}} + k]);
    //: for j in COLS
    c{{i}}_{{j}} += y{{j}} * x{{i}};
    //: end
    //: end
  }
  //: for i in ROWS
  //: for j in COLS
  store(row0 + {{i}}u, col{{j}}, group.z * dims.batch_c, c{{i}}_{{j}});
  //: end
  //: end
}
