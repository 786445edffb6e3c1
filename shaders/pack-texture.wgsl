// Copies a row-major f32 matrix into a texture, four columns a texel, zeros where nothing is; with TRANSPOSE it also
// turns the matrix round. It runs inside the timed program: packing is never free.
struct Dims { rows: u32, cols: u32, stride: u32, texels_x: u32, texels_y: u32 }

//: if VECTOR_LOAD
@group(0) @binding(0) var<storage, read> source: array<vec4f>;
//: else
@group(0) @binding(0) var<storage, read> source: array<f32>;
//: end
@group(0) @binding(1) var packed: texture_storage_2d<rgba32float, write>;
@group(0) @binding(2) var<uniform> dims: Dims;

//: if !VECTOR_LOAD
fn element(row: u32, col: u32) -> f32 {
  if (row >= dims.rows || col >= dims.cols) {
    return 0.0;
  }
  //: if TRANSPOSE
  return source[col * dims.stride + row];
  //: else
  return source[row * dims.stride + col];
  //: end
}
//: end

@compute @workgroup_size({{WG_X}}, {{WG_Y}})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= dims.texels_x || id.y >= dims.texels_y) {
    return;
  }
  //: if VECTOR_LOAD
  var texel = vec4f();
  if (id.y < dims.rows) {
    texel = source[id.y * (dims.stride / 4u) + id.x];
  }
  //: else
  let col = id.x * 4u;
  let texel = vec4f(element(id.y, col), element(id.y, col + 1u), element(id.y, col + 2u), element(id.y, col + 3u));
  //: end
  textureStore(packed, id.xy, texel);
}
