// As the register kernel, but the S lanes of a subgroup share the rows of A: a step of 4·DEPTH in k needs
// ROWS·DEPTH vec4 of A, which the lanes load among themselves and broadcast. S is the adapter's only subgroup size,
// or with SIZE_CONTROL asked for; where it is another all the same, nothing is written and verification refuses.
// A step of 4 in k reads 4·(ROWS / S + 4·COLS) elements for 32·ROWS·COLS FLOP a thread.
// The workgroup is one row of threads, so a subgroup shares its rows however lanes are numbered.
//: if SIZE_CONTROL
@compute @workgroup_size({{WG_X}}) @subgroup_size({{S}})
//: else
@compute @workgroup_size({{WG_X}})
//: end
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_size) subgroup_size: u32,
) {
  if (subgroup_size != {{S}}u) {
    return;
  }
  //: if SPLIT
  let a_base = 0u;
  let b_base = 0u;
  let k_begin = group.z * dims.k_part;
  let k_end = min(dims.k, k_begin + dims.k_part);
  //: else
  let a_base = group.z * dims.batch_a4;
  let b_base = group.z * dims.batch_b4;
  let k_begin = 0u;
  let k_end = dims.k;
  //: end
  let ldb4 = dims.ldb4;
  let row0 = dims.row_begin + group.y * {{ROWS}}u;
  //: for t in ROWS * DEPTH / S
  let at{{t}} = {{t * S}}u + lane;
  let a{{t}} = a_base + min(row0 + at{{t}} % {{ROWS}}u, dims.m - 1u) * dims.lda4 + at{{t}} / {{ROWS}}u;
  //: end
  //: for j in COLS
  let col{{j}} = group.x * {{WG_X * COLS}}u + {{j * WG_X}}u + local.x;
  let b{{j}} = min(col{{j}}, ldb4 - 1u);
  //: for i in ROWS
  var c{{i}}_{{j}} = Acc();
  //: end
  //: end
  for (var k = k_begin; k < k_end; k += {{4 * DEPTH}}u) {
    //: for t in ROWS * DEPTH / S
    let x{{t}} = load_a(a{{t}} + k / 4u);
    //: end
    //: for d in DEPTH
    //: for q in 4
    //: for j in COLS
    let y{{d * 4 + q}}_{{j}} = load_b(k + {{d * 4 + q}}u, b_base, b{{j}}, ldb4);
    //: end
    //: end
    //: for i in ROWS
    let z{{d}}_{{i}} = subgroupBroadcast(x{{(d * ROWS + i) / S}}, {{(d * ROWS + i) % S}}u);
    //: for j in COLS
    c{{i}}_{{j}} = fma(Acc(z{{d}}_{{i}}.w), y{{d * 4 + 3}}_{{j}}, fma(Acc(z{{d}}_{{i}}.z), y{{d * 4 + 2}}_{{j}},
      fma(Acc(z{{d}}_{{i}}.y), y{{d * 4 + 1}}_{{j}}, fma(Acc(z{{d}}_{{i}}.x), y{{d * 4}}_{{j}}, c{{i}}_{{j}}))));
    //: end
    //: end
    //: end
  }
  //: for i in ROWS
  //: for j in COLS
  store(row0 + {{i}}u, col{{j}}, group.z * dims.batch_c, c{{i}}_{{j}});
  //: end
  //: end
}
