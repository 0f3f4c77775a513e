/** Float vectors as bytes: each value is `code * scale`. */
export interface Quantized {
  readonly codes: Int8Array
  readonly scales: Float32Array
}

/** Quantises vectors of `dimensions` values, laid end to end, each by its own largest value. */
export function quantize(floats: Float32Array, dimensions: number): Quantized {
  const count = dimensions === 0 ? 0 : floats.length / dimensions
  const codes = new Int8Array(floats.length)
  const scales = new Float32Array(count)
  for (let vector = 0; vector < count; vector++) {
    const start = vector * dimensions
    let largest = 0
    for (let at = start; at < start + dimensions; at++) largest = Math.max(largest, Math.abs(floats[at] ?? 0))
    if (largest === 0) continue
    scales[vector] = largest / 127
    const factor = 127 / largest
    for (let at = start; at < start + dimensions; at++) codes[at] = Math.round((floats[at] ?? 0) * factor)
  }
  return { codes, scales }
}
