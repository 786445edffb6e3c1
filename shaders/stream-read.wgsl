// The read roof: `count` elements of WIDTH f32 read, neighbouring threads side by side, UNROLL loads in flight. An element is one
// f32, a vec4, or a matrix of 4 × 4 (a cache line): which is fastest depends on the adapter. The source has HELD elements, a
// power of two, written into the text so that no load has to look up where it ends; where that is less than `count`, the
// same ones are read again and again, and caches show. bytes = 4 · WIDTH · count; the sums written are a small share of
// that and are not counted.
struct Dims { count: u32, threads: u32 }

//: if WIDTH == 1
alias Element = f32;
//: end
//: if WIDTH == 4
alias Element = vec4f;
//: end
//: if WIDTH == 16
alias Element = mat4x4f;
//: end
@group(0) @binding(0) var<storage, read> source: array<Element, {{HELD}}>;
@group(0) @binding(1) var<storage, read_write> sums: array<Element>;
@group(0) @binding(2) var<uniform> dims: Dims;

@compute @workgroup_size({{WG_X}})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let count = dims.count;
  let threads = dims.threads;
  //: for u in UNROLL
  var s{{u}} = Element();
  //: end
  for (var at = id.x; at < count; at += {{UNROLL}}u * threads) {
    //: for u in UNROLL
    s{{u}} += source[(at + {{u}}u * threads) & {{HELD - 1}}u];
    //: end
  }
  var sum = s0;
  //: for u in UNROLL - 1
  sum += s{{u + 1}};
  //: end
  sums[id.x] = sum;
}
