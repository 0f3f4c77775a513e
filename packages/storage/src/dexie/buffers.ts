/** A copy of exactly these bytes. A view may sit in a larger buffer, which must not be stored with it. */
export function toBuffer(view: ArrayBufferView): ArrayBuffer {
  const copy = new Uint8Array(view.byteLength)
  copy.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
  return copy.buffer
}
