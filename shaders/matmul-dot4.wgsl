// C = A·B for int8 operands and int32 sums with dot4I8Packed: four products and four additions an instruction where
// the GPU has it (DP4A), emulated elsewhere. Both operands come packed so that a u32 holds four neighbours in k: A by
// rows (16 of k a vec4u), B by columns. Each thread owns ROWS × 4·COLS outputs. 2·m·n·k operations.
struct Dims { m: u32, n: u32, lda16: u32, ldb4: u32, row_begin: u32, row_end: u32, batch_a: u32, batch_b: u32, batch_c: u32 }

@group(0) @binding(0) var<storage, read> a: array<vec4u>;
@group(0) @binding(1) var<storage, read> b: array<vec4u>;
@group(0) @binding(2) var<storage, read_write> c: array<i32>;
@group(0) @binding(3) var<uniform> dims: Dims;

fn store(row: u32, col4: u32, first: u32, value: vec4i) {
  if (row >= dims.row_end || col4 * 4u >= dims.n) {
    return;
  }
  let at = first + row * dims.n + col4 * 4u;
  let left = dims.n - col4 * 4u;
  c[at] = value.x;
  if (left > 1u) { c[at + 1u] = value.y; }
  if (left > 2u) { c[at + 2u] = value.z; }
  if (left > 3u) { c[at + 3u] = value.w; }
}

@compute @workgroup_size({{WG_X}}, {{WG_Y}})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let lda16 = dims.lda16;
  let ldb4 = dims.ldb4;
  let row0 = dims.row_begin + (group.y * {{WG_Y}}u + local.y) * {{ROWS}}u;
  //: for i in ROWS
  let a{{i}} = group.z * dims.batch_a + min(row0 + {{i}}u, dims.m - 1u) * lda16;
  //: end
  //: for j in COLS
  let col{{j}} = group.x * {{WG_X * COLS}}u + {{j * WG_X}}u + local.x;
  let b{{j}} = group.z * dims.batch_b + min(col{{j}}, ldb4 - 1u);
  //: for i in ROWS
  var c{{i}}_{{j}} = vec4i();
  //: end
  //: end
  for (var s = 0u; s < lda16; s++) {
    //: for i in ROWS
    let x{{i}} = a[a{{i}} + s];
    //: end
    //: for q in 4
    //: for j in COLS
    let y{{q}}_{{j}} = b[b{{j}} + (s * 4u + {{q}}u) * ldb4];
    //: for i in ROWS
    c{{i}}_{{j}} += vec4i(
      dot4I8Packed(x{{i}}[{{q}}], y{{q}}_{{j}}.x), dot4I8Packed(x{{i}}[{{q}}], y{{q}}_{{j}}.y),
      dot4I8Packed(x{{i}}[{{q}}], y{{q}}_{{j}}.z), dot4I8Packed(x{{i}}[{{q}}], y{{q}}_{{j}}.w));
    //: end
    //: end
    //: end
  }
  //: for i in ROWS
  //: for j in COLS
  store(row0 + {{i}}u, col{{j}}, group.z * dims.batch_c, c{{i}}_{{j}});
  //: end
  //: end
}
