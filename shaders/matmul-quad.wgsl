// As the register kernel, but the four lanes of a quad share the rows of A: each loads a quarter of them and gets the
// rest by swapping, which is one instruction where a broadcast takes several on a CPU that plays the GPU. After
// swap d, lane l holds row l ^ d, so its accumulator of step d belongs to that row.
// A step of 4 in k reads 4·(ROWS / 4 + 4·COLS) elements for 32·ROWS·COLS FLOP a thread.
// The workgroup is one row of threads, so a quad shares its rows however lanes are numbered.
@compute @workgroup_size({{WG_X}})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(subgroup_invocation_id) subgroup_lane: u32,
) {
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
  let lane = subgroup_lane % 4u;
  let ldb4 = dims.ldb4;
  let row0 = dims.row_begin + group.y * {{ROWS}}u;
  //: for r in ROWS / 4
  let a{{r}} = a_base + min(row0 + {{r * 4}}u + lane, dims.m - 1u) * dims.lda4;
  //: end
  //: for j in COLS
  let col{{j}} = group.x * {{WG_X * COLS}}u + {{j * WG_X}}u + local.x;
  let b{{j}} = min(col{{j}}, ldb4 - 1u);
  //: for i in ROWS
  var c{{i}}_{{j}} = Acc();
  //: end
  //: end
  for (var k = k_begin; k < k_end; k += 4u) {
    //: for q in 4
    //: for j in COLS
    let y{{q}}_{{j}} = load_b(k + {{q}}u, b_base, b{{j}}, ldb4);
    //: end
    //: end
    //: for r in ROWS / 4
    let x{{r}}_0 = load_a(a{{r}} + k / 4u);
    let x{{r}}_1 = quadSwapX(x{{r}}_0);
    let x{{r}}_2 = quadSwapY(x{{r}}_0);
    let x{{r}}_3 = quadSwapDiagonal(x{{r}}_0);
    //: for d in 4
    //: for j in COLS
    c{{r * 4 + d}}_{{j}} = fma(Acc(x{{r}}_{{d}}.w), y3_{{j}}, fma(Acc(x{{r}}_{{d}}.z), y2_{{j}},
      fma(Acc(x{{r}}_{{d}}.y), y1_{{j}}, fma(Acc(x{{r}}_{{d}}.x), y0_{{j}}, c{{r * 4 + d}}_{{j}}))));
    //: end
    //: end
    //: end
  }
  //: for r in ROWS / 4
  //: for d in 4
  //: for j in COLS
  store(row0 + {{r * 4}}u + (lane ^ {{d}}u), col{{j}}, group.z * dims.batch_c, c{{r * 4 + d}}_{{j}});
  //: end
  //: end
  //: end
}
