// Tiles of A and B staged in workgroup memory: BM × BN outputs a workgroup, BK of k a round, 8 × 4·COLS a thread.
// A is stored K-major, so that the inner loop reads four of its rows at once; a row of it is padded by PAD vec4 against
// bank conflicts. With PREFETCH the next round's elements are in registers before the current round is computed.
// For each k a thread reads 8 + 4·COLS elements of workgroup memory for 64·COLS FLOP; memory traffic is (1/BM + 1/BN)/2 bytes a FLOP.
const A_STRIDE = {{BM / 4 + PAD}}u;
const B_STRIDE = {{BN / 4}}u;
var<workgroup> a_tile: array<Acc, {{BK * (BM / 4 + PAD)}}>;
var<workgroup> b_tile: array<Acc, {{BK * BN / 4}}>;

@compute @workgroup_size({{WG_X}}, {{WG_Y}})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
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
  let ldb4 = dims.ldb4;
  let tile_row = dims.row_begin + group.y * {{BM}}u;
  let tile_col4 = group.x * {{BN / 4}}u;
  // Of A a thread takes blocks of 4 rows × 4 of k, which it turns round on the way into the tile.
  //: for t in (BM * BK / 16 + WG_X * WG_Y - 1) / (WG_X * WG_Y)
  let block{{t}} = thread + {{t * WG_X * WG_Y}}u;
  let block_k{{t}} = block{{t}} % {{BK / 4}}u;
  let block_row{{t}} = block{{t}} / {{BK / 4}}u;
  //: for i in 4
  let a{{t}}_{{i}} = a_base + min(tile_row + block_row{{t}} * 4u + {{i}}u, dims.m - 1u) * dims.lda4 + block_k{{t}};
  var p{{t}}_{{i}} = Acc();
  //: end
  //: end
  //: for t in BK * BN / 4 / (WG_X * WG_Y)
  let b_at{{t}} = thread + {{t * WG_X * WG_Y}}u;
  let b_row{{t}} = b_at{{t}} / B_STRIDE;
  let b_col{{t}} = min(tile_col4 + b_at{{t}} % B_STRIDE, ldb4 - 1u);
  var r{{t}} = Acc();
  //: end
  //: for i in 8
  //: for j in COLS
  var c{{i}}_{{j}} = Acc();
  //: end
  //: end
  //: if PREFETCH
  //: for t in (BM * BK / 16 + WG_X * WG_Y - 1) / (WG_X * WG_Y)
  //: for i in 4
  p{{t}}_{{i}} = load_a(a{{t}}_{{i}} + k_begin / 4u);
  //: end
  //: end
  //: for t in BK * BN / 4 / (WG_X * WG_Y)
  r{{t}} = load_b(k_begin + b_row{{t}}, b_base, b_col{{t}}, ldb4);
  //: end
  //: end
  for (var k = k_begin; k < k_end; k += {{BK}}u) {
    //: if !PREFETCH
    //: for t in (BM * BK / 16 + WG_X * WG_Y - 1) / (WG_X * WG_Y)
    //: for i in 4
    p{{t}}_{{i}} = load_a(a{{t}}_{{i}} + k / 4u);
    //: end
    //: end
    //: for t in BK * BN / 4 / (WG_X * WG_Y)
    r{{t}} = load_b(k + b_row{{t}}, b_base, b_col{{t}}, ldb4);
    //: end
    //: end
    //: for t in (BM * BK / 16 + WG_X * WG_Y - 1) / (WG_X * WG_Y)
    if (block{{t}} < {{BM * BK / 16}}u) {
      //: for q in 4
      a_tile[(block_k{{t}} * 4u + {{q}}u) * A_STRIDE + block_row{{t}}] =
        Acc(p{{t}}_0[{{q}}], p{{t}}_1[{{q}}], p{{t}}_2[{{q}}], p{{t}}_3[{{q}}]);
      //: end
    }
    //: end
    //: for t in BK * BN / 4 / (WG_X * WG_Y)
    b_tile[b_at{{t}}] = r{{t}};
    //: end
    workgroupBarrier();
    //: if PREFETCH
    if (k + {{BK}}u < k_end) {
      //: for t in (BM * BK / 16 + WG_X * WG_Y - 1) / (WG_X * WG_Y)
      //: for i in 4
      p{{t}}_{{i}} = load_a(a{{t}}_{{i}} + k / 4u + {{BK / 4}}u);
      //: end
      //: end
      //: for t in BK * BN / 4 / (WG_X * WG_Y)
      r{{t}} = load_b(k + {{BK}}u + b_row{{t}}, b_base, b_col{{t}}, ldb4);
      //: end
    }
    //: end
    for (var q = 0u; q < {{BK}}u; q++) {
      let x0 = a_tile[q * A_STRIDE + local.y];
      let x1 = a_tile[q * A_STRIDE + {{WG_Y}}u + local.y];
      //: for j in COLS
      let y{{j}} = b_tile[q * B_STRIDE + {{j * WG_X}}u + local.x];
      //: end
      //: for i in 4
      //: for j in COLS
      c{{i}}_{{j}} = fma(Acc(x0[{{i}}]), y{{j}}, c{{i}}_{{j}});
      c{{i + 4}}_{{j}} = fma(Acc(x1[{{i}}]), y{{j}}, c{{i + 4}}_{{j}});
      //: end
      //: end
    }
    workgroupBarrier();
  }
  //: for i in 4
  //: for j in COLS
  store(tile_row + local.y * 4u + {{i}}u, tile_col4 + {{j * WG_X}}u + local.x, group.z * dims.batch_c, c{{i}}_{{j}});
  store(tile_row + {{WG_Y * 4}}u + local.y * 4u + {{i}}u, tile_col4 + {{j * WG_X}}u + local.x, group.z * dims.batch_c,
    c{{i + 4}}_{{j}});
  //: end
  //: end
}
