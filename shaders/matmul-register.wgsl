// Each thread owns ROWS × 4·COLS outputs in named accumulators and shares nothing with its neighbours.
// 2·m·n·k FLOP; a step of 4 in k reads 4·(ROWS + 4·COLS) elements for 32·ROWS·COLS FLOP a thread.
// Columns of neighbouring threads interleave by vec4, so that the lanes of a subgroup read B side by side.
@compute @workgroup_size({{WG_X}}, {{WG_Y}})
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(workgroup_id) group: vec3u,
) {
  //: if SPLIT
  let a_base = 0u;
  let b_base = 0u;
  let k_begin = id.z * dims.k_part;
  let k_end = min(dims.k, k_begin + dims.k_part);
  //: else
  let a_base = id.z * dims.batch_a4;
  let b_base = id.z * dims.batch_b4;
  let k_begin = 0u;
  let k_end = dims.k;
  //: end
  let ldb4 = dims.ldb4;
  let row0 = dims.row_begin + id.y * {{ROWS}}u;
  //: for i in ROWS
  let a{{i}} = a_base + min(row0 + {{i}}u, dims.m - 1u) * dims.lda4;
  //: end
  //: for j in COLS
  let col{{j}} = group.x * {{WG_X * COLS}}u + {{j * WG_X}}u + local.x;
  let b{{j}} = min(col{{j}}, ldb4 - 1u);
  //: for i in ROWS
  var c{{i}}_{{j}} = Acc();
  //: end
  //: end
  for (var k = k_begin; k < k_end; k += 4u) {
    //: for i in ROWS
    let x{{i}} = load_a(a{{i}} + k / 4u);
    //: end
    //: for q in 4
    //: for j in COLS
    let y{{q}}_{{j}} = load_b(k + {{q}}u, b_base, b{{j}}, ldb4);
    //: for i in ROWS
    c{{i}}_{{j}} = fma(Acc(x{{i}}[{{q}}]), y{{q}}_{{j}}, c{{i}}_{{j}});
    //: end
    //: end
    //: end
  }
  //: for i in ROWS
  //: for j in COLS
  store(row0 + {{i}}u, col{{j}}, id.z * dims.batch_c, c{{i}}_{{j}});
  //: end
  //: end
}
