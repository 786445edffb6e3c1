// The measured roofline: every vec4 read is worked on by FMAS quadratic steps x = fma(x, x, c), as in the FMA roof, so that
// arithmetic intensity is FMAS / 2 FLOP a byte: FLOP = 8 · FMAS · count, bytes = 16 · count.
struct Dims { count: u32, threads: u32 }

@group(0) @binding(0) var<storage, read> source: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> sums: array<vec4f>;
@group(0) @binding(2) var<uniform> dims: Dims;

@compute @workgroup_size({{WG_X}})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let count = dims.count;
  let threads = dims.threads;
  var sum = vec4f();
  for (var at = id.x; at < count; at += 4u * threads) {
    //: for i in 4
    var x{{i}} = source[at + {{i}}u * threads];
    //: end
    //: for f in FMAS
    //: for i in 4
    x{{i}} = fma(x{{i}}, x{{i}}, vec4f(0.2));
    //: end
    //: end
    sum += (x0 + x1) + (x2 + x3);
  }
  sums[id.x] = sum;
}
