// What all matrix kernels share: the operands, how four of their elements are read, how four results are written.
// C[m×n] = A[m×k]·B[k×n], row major. lda4 and ldb4 count vec4; k is padded with zeros to a multiple of the kernel's
// step. z is the batch, or with SPLIT the part of k that a workgroup sums up.
//: if F16
enable f16;
//: end
//: if SUBGROUPS
enable subgroups;
//: end
//: if SIZE_CONTROL
enable subgroup_size_control;
//: end
struct Dims {
  m: u32, n: u32, k: u32, k_part: u32,
  lda4: u32, ldb4: u32, ldc: u32, row_begin: u32,
  row_end: u32, batch_a4: u32, batch_b4: u32, batch_c: u32,
}

@group(0) @binding(0) var<storage, read> a: array<vec4<{{A}}>>;
//: if WEIGHT_BITS == 0
@group(0) @binding(1) var<storage, read> b: array<vec4<{{B}}>>;
//: else
@group(0) @binding(1) var<storage, read> b: array<u32>;
@group(0) @binding(4) var<storage, read> scales: array<vec4f>;
//: end
//: if VECTOR_STORE
@group(0) @binding(2) var<storage, read_write> c: array<vec4f>;
//: else
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
//: end
@group(0) @binding(3) var<uniform> dims: Dims;

alias Acc = vec4<{{ACC}}>;

fn load_a(at: u32) -> Acc {
  return Acc(a[at]);
}

// Four neighbours of row `row` of B, whose stride is an argument because not every compiler takes the load of a uniform out of
// a loop. Quantised weights: w = scale · q, one scale a column and 32 rows of k.
fn load_b(row: u32, batch: u32, col4: u32, ldb4: u32) -> Acc {
  //: if WEIGHT_BITS == 0
  return Acc(b[batch + row * ldb4 + col4]);
  //: end
  //: if WEIGHT_BITS == 8
  let q = unpack4xI8(b[batch + row * ldb4 + col4]);
  return Acc(vec4f(q) * scales[(row / 32u) * ldb4 + col4]);
  //: end
  //: if WEIGHT_BITS == 4
  let at = row * ldb4 + col4;
  let four = b[batch + at / 2u] >> (16u * (at % 2u));
  let q = vec4f((vec4u(four) >> vec4u(0u, 4u, 8u, 12u)) & vec4u(15u)) - vec4f(8.0);
  return Acc(q * scales[(row / 32u) * ldb4 + col4]);
  //: end
}

fn store(row: u32, col4: u32, batch: u32, value: Acc) {
  if (row >= dims.row_end || col4 * 4u >= dims.n) {
    return;
  }
  let at = batch + row * dims.ldc + col4 * 4u;
  //: if VECTOR_STORE
  c[at / 4u] = vec4f(value);
  //: else
  let left = dims.n - col4 * 4u;
  c[at] = f32(value.x);
  if (left > 1u) { c[at + 1u] = f32(value.y); }
  if (left > 2u) { c[at + 2u] = f32(value.z); }
  if (left > 3u) { c[at + 3u] = f32(value.w); }
  //: end
}
