// What a dispatch costs that does nothing but write one number.
@group(0) @binding(0) var<storage, read_write> result: array<u32>;

@compute @workgroup_size(1)
fn main() {
  result[0] = 42u;
}
