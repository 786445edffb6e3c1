// The int8 roof: CHAINS chains of dot4I8Packed a thread, each feeding its own next operand. 8 operations an
// instruction (four products, four additions): operations = 8 · CHAINS · 16 · steps · threads.
struct Dims { steps: u32 }

@group(0) @binding(0) var<storage, read> start: array<u32>;
@group(0) @binding(1) var<storage, read_write> result: array<u32>;
@group(0) @binding(2) var<uniform> dims: Dims;

@compute @workgroup_size({{WG_X}})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let y = start[id.x % 64u];
  //: for i in CHAINS
  var x{{i}} = y + {{i}}u;
  //: end
  let steps = dims.steps;
  for (var s = 0u; s < steps; s++) {
    //: for u in 16
    //: for i in CHAINS
    x{{i}} = bitcast<u32>(dot4I8Packed(x{{i}}, y)) ^ y;
    //: end
    //: end
  }
  var sum = 0u;
  //: for i in CHAINS
  sum += x{{i}};
  //: end
  result[id.x] = sum;
}
