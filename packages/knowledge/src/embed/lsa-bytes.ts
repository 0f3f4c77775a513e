import type { LsaModel } from './lsa.ts'

const FORMAT = 1

/** The model as bytes, to be kept with its generation: format, sizes, weights, basis, then the terms as UTF-8 lines. */
export function lsaToBytes(model: LsaModel): Uint8Array {
  const names = new TextEncoder().encode([...model.terms.keys()].join('\n'))
  const bytes = new Uint8Array(12 + (model.idf.length + model.basis.length) * 4 + names.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, FORMAT, true)
  view.setUint32(4, model.dimensions, true)
  view.setUint32(8, model.terms.size, true)
  let at = 12
  for (const part of [model.idf, model.basis]) {
    for (const value of part) {
      view.setFloat32(at, value, true)
      at += 4
    }
  }
  bytes.set(names, at)
  return bytes
}

/** The model that was kept, or null when the bytes are of another format or cut off. */
export function lsaFromBytes(bytes: Uint8Array): LsaModel | null {
  if (bytes.length < 12) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0, true) !== FORMAT) return null
  const dimensions = view.getUint32(4, true)
  const count = view.getUint32(8, true)
  const namesAt = 12 + (count + count * dimensions) * 4
  if (namesAt > bytes.length) return null
  const floats = (start: number, length: number): Float32Array =>
    Float32Array.from({ length }, (_, at) => view.getFloat32(start + at * 4, true))
  const names = new TextDecoder().decode(bytes.subarray(namesAt))
  const terms = new Map((count === 0 ? [] : names.split('\n')).map((term, at) => [term, at]))
  if (terms.size !== count) return null
  return { dimensions, terms, idf: floats(12, count), basis: floats(12 + count * 4, count * dimensions) }
}
