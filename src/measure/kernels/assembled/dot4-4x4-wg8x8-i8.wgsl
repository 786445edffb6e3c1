// pack b
// Packs an int8 matrix four neighbours in k to a u32, zeros where nothing is: A along its rows (COLUMNS = 0), B down
// its columns (COLUMNS = 1: word (w, col) holds rows 4w to 4w + 3). With TRANSPOSE the source lies the other way
// round. The third dimension is the batch. It runs inside the timed program.
struct Dims { rows: u32, cols: u32, words_x: u32, words_y: u32, batch: u32 }

@group(0) @binding(0) var<storage, read> source: array<u32>;
@group(0) @binding(1) var<storage, read_write> packed: array<u32>;
@group(0) @binding(2) var<uniform> dims: Dims;

fn element(row: u32, col: u32, first: u32) -> u32 {
  if (row >= dims.rows || col >= dims.cols) {
    return 0u;
  }
  let at = first + row * dims.cols + col;
  return extractBits(source[at / 4u], 8u * (at % 4u), 8u);
}

@compute @workgroup_size(16, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= dims.words_x || id.y >= dims.words_y) {
    return;
  }
  let first = id.z * dims.batch;
  var word = 0u;
  for (var i = 0u; i < 4u; i++) {
    word |= element(id.y * 4u + i, id.x, first) << (8u * i);
  }
  packed[(id.z * dims.words_y + id.y) * dims.words_x + id.x] = word;
}

// dot4-4x4-wg8x8
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
  let lda16 = dims.lda16;
  let ldb4 = dims.ldb4;
  let row0 = dims.row_begin + (group.y * 8u + local.y) * 4u;
  let a0 = group.z * dims.batch_a + min(row0 + 0u, dims.m - 1u) * lda16;
  let a1 = group.z * dims.batch_a + min(row0 + 1u, dims.m - 1u) * lda16;
  let a2 = group.z * dims.batch_a + min(row0 + 2u, dims.m - 1u) * lda16;
  let a3 = group.z * dims.batch_a + min(row0 + 3u, dims.m - 1u) * lda16;
  let col0 = group.x * 8u + 0u + local.x;
  let b0 = group.z * dims.batch_b + min(col0, ldb4 - 1u);
  var c0_0 = vec4i();
  var c1_0 = vec4i();
  var c2_0 = vec4i();
  var c3_0 = vec4i();
  for (var s = 0u; s < lda16; s++) {
    let x0 = a[a0 + s];
    let x1 = a[a1 + s];
    let x2 = a[a2 + s];
    let x3 = a[a3 + s];
    let y0_0 = b[b0 + (s * 4u + 0u) * ldb4];
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
    let y1_0 = b[b0 + (s * 4u + 1u) * ldb4];
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
    let y2_0 = b[b0 + (s * 4u + 2u) * ldb4];
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
    let y3_0 = b[b0 + (s * 4u + 3u) * ldb4];
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
