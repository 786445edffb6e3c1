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
//: if VECTOR_STORE
@group(0) @binding(4) var<storage, read_write> c: array<vec4f>;
//: else
@group(0) @binding(4) var<storage, read_write> c: array<f32>;
//: end
@group(0) @binding(3) var<uniform> dims: Dims;

fn store(row: u32, col4: u32, row_end: u32, n: u32, value: vec4f) {
  if (row >= row_end || col4 * 4u >= n) {
    return;
  }
  let at = row * n + col4 * 4u;
  //: if VECTOR_STORE
  c[at / 4u] = value;
  //: else
  let left = n - col4 * 4u;
  c[at] = value.x;
  if (left > 1u) { c[at + 1u] = value.y; }
  if (left > 2u) { c[at + 2u] = value.z; }
  if (left > 3u) { c[at + 3u] = value.w; }
  //: end
}

@compute @workgroup_size({{WG_X}})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(subgroup_invocation_id) subgroup_lane: u32,
) {
  let lane = subgroup_lane % 4u;
  let n = dims.n;
  let k4 = dims.k4;
  let row_end = dims.row_end;
  let row0 = dims.row_begin + group.y * {{ROWS}}u;
  let texel_a = 1.0 / vec2f(textureDimensions(a));
  let texel_b = 1.0 / vec2f(textureDimensions(b));
  //: for r in ROWS / 4
  let v{{r}} = (f32(row0 + {{r * 4}}u + lane) + 0.5) * texel_a.y;
  //: end
  //: for j in COLS
  let col{{j}} = group.x * {{WG_X * COLS}}u + {{j * WG_X}}u + local.x;
  let u{{j}} = (f32(col{{j}}) + 0.5) * texel_b.x;
  //: for i in ROWS
  var c{{i}}_{{j}} = vec4f();
  //: end
  //: end
  for (var k = 0u; k < k4; k++) {
    let ua = (f32(k) + 0.5) * texel_a.x;
    let vb = (f32(4u * k) + 0.5) * texel_b.y;
    //: for j in COLS
    let y{{j}} = mat4x4f(
      textureSampleLevel(b, nearest, vec2f(u{{j}}, vb), 0.0),
      textureSampleLevel(b, nearest, vec2f(u{{j}}, vb + texel_b.y), 0.0),
      textureSampleLevel(b, nearest, vec2f(u{{j}}, vb + 2.0 * texel_b.y), 0.0),
      textureSampleLevel(b, nearest, vec2f(u{{j}}, vb + 3.0 * texel_b.y), 0.0));
    //: end
    //: for r in ROWS / 4
    let x{{r}}_0 = textureSampleLevel(a, nearest, vec2f(ua, v{{r}}), 0.0);
    let x{{r}}_1 = quadSwapX(x{{r}}_0);
    let x{{r}}_2 = quadSwapY(x{{r}}_0);
    let x{{r}}_3 = quadSwapDiagonal(x{{r}}_0);
    //: for d in 4
    //: for j in COLS
    c{{r * 4 + d}}_{{j}} += y{{j}} * x{{r}}_{{d}};
    //: end
    //: end
    //: end
  }
  //: for r in ROWS / 4
  //: for d in 4
  //: for j in COLS
  store(row0 + {{r * 4}}u + (lane ^ {{d}}u), col{{j}}, row_end, n, c{{r * 4 + d}}_{{j}});
  //: end
  //: end
  //: end
}
