// C = A·B on a GPU's matrix units, through chromium-experimental-subgroup-matrix: the way to tensor cores from WGSL.
// A workgroup of SX × SY subgroups; each owns TM × TN matrices of MM × NN, summed over k in steps of MK. Both operands
// are staged through workgroup memory, where what lies beyond the edge is zero; results go back
// the same way, so that nothing is read or written out of bounds and any size is right.
//: if F16
enable f16;
//: end
enable subgroups;
enable chromium_experimental_subgroup_matrix;
//: if SIZE_CONTROL
enable subgroup_size_control;
//: end
struct Dims { m: u32, n: u32, k: u32, lda: u32, ldb: u32, row_begin: u32, row_end: u32, batch_a: u32, batch_b: u32, batch_c: u32 }

@group(0) @binding(0) var<storage, read> a: array<{{STORED}}>;
@group(0) @binding(1) var<storage, read> b: array<{{STORED}}>;
@group(0) @binding(2) var<storage, read_write> c: array<{{RESULT}}>;
@group(0) @binding(3) var<uniform> dims: Dims;

const BM = {{SY * TM * MM}}u;
const BN = {{SX * TN * NN}}u;
const THREADS = {{S * SX * SY}}u;
// int8 matrices are loaded from u32 of four; offsets and strides count elements of the array they lie in.
var<workgroup> a_tile: array<{{STORED}}, {{SY * TM * MM * MK / PER}}>;
var<workgroup> b_tile: array<{{STORED}}, {{MK * SX * TN * NN / PER}}>;
var<workgroup> c_tile: array<{{SUM}}, {{SX * SY * MM * NN}}>;

//: if PER == 4
fn byte(word: u32, at: u32) -> u32 {
  return extractBits(word, 8u * (at % 4u), 8u);
}
//: end

fn stage_a(row: u32, depth: u32, first: u32) -> {{STORED}} {
  var x = {{STORED}}();
  //: for e in PER
  if (row < dims.m && depth + {{e}}u < dims.k) {
    let at = first + row * dims.lda + depth + {{e}}u;
    //: if PER == 4
    x |= byte(a[at / 4u], at) << {{8 * e}}u;
    //: else
    x = a[at];
    //: end
  }
  //: end
  return x;
}

fn stage_b(depth: u32, col: u32, first: u32) -> {{STORED}} {
  var y = {{STORED}}();
  //: for e in PER
  if (depth < dims.k && col + {{e}}u < dims.n) {
    let at = first + depth * dims.ldb + col + {{e}}u;
    //: if PER == 4
    y |= byte(b[at / 4u], at) << {{8 * e}}u;
    //: else
    y = b[at];
    //: end
  }
  //: end
  return y;
}

//: if SIZE_CONTROL
@compute @workgroup_size({{S * SX * SY}}) @subgroup_size({{S}})
//: else
@compute @workgroup_size({{S * SX * SY}})
//: end
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) thread: u32,
  @builtin(subgroup_id) subgroup: u32,
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_size) subgroup_size: u32,
) {
  if (subgroup_size != {{S}}u) {
    return;
  }
  let row0 = dims.row_begin + group.y * BM;
  let col0 = group.x * BN;
  let first_a = group.z * dims.batch_a;
  let first_b = group.z * dims.batch_b;
  let sx = subgroup % {{SX}}u;
  let sy = subgroup / {{SX}}u;
  //: for i in TM
  //: for j in TN
  var c{{i}}_{{j}}: subgroup_matrix_result<{{SUM}}, {{NN}}, {{MM}}>;
  //: end
  //: end
  for (var k = 0u; k < dims.k; k += {{MK}}u) {
    for (var t = thread; t < BM * ({{MK}}u / {{PER}}u); t += THREADS) {
      a_tile[t] = stage_a(row0 + t / ({{MK}}u / {{PER}}u), k + t % ({{MK}}u / {{PER}}u) * {{PER}}u, first_a);
    }
    for (var t = thread; t < {{MK}}u * (BN / {{PER}}u); t += THREADS) {
      b_tile[t] = stage_b(k + t / (BN / {{PER}}u), col0 + t % (BN / {{PER}}u) * {{PER}}u, first_b);
    }
    workgroupBarrier();
    //: for j in TN
    let r{{j}} = subgroupMatrixLoad<subgroup_matrix_right<{{IN}}, {{NN}}, {{MK}}>, row_major>(
      &b_tile, ((sx * {{TN}}u + {{j}}u) * {{NN}}u) / {{PER}}u, BN / {{PER}}u);
    //: end
    //: for i in TM
    let l{{i}} = subgroupMatrixLoad<subgroup_matrix_left<{{IN}}, {{MK}}, {{MM}}>, row_major>(
      &a_tile, ((sy * {{TM}}u + {{i}}u) * {{MM}}u * {{MK}}u) / {{PER}}u, {{MK}}u / {{PER}}u);
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
      c[group.z * dims.batch_c + row * dims.n + col] = {{RESULT}}(c_tile[subgroup * {{MM * NN}}u + t]);
    }
  }
  workgroupBarrier();
  //: end
  //: end
}
