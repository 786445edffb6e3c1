// The read roof: `count` vec4 read, neighbouring threads side by side, four loads in flight. The source has `mask` + 1 of
// them, a power of two; where that is less than `count`, the same ones are read again and again, and caches show.
// bytes = 16 · count; the sums written are a small share of that and are not counted.
struct Dims { count: u32, threads: u32, mask: u32 }

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
    s0 += source[at & dims.mask];
    s1 += source[(at + dims.threads) & dims.mask];
    s2 += source[(at + 2u * dims.threads) & dims.mask];
    s3 += source[(at + 3u * dims.threads) & dims.mask];
  }
  sums[id.x] = (s0 + s1) + (s2 + s3);
}
