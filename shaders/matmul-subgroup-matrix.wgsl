// C = A·B on a GPU's matrix units, through chromium-experimental-subgroup-matrix: the way to tensor cores from WGSL.
// A workgroup of SX × SY subgroups; each owns TM × TN matrices of MM × NN, summed over k in steps of MK. Both operands
// are staged through workgroup memory, where what lies beyond the edge is zero; results go back the same way, so that
// nothing is read or written out of bounds. Operands are packed: k a multiple of MK, strides of 4.
//: if F16
enable f16;
//: end
enable subgroups;
enable chromium_experimental_subgroup_matrix;
struct Dims { m: u32, n: u32, k: u32, lda: u32, ldb: u32, ldc: u32, row_begin: u32, row_end: u32 }

@group(0) @binding(0) var<storage, read> a: array<{{IN}}>;
@group(0) @binding(1) var<storage, read> b: array<{{IN}}>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> dims: Dims;

const BM = {{SY * TM * MM}}u;
const BN = {{SX * TN * NN}}u;
const THREADS = {{S * SX * SY}}u;
var<workgroup> a_tile: array<{{IN}}, {{SY * TM * MM * MK}}>;
var<workgroup> b_tile: array<{{IN}}, {{MK * SX * TN * NN}}>;
var<workgroup> c_tile: array<{{OUT}}, {{SX * SY * MM * NN}}>;

@compute @workgroup_size({{S * SX * SY}})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) thread: u32,
  @builtin(subgroup_id) subgroup: u32,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let row0 = dims.row_begin + group.y * BM;
  let col0 = group.x * BN;
  let sx = subgroup % {{SX}}u;
  let sy = subgroup / {{SX}}u;
  //: for i in TM
  //: for j in TN
  var c{{i}}_{{j}}: subgroup_matrix_result<{{OUT}}, {{NN}}, {{MM}}>;
  //: end
  //: end
  for (var k = 0u; k < dims.k; k += {{MK}}u) {
    for (var t = thread; t < BM * {{MK}}u; t += THREADS) {
      let row = row0 + t / {{MK}}u;
      var x = {{IN}}();
      if (row < dims.m) {
        x = a[row * dims.lda + k + t % {{MK}}u];
      }
      a_tile[t] = x;
    }
    for (var t = thread; t < {{MK}}u * BN; t += THREADS) {
      let col = col0 + t % BN;
      var y = {{IN}}();
      if (col < dims.n) {
        y = b[(k + t / BN) * dims.ldb + col];
      }
      b_tile[t] = y;
    }
    workgroupBarrier();
    //: for j in TN
    let r{{j}} = subgroupMatrixLoad<subgroup_matrix_right<{{IN}}, {{NN}}, {{MK}}>, row_major>(
      &b_tile, (sx * {{TN}}u + {{j}}u) * {{NN}}u, BN);
    //: end
    //: for i in TM
    let l{{i}} = subgroupMatrixLoad<subgroup_matrix_left<{{IN}}, {{MK}}, {{MM}}>, row_major>(
      &a_tile, (sy * {{TM}}u + {{i}}u) * {{MM * MK}}u, {{MK}}u);
    //: for j in TN
    c{{i}}_{{j}} = subgroupMatrixMultiplyAccumulate(l{{i}}, r{{j}}, c{{i}}_{{j}});
    //: end
    //: end
    workgroupBarrier();
  }
  //: for i in TM
  //: for j in TN
  subgroupMatrixStore<row_major>(&c_tile, subgroup * {{MM * NN}}u, c{{i}}_{{j}}, {{NN}}u);
  workgroupBarrier();
  for (var t = lane; t < {{MM * NN}}u; t += {{S}}u) {
    let row = row0 + (sy * {{TM}}u + {{i}}u) * {{MM}}u + t / {{NN}}u;
    let col = col0 + (sx * {{TN}}u + {{j}}u) * {{NN}}u + t % {{NN}}u;
    if (row < dims.row_end && col < dims.n) {
      c[row * dims.ldc + col] = f32(c_tile[subgroup * {{MM * NN}}u + t]);
    }
  }
  workgroupBarrier();
  //: end
  //: end
}
