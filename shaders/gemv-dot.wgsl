// Few rows of A times a B that lies transposed (n × k, as most frameworks keep weights): each column of the result is a dot
// product along a row of B, read as it lies. LANES neighbouring threads share one, side by side along k, and add up
// through workgroup memory; with LANES 1 a thread walks a row alone, which suits a CPU that plays the GPU. Elements of
// WIDTH: vec4, or the 4 × 4 matrix that is a cache line. 2·m·n·k FLOP; B's bytes dominate, each read once.
//: if F16
enable f16;
//: end
struct Dims {
  m: u32, n: u32, k_elements: u32, row_begin: u32,
  row_end: u32, batch_a: u32, batch_b: u32, batch_c: u32,
}

//: if WIDTH == 4
alias Stored = vec4<{{A}}>;
alias Acc = vec4<{{ACC}}>;
//: else
alias Stored = mat4x4<{{A}}>;
alias Acc = mat4x4<{{ACC}}>;
//: end

@group(0) @binding(0) var<storage, read> a: array<Stored>;
@group(0) @binding(1) var<storage, read> b: array<Stored>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> dims: Dims;
//: if LANES > 1
var<workgroup> parts: array<{{ACC}}, {{ROWS * WG_X}}>;
//: end

fn product(x: Acc, y: Acc) -> {{ACC}} {
  //: if WIDTH == 4
  return dot(x, y);
  //: else
  return (dot(x[0], y[0]) + dot(x[1], y[1])) + (dot(x[2], y[2]) + dot(x[3], y[3]));
  //: end
}

@compute @workgroup_size({{WG_X}})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let k_elements = dims.k_elements;
  let lane = local.x % {{LANES}}u;
  let col = group.x * {{WG_X / LANES}}u + local.x / {{LANES}}u;
  let row0 = dims.row_begin + group.y * {{ROWS}}u;
  let b0 = group.z * dims.batch_b + min(col, dims.n - 1u) * k_elements;
  //: for i in ROWS
  let a{{i}} = group.z * dims.batch_a + min(row0 + {{i}}u, dims.m - 1u) * k_elements;
  var c{{i}} = {{ACC}}();
  //: end
  for (var s = lane; s < k_elements; s += {{LANES}}u) {
    let y = Acc(b[b0 + s]);
    //: for i in ROWS
    c{{i}} += product(Acc(a[a{{i}} + s]), y);
    //: end
  }
  //: if LANES > 1
  //: for i in ROWS
  parts[{{i * WG_X}}u + local.x] = c{{i}};
  //: end
  for (var half = {{LANES / 2}}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      //: for i in ROWS
      parts[{{i * WG_X}}u + local.x] += parts[{{i * WG_X}}u + local.x + half];
      //: end
    }
  }
  if (lane > 0u) {
    return;
  }
  //: end
  if (col >= dims.n) {
    return;
  }
  //: for i in ROWS
  if (row0 + {{i}}u < dims.row_end) {
    //: if LANES > 1
    c[group.z * dims.batch_c + (row0 + {{i}}u) * dims.n + col] = f32(parts[{{i * WG_X}}u + local.x]);
    //: else
    c[group.z * dims.batch_c + (row0 + {{i}}u) * dims.n + col] = f32(c{{i}});
    //: end
  }
  //: end
}
