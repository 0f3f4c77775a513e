// Stands in for the package of this name, which client-vector-search needs to embed texts: the bench brings vectors.
export const env = { backends: { onnx: { wasm: {} } } }
export function pipeline() {
  throw new Error('The bench embeds no texts.')
}
