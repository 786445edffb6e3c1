// Packs an int8 matrix four neighbours in k to a u32, zeros where nothing is: A along its rows (COLUMNS = 0), B down
// its columns (COLUMNS = 1: word (w, col) holds rows 4w to 4w + 3). With TRANSPOSE the source lies the other way
// round. The third dimension is the batch. It runs inside the timed program.
struct Dims { rows: u32, cols: u32, words_x: u32, words_y: u32, batch: u32 }

@group(0) @binding(0) var<storage, read> source: array<u32>;
@group(0) @binding(1) var<storage, read_write> packed: array<u32>;
@group(0) @binding(2) var<uniform> dims: Dims;

fn element(row: u32, col: u32, first: u32) -> u32 {
  if (row >= dims.rows || col >= dims.cols) {
    return 0u;
  }
  //: if TRANSPOSE
  let at = first + col * dims.rows + row;
  //: else
  let at = first + row * dims.cols + col;
  //: end
  return extractBits(source[at / 4u], 8u * (at % 4u), 8u);
}

@compute @workgroup_size({{WG_X}}, {{WG_Y}})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= dims.words_x || id.y >= dims.words_y) {
    return;
  }
  let first = id.z * dims.batch;
  var word = 0u;
  for (var i = 0u; i < 4u; i++) {
    //: if COLUMNS
    word |= element(id.y * 4u + i, id.x, first) << (8u * i);
    //: else
    word |= element(id.y, id.x * 4u + i, first) << (8u * i);
    //: end
  }
  packed[(id.z * dims.words_y + id.y) * dims.words_x + id.x] = word;
}
