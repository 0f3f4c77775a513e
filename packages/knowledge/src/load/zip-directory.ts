/** One file in a zip, as its directory at the end of the archive lists it. */
export interface ZipEntry {
  readonly name: string
  /** 0 stored, 8 deflated. */
  readonly method: number
  readonly encrypted: boolean
  readonly packed: Uint8Array
}

const END_RECORD = 0x06054b50
const WIDE_END_RECORD = 0x06064b50
const WIDE_END_LOCATOR = 0x07064b50
const DIRECTORY_RECORD = 0x02014b50
const LOCAL_RECORD = 0x04034b50
const END_BYTES = 22
const WIDE_LOCATOR_BYTES = 20
const WIDE_END_BYTES = 56
const MAX_COMMENT_BYTES = 65_535
/** Stands for a number that is elsewhere in the 64-bit form. */
const ELSEWHERE = 0xffffffff
const WIDE_FIELD = 1

/**
 * The entries of a zip without unpacking any, or null where the directory cannot be followed: cut off or damaged.
 * Reads at most `maxEntries + 1` entries, so the caller can see "too many".
 */
export function readZipDirectory(bytes: Uint8Array, maxEntries: number): readonly ZipEntry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  if (end < 0) return null
  const { count, start } = readEnd(view, end)
  let at = start
  const entries: ZipEntry[] = []
  for (let i = 0; i < Math.min(count, maxEntries + 1); i++) {
    if (at + 46 > end || view.getUint32(at, true) !== DIRECTORY_RECORD) return null
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const { packedLength, local } = readPlace(view, at, at + 46 + nameLength, extraLength)
    if (local + 30 > bytes.length || view.getUint32(local, true) !== LOCAL_RECORD) return null
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    if (from + packedLength > bytes.length) return null
    entries.push({
      // Some programs write the names of parts as Windows writes paths.
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)).replaceAll('\\', '/'),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      packed: bytes.subarray(from, from + packedLength),
    })
    at += 46 + nameLength + extraLength + view.getUint16(at + 32, true)
  }
  return entries
}

function findEnd(view: DataView): number {
  const last = view.byteLength - END_BYTES
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT_BYTES); at--) {
    if (view.getUint32(at, true) === END_RECORD) return at
  }
  return -1
}

/** How many entries the directory has and where it begins. */
function readEnd(view: DataView, end: number): { readonly count: number; readonly start: number } {
  const own = { count: view.getUint16(end + 10, true), start: view.getUint32(end + 16, true) }
  const locator = end - WIDE_LOCATOR_BYTES
  if (own.start !== ELSEWHERE && own.count !== 0xffff) return own
  if (locator < 0 || view.getUint32(locator, true) !== WIDE_END_LOCATOR) return own
  const wide = readWide(view, locator + 8)
  if (wide + WIDE_END_BYTES > locator || view.getUint32(wide, true) !== WIDE_END_RECORD) return own
  return { count: readWide(view, wide + 32), start: readWide(view, wide + 48) }
}

/** How long an entry is and where it lies; in the 64-bit form both may be in a field of their own. */
function readPlace(
  view: DataView,
  record: number,
  extra: number,
  extraLength: number,
): { readonly packedLength: number; readonly local: number } {
  let packedLength = view.getUint32(record + 20, true)
  let local = view.getUint32(record + 42, true)
  const end = Math.min(extra + extraLength, view.byteLength)
  for (let at = extra; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== WIDE_FIELD) continue
    // Only what stands elsewhere, in this order: length, packed length, place.
    let value = at + 4 + (view.getUint32(record + 24, true) === ELSEWHERE ? 8 : 0)
    if (packedLength === ELSEWHERE && value + 8 <= end) {
      packedLength = readWide(view, value)
      value += 8
    }
    if (local === ELSEWHERE && value + 8 <= end) local = readWide(view, value)
  }
  return { packedLength, local }
}

/** A number of 64 bits, which no file that fits into memory exceeds. */
function readWide(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32
}
