// Adds the parts that a split over k left behind: c[i] = Σ_z parts[z·count + i].
struct Dims { count: u32, parts: u32 }

@group(0) @binding(0) var<storage, read> parts: array<f32>;
@group(0) @binding(1) var<storage, read_write> c: array<f32>;
@group(0) @binding(2) var<uniform> dims: Dims;

@compute @workgroup_size({{WG_X}})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * {{WG_X}}u;
  if (at >= dims.count) {
    return;
  }
  var sum = 0.0;
  let count = dims.count;
  let number = dims.parts;
  for (var z = 0u; z < number; z++) {
    sum += parts[z * count + at];
  }
  c[at] = sum;
}
