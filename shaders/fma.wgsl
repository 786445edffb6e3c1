// The arithmetic roof: CHAINS independent chains of x = fma(x, x, c) a thread, TYPE wide.
// Quadratic, because the affine chain x = x·d + c can be folded; several chains, because one waits for its own
// latency; a converging one (0 < c < 1/4 pulls every 0 <= x <= 1/2 to (1 - sqrt(1 - 4c)) / 2), so that no
// value becomes infinite, zero or denormal. FLOP = 2 · lanes of TYPE · CHAINS · 16 · steps · threads.
//: if F16
enable f16;
//: end
struct Dims { steps: u32 }

@group(0) @binding(0) var<storage, read> start: array<f32>;
@group(0) @binding(1) var<storage, read_write> result: array<f32>;
@group(0) @binding(2) var<uniform> dims: Dims;

@compute @workgroup_size({{WG_X}})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let x = start[id.x % 64u];
  let c = {{TYPE}}({{SCALAR}}(0.2));
  //: for i in CHAINS
  var x{{i}} = {{TYPE}}({{SCALAR}}(x + {{i}}.0 / 64.0));
  //: end
  let steps = dims.steps;
  for (var s = 0u; s < steps; s++) {
    //: for u in 16
    //: for i in CHAINS
    x{{i}} = fma(x{{i}}, x{{i}}, c);
    //: end
    //: end
  }
  var sum = {{TYPE}}();
  //: for i in CHAINS
  sum += x{{i}};
  //: end
  //: if LANES == 4
  result[id.x] = f32(sum.x + sum.y + sum.z + sum.w);
  //: else
  result[id.x] = f32(sum);
  //: end
}
