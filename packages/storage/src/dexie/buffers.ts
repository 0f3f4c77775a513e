/** A copy of exactly these bytes. A view may sit in a larger buffer, which must not be stored with it. */
export function toBuffer(view: ArrayBufferView): ArrayBuffer {
  const copy = new Uint8Array(view.byteLength)
  copy.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
  return copy.buffer
}

interface Detachable {
  readonly transfer?: (newLength: number) => ArrayBuffer
}

/** Gives the memory of a buffer that nothing reads any more back at once; the collector may leave it for long. */
export function releaseBuffer(buffer: Detachable): void {
  buffer.transfer?.(0)
}
