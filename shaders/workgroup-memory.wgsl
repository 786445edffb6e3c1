// Bandwidth of workgroup memory: each thread reads `reads` vec4 of a 16 KiB tile, neighbours side by side, moving on
// by a workgroup's width each time. bytes = 16 · reads · threads.
struct Dims { reads: u32 }

@group(0) @binding(0) var<storage, read> source: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> sums: array<vec4f>;
@group(0) @binding(2) var<uniform> dims: Dims;

var<workgroup> tile: array<vec4f, 1024>;

@compute @workgroup_size({{WG_X}})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  for (var at = thread; at < 1024u; at += {{WG_X}}u) {
    tile[at] = source[at];
  }
  workgroupBarrier();
  let reads = dims.reads;
  var sum = vec4f();
  for (var i = 0u; i < reads; i++) {
    sum += tile[(thread + i * {{WG_X}}u) % 1024u];
  }
  sums[id.x] = sum;
}
