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

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let row0 = dims.row_begin + (group.y * 8u + local.y) * 4u;
  let a0 = group.z * dims.batch_a + min(row0 + 0u, dims.m - 1u) * dims.lda16;
  let a1 = group.z * dims.batch_a + min(row0 + 1u, dims.m - 1u) * dims.lda16;
  let a2 = group.z * dims.batch_a + min(row0 + 2u, dims.m - 1u) * dims.lda16;
  let a3 = group.z * dims.batch_a + min(row0 + 3u, dims.m - 1u) * dims.lda16;
  let col0 = group.x * 8u + 0u + local.x;
  let b0 = group.z * dims.batch_b + min(col0, dims.ldb4 - 1u);
  var c0_0 = vec4i();
  var c1_0 = vec4i();
  var c2_0 = vec4i();
  var c3_0 = vec4i();
  for (var s = 0u; s < dims.lda16; s++) {
    let x0 = a[a0 + s];
    let x1 = a[a1 + s];
    let x2 = a[a2 + s];
    let x3 = a[a3 + s];
    let y0_0 = b[b0 + (s * 4u + 0u) * dims.ldb4];
    c0_0 += vec4i(
      dot4I8Packed(x0[0], y0_0.x), dot4I8Packed(x0[0], y0_0.y),
      dot4I8Packed(x0[0], y0_0.z), dot4I8Packed(x0[0], y0_0.w));
    c1_0 += vec4i(
      dot4I8Packed(x1[0], y0_0.x), dot4I8Packed(x1[0], y0_0.y),
      dot4I8Packed(x1[0], y0_0.z), dot4I8Packed(x1[0], y0_0.w));
    c2_0 += vec4i(
      dot4I8Packed(x2[0], y0_0.x), dot4I8Packed(x2[0], y0_0.y),
      dot4I8Packed(x2[0], y0_0.z), dot4I8Packed(x2[0], y0_0.w));
    c3_0 += vec4i(
      dot4I8Packed(x3[0], y0_0.x), dot4I8Packed(x3[0], y0_0.y),
      dot4I8Packed(x3[0], y0_0.z), dot4I8Packed(x3[0], y0_0.w));
    let y1_0 = b[b0 + (s * 4u + 1u) * dims.ldb4];
    c0_0 += vec4i(
      dot4I8Packed(x0[1], y1_0.x), dot4I8Packed(x0[1], y1_0.y),
      dot4I8Packed(x0[1], y1_0.z), dot4I8Packed(x0[1], y1_0.w));
    c1_0 += vec4i(
      dot4I8Packed(x1[1], y1_0.x), dot4I8Packed(x1[1], y1_0.y),
      dot4I8Packed(x1[1], y1_0.z), dot4I8Packed(x1[1], y1_0.w));
    c2_0 += vec4i(
      dot4I8Packed(x2[1], y1_0.x), dot4I8Packed(x2[1], y1_0.y),
      dot4I8Packed(x2[1], y1_0.z), dot4I8Packed(x2[1], y1_0.w));
    c3_0 += vec4i(
      dot4I8Packed(x3[1], y1_0.x), dot4I8Packed(x3[1], y1_0.y),
      dot4I8Packed(x3[1], y1_0.z), dot4I8Packed(x3[1], y1_0.w));
    let y2_0 = b[b0 + (s * 4u + 2u) * dims.ldb4];
    c0_0 += vec4i(
      dot4I8Packed(x0[2], y2_0.x), dot4I8Packed(x0[2], y2_0.y),
      dot4I8Packed(x0[2], y2_0.z), dot4I8Packed(x0[2], y2_0.w));
    c1_0 += vec4i(
      dot4I8Packed(x1[2], y2_0.x), dot4I8Packed(x1[2], y2_0.y),
      dot4I8Packed(x1[2], y2_0.z), dot4I8Packed(x1[2], y2_0.w));
    c2_0 += vec4i(
      dot4I8Packed(x2[2], y2_0.x), dot4I8Packed(x2[2], y2_0.y),
      dot4I8Packed(x2[2], y2_0.z), dot4I8Packed(x2[2], y2_0.w));
    c3_0 += vec4i(
      dot4I8Packed(x3[2], y2_0.x), dot4I8Packed(x3[2], y2_0.y),
      dot4I8Packed(x3[2], y2_0.z), dot4I8Packed(x3[2], y2_0.w));
    let y3_0 = b[b0 + (s * 4u + 3u) * dims.ldb4];
    c0_0 += vec4i(
      dot4I8Packed(x0[3], y3_0.x), dot4I8Packed(x0[3], y3_0.y),
      dot4I8Packed(x0[3], y3_0.z), dot4I8Packed(x0[3], y3_0.w));
    c1_0 += vec4i(
      dot4I8Packed(x1[3], y3_0.x), dot4I8Packed(x1[3], y3_0.y),
      dot4I8Packed(x1[3], y3_0.z), dot4I8Packed(x1[3], y3_0.w));
    c2_0 += vec4i(
      dot4I8Packed(x2[3], y3_0.x), dot4I8Packed(x2[3], y3_0.y),
      dot4I8Packed(x2[3], y3_0.z), dot4I8Packed(x2[3], y3_0.w));
    c3_0 += vec4i(
      dot4I8Packed(x3[3], y3_0.x), dot4I8Packed(x3[3], y3_0.y),
      dot4I8Packed(x3[3], y3_0.z), dot4I8Packed(x3[3], y3_0.w));
  }
  store(row0 + 0u, col0, group.z * dims.batch_c, c0_0);
  store(row0 + 1u, col0, group.z * dims.batch_c, c1_0);
  store(row0 + 2u, col0, group.z * dims.batch_c, c2_0);
  store(row0 + 3u, col0, group.z * dims.batch_c, c3_0);
}
