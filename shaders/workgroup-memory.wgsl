// Bandwidth of workgroup memory: each thread reads `reads` elements of a 16 KiB tile, neighbours side by side, moving on
// by a workgroup's width each time. bytes = size of TYPE · reads · threads. The sums are f32 whatever the elements are.
//: if F16
enable f16;
//: end
struct Dims { reads: u32 }

@group(0) @binding(0) var<storage, read> source: array<{{SUM}}>;
@group(0) @binding(1) var<storage, read_write> sums: array<{{SUM}}>;
@group(0) @binding(2) var<uniform> dims: Dims;

var<workgroup> tile: array<{{TYPE}}, {{COUNT}}>;

@compute @workgroup_size({{WG_X}})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  for (var at = thread; at < {{COUNT}}u; at += {{WG_X}}u) {
    tile[at] = {{TYPE}}(source[at]);
  }
  workgroupBarrier();
  let reads = dims.reads;
  var sum = {{SUM}}();
  for (var i = 0u; i < reads; i++) {
    sum += {{SUM}}(tile[(thread + i * {{WG_X}}u) % {{COUNT}}u]);
  }
  sums[id.x] = sum;
}
