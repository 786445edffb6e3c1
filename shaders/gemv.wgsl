// Few rows (what decoding a token does): each thread sums 4·COLS columns of B for all ROWS rows of A, over the part of k
// that z names; another kernel adds the parts. Bound by reading B, which happens once, neighbours side by side.
// 2·m·n·k FLOP; B's bytes dominate: k·n elements for 2·m·k·n FLOP.
@compute @workgroup_size({{WG_X}})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
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
    //: end
    //: end
    //: for q in 4
    //: for j in COLS
    //: for i in ROWS
    c{{i}}_{{j}} = fma(Acc(x{{i}}[{{q}}]), y{{q}}_{{j}}, c{{i}}_{{j}});
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
