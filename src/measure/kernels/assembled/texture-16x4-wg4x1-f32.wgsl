// texture of a
// Copies a row-major f32 matrix into a texture, four columns a texel, zeros where nothing is; with TRANSPOSE it also
// turns the matrix round. It runs inside the timed program: packing is never free.
struct Dims { rows: u32, cols: u32, stride: u32, texels_x: u32, texels_y: u32 }

@group(0) @binding(0) var<storage, read> source: array<vec4f>;
@group(0) @binding(1) var packed: texture_storage_2d<rgba32float, write>;
@group(0) @binding(2) var<uniform> dims: Dims;


@compute @workgroup_size(16, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= dims.texels_x || id.y >= dims.texels_y) {
    return;
  }
  var texel = vec4f();
  if (id.y < dims.rows) {
    texel = source[id.y * (dims.stride / 4u) + id.x];
  }
  textureStore(packed, id.xy, texel);
}

// texture of b
// Copies a row-major f32 matrix into a texture, four columns a texel, zeros where nothing is; with TRANSPOSE it also
// turns the matrix round. It runs inside the timed program: packing is never free.
struct Dims { rows: u32, cols: u32, stride: u32, texels_x: u32, texels_y: u32 }

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var packed: texture_storage_2d<rgba32float, write>;
@group(0) @binding(2) var<uniform> dims: Dims;

fn element(row: u32, col: u32) -> f32 {
  if (row >= dims.rows || col >= dims.cols) {
    return 0.0;
  }
  return source[row * dims.stride + col];
}

@compute @workgroup_size(16, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= dims.texels_x || id.y >= dims.texels_y) {
    return;
  }
  let col = id.x * 4u;
  let texel = vec4f(element(id.y, col), element(id.y, col + 1u), element(id.y, col + 2u), element(id.y, col + 3u));
  textureStore(packed, id.xy, texel);
}

// texture-16x4-wg4x1
// A and B as textures of four f32 a texel, read by a sampler that takes the nearest texel: the texture unit checks the
// bounds and finds the address, which on a CPU that plays the GPU takes a tenth of the code of checked buffer loads.
// The four lanes of a quad share the rows of A: each loads a quarter of them and gets the rest by swapping. After
// swap d, lane l holds row l ^ d, so its accumulator of step d belongs to that row.
// A step of 4 in k reads ROWS / 4 + 4·COLS texels for 32·ROWS·COLS FLOP a thread. Whole rows of threads, so that a quad
// shares its rows however lanes are numbered.
enable subgroups;
struct Dims { n: u32, k4: u32, row_begin: u32, row_end: u32 }

@group(0) @binding(0) var a: texture_2d<f32>;
@group(0) @binding(1) var b: texture_2d<f32>;
@group(0) @binding(2) var nearest: sampler;
@group(0) @binding(4) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> dims: Dims;

fn store(row: u32, col4: u32, row_end: u32, n: u32, value: vec4f) {
  if (row >= row_end || col4 * 4u >= n) {
    return;
  }
  let at = row * n + col4 * 4u;
  let left = n - col4 * 4u;
  c[at] = value.x;
  if (left > 1u) { c[at + 1u] = value.y; }
  if (left > 2u) { c[at + 2u] = value.z; }
  if (left > 3u) { c[at + 3u] = value.w; }
}

@compute @workgroup_size(4)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(subgroup_invocation_id) subgroup_lane: u32,
) {
  let lane = subgroup_lane % 4u;
  let n = dims.n;
  let k4 = dims.k4;
  let row_end = dims.row_end;
  let row0 = dims.row_begin + group.y * 16u;
  let texel_a = 1.0 / vec2f(textureDimensions(a));
  let texel_b = 1.0 / vec2f(textureDimensions(b));
  let v0 = (f32(row0 + 0u + lane) + 0.5) * texel_a.y;
  let v1 = (f32(row0 + 4u + lane) + 0.5) * texel_a.y;
  let v2 = (f32(row0 + 8u + lane) + 0.5) * texel_a.y;
  let v3 = (f32(row0 + 12u + lane) + 0.5) * texel_a.y;
  let col0 = group.x * 4u + 0u + local.x;
  let u0 = (f32(col0) + 0.5) * texel_b.x;
  var c0_0 = vec4f();
  var c1_0 = vec4f();
  var c2_0 = vec4f();
  var c3_0 = vec4f();
  var c4_0 = vec4f();
  var c5_0 = vec4f();
  var c6_0 = vec4f();
  var c7_0 = vec4f();
  var c8_0 = vec4f();
  var c9_0 = vec4f();
  var c10_0 = vec4f();
  var c11_0 = vec4f();
  var c12_0 = vec4f();
  var c13_0 = vec4f();
  var c14_0 = vec4f();
  var c15_0 = vec4f();
  for (var k = 0u; k < k4; k++) {
    let ua = (f32(k) + 0.5) * texel_a.x;
    let vb = (f32(4u * k) + 0.5) * texel_b.y;
    let y0 = mat4x4f(
      textureSampleLevel(b, nearest, vec2f(u0, vb), 0.0),
      textureSampleLevel(b, nearest, vec2f(u0, vb + texel_b.y), 0.0),
      textureSampleLevel(b, nearest, vec2f(u0, vb + 2.0 * texel_b.y), 0.0),
      textureSampleLevel(b, nearest, vec2f(u0, vb + 3.0 * texel_b.y), 0.0));
    let x0_0 = textureSampleLevel(a, nearest, vec2f(ua, v0), 0.0);
    let x0_1 = quadSwapX(x0_0);
    let x0_2 = quadSwapY(x0_0);
    let x0_3 = quadSwapDiagonal(x0_0);
    c0_0 += y0 * x0_0;
    c1_0 += y0 * x0_1;
    c2_0 += y0 * x0_2;
    c3_0 += y0 * x0_3;
    let x1_0 = textureSampleLevel(a, nearest, vec2f(ua, v1), 0.0);
    let x1_1 = quadSwapX(x1_0);
    let x1_2 = quadSwapY(x1_0);
    let x1_3 = quadSwapDiagonal(x1_0);
    c4_0 += y0 * x1_0;
    c5_0 += y0 * x1_1;
    c6_0 += y0 * x1_2;
    c7_0 += y0 * x1_3;
    let x2_0 = textureSampleLevel(a, nearest, vec2f(ua, v2), 0.0);
    let x2_1 = quadSwapX(x2_0);
    let x2_2 = quadSwapY(x2_0);
    let x2_3 = quadSwapDiagonal(x2_0);
    c8_0 += y0 * x2_0;
    c9_0 += y0 * x2_1;
    c10_0 += y0 * x2_2;
    c11_0 += y0 * x2_3;
    let x3_0 = textureSampleLevel(a, nearest, vec2f(ua, v3), 0.0);
    let x3_1 = quadSwapX(x3_0);
    let x3_2 = quadSwapY(x3_0);
    let x3_3 = quadSwapDiagonal(x3_0);
    c12_0 += y0 * x3_0;
    c13_0 += y0 * x3_1;
    c14_0 += y0 * x3_2;
    c15_0 += y0 * x3_3;
  }
  store(row0 + 0u + (lane ^ 0u), col0, row_end, n, c0_0);
  store(row0 + 0u + (lane ^ 1u), col0, row_end, n, c1_0);
  store(row0 + 0u + (lane ^ 2u), col0, row_end, n, c2_0);
  store(row0 + 0u + (lane ^ 3u), col0, row_end, n, c3_0);
  store(row0 + 4u + (lane ^ 0u), col0, row_end, n, c4_0);
  store(row0 + 4u + (lane ^ 1u), col0, row_end, n, c5_0);
  store(row0 + 4u + (lane ^ 2u), col0, row_end, n, c6_0);
  store(row0 + 4u + (lane ^ 3u), col0, row_end, n, c7_0);
  store(row0 + 8u + (lane ^ 0u), col0, row_end, n, c8_0);
  store(row0 + 8u + (lane ^ 1u), col0, row_end, n, c9_0);
  store(row0 + 8u + (lane ^ 2u), col0, row_end, n, c10_0);
  store(row0 + 8u + (lane ^ 3u), col0, row_end, n, c11_0);
  store(row0 + 12u + (lane ^ 0u), col0, row_end, n, c12_0);
  store(row0 + 12u + (lane ^ 1u), col0, row_end, n, c13_0);
  store(row0 + 12u + (lane ^ 2u), col0, row_end, n, c14_0);
  store(row0 + 12u + (lane ^ 3u), col0, row_end, n, c15_0);
}
