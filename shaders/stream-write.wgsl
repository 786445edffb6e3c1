// The write roof: every vec4 of the target written once, with a value that depends on where it goes.
// bytes = 16 · count.
struct Dims { count: u32, threads: u32 }

@group(0) @binding(0) var<storage, read_write> target_: array<vec4f>;
@group(0) @binding(1) var<uniform> dims: Dims;

@compute @workgroup_size({{WG_X}})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let count = dims.count;
  let threads = dims.threads;
  for (var at = id.x; at < count; at += threads) {
    target_[at] = vec4f(f32(at % 1024u) + 0.5);
  }
}
