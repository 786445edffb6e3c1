// The read roof: every vec4 of the source once, neighbouring threads side by side, four loads in flight.
// bytes = 16 · count; the sums written are 1/rounds of that and are not counted.
struct Dims { count: u32, threads: u32 }

@group(0) @binding(0) var<storage, read> source: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> sums: array<vec4f>;
@group(0) @binding(2) var<uniform> dims: Dims;

@compute @workgroup_size({{WG_X}})
fn main(@builtin(global_invocation_id) id: vec3u) {
  var s0 = vec4f();
  var s1 = vec4f();
  var s2 = vec4f();
  var s3 = vec4f();
  for (var at = id.x; at < dims.count; at += 4u * dims.threads) {
    s0 += source[at];
    s1 += source[at + dims.threads];
    s2 += source[at + 2u * dims.threads];
    s3 += source[at + 3u * dims.threads];
  }
  sums[id.x] = (s0 + s1) + (s2 + s3);
}
