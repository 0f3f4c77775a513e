/** Encodings that files are told apart into. */
export type TextEncoding =
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  | 'utf-32le'
  | 'utf-32be'
  | 'iso-2022-jp'
  | 'shift_jis'
  | PairEncoding
  | ByteEncoding

/** Two bytes for each character; all are told from the same pairs. */
type PairEncoding = 'euc-jp' | 'euc-kr' | 'big5' | 'gb18030'

type ByteEncoding =
  | 'windows-1250'
  | 'windows-1251'
  | 'windows-1252'
  | 'windows-1253'
  | 'windows-1254'
  | 'windows-1255'
  | 'windows-1256'
  | 'windows-874'
  | 'iso-8859-2'
  | 'iso-8859-5'
  | 'koi8-r'
  | 'ibm866'
  | 'macintosh'

/** An encoding and the letters that texts in it consist of. */
type Letters = readonly (readonly [encoding: ByteEncoding, letters: string])[]

const SAMPLE_BYTES = 64 * 1024
const ESCAPE = 27

const MARKS = [
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
] as const

const CYRILLIC = 'оеаинтсрвлкмдпуяыіОЕАИНТСРВЛКМДП'

/** The letters that most of a text consists of; another encoding makes mostly other ones of them. */
const OTHER_SCRIPTS: Letters = [
  ['windows-1251', CYRILLIC],
  ['koi8-r', CYRILLIC],
  ['ibm866', CYRILLIC],
  ['iso-8859-5', CYRILLIC],
  ['windows-1253', 'αοιετσνηυρπκςάίόέή'],
  ['windows-1255', 'יוהלאבתרשמנםןכדקח'],
  ['windows-1256', 'اليمونرتبةعدسف'],
  ['windows-874', 'านรอกเงมยลวดทสหตปบ่้ีัิ'],
]

const PUNCTUATION = '‘’“”„–—…•€§«»°·©®\u00a0'

const WESTERN = `${PUNCTUATION}àáâãäåæçèéêëìíîïñòóôõöøùúûüðœßÄÖÜÉÀÇÅØÑÁÂÃÆÈÊÍÓÕÚ¿¡ªº£±²³½¼×`
const CENTRAL = `${PUNCTUATION}áâăąäćčçďéęëěíîĺľłńňóôöőŕřśšşťţúůüűýźżžŁŚŠŻŽČŘĆÁÉßÄÖÜ`

/** Letters that stand alone among ASCII. The first of equals wins. */
const LATIN: Letters = [
  ['windows-1252', WESTERN],
  ['windows-1250', CENTRAL],
  ['iso-8859-2', CENTRAL],
  ['windows-1254', `${PUNCTUATION}çğıöşüâîûÇĞİÖŞÜ`],
  ['macintosh', WESTERN],
]

/** How many bytes of a sample are NUL, at even and odd places, and how many are other controls that no text holds. */
function countBinary(sample: Uint8Array): { even: number; odd: number; controls: number } {
  let even = 0
  let odd = 0
  let controls = 0
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i] ?? 0
    if (byte === 0) i % 2 === 0 ? even++ : odd++
    else if (byte < 32 && (byte < 7 || byte > 13) && byte !== ESCAPE) controls++
  }
  return { even, odd, controls }
}

/**
 * Guesses the encoding of a text, or null where the bytes are no text. UTF-16 and UTF-32 without a mark are known by
 * their NULs and by what they would say, UTF-8 by being valid; what is left is told by the letters that an encoding
 * makes of it.
 */
export function findEncoding(bytes: Uint8Array): TextEncoding | null {
  const marked = MARKS.find(
    ([name, mark]) =>
      mark.every((byte, i) => bytes[i] === byte) && (!name.startsWith('utf-32') || bytes.length % 4 === 0),
  )
  if (marked) return marked[0]
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  const { even, odd, controls } = countBinary(sample)
  const half = sample.length / 2
  // Latin text in UTF-16 has a NUL in nearly every pair.
  if (bytes.length % 2 === 0 && bytes.length > 3) {
    if (odd > half * 0.2 && even < half * 0.02) return 'utf-16le'
    if (even > half * 0.2 && odd < half * 0.02) return 'utf-16be'
  }
  // Compressed or random bytes have 9 % controls and texts none; NULs may be padding.
  if (controls > sample.length * 0.04 || even + odd > sample.length * 0.4)
    return findWide(sample, bytes.length)
  const high = findHigh(bytes)
  if (high < 0) return holdsShifts(sample) ? 'iso-2022-jp' : 'utf-8'
  // A long file may begin with ASCII alone. A line end is the start of a character in all of these encodings.
  const start = high < SAMPLE_BYTES ? 0 : bytes.lastIndexOf(10, high) + 1
  const guess = findByteEncoding(
    bytes.subarray(start, start + SAMPLE_BYTES),
    start + SAMPLE_BYTES < bytes.length,
  )
  // The last resort, which a few characters of UTF-16 pass as well.
  const isDoubtful = controls + even + odd > 0 && LATIN.some(([encoding]) => encoding === guess)
  return (isDoubtful ? findWide(sample, bytes.length) : null) ?? guess
}

/** The first byte above 127, or -1. A loop, because `findIndex` takes seconds for a large file. */
function findHigh(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] ?? 0) > 127) return at
  return -1
}

/** Characters that are written: no controls, nothing private, no blocks of symbols. */
const WRITTEN =
  /[\t\n\r\x20-\x7e\xa0-\u0fff\u1e00-\u206f\u20a0-\u20cf\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef\u{1f300}-\u{1faff}\u{20000}-\u{2ffff}]/gu
/** Fewer bytes may be anything. */
const MIN_WIDE_BYTES = 12

/** UTF-32, or UTF-16 of another script than Latin, where nearly all would be characters that people write. */
function findWide(beginning: Uint8Array, length: number): TextEncoding | null {
  if (length % 2 === 1 || length < MIN_WIDE_BYTES) return null
  const sample = beginning.subarray(0, beginning.length - (beginning.length % 4))
  const shares = (['utf-32le', 'utf-32be', 'utf-16le', 'utf-16be'] as const)
    .filter((encoding) => length % 4 === 0 || encoding.startsWith('utf-16'))
    .map((encoding) => {
      const text = decodeWide(sample, encoding)
      return { encoding, share: (text.match(WRITTEN)?.length ?? 0) / [...text].length }
    })
  const best = shares.reduce((a, b) => (b.share > a.share ? b : a))
  return best.share > 0.98 ? best.encoding : null
}

/** Decodes UTF-16 and UTF-32, which no decoder of browsers knows. */
export function decodeWide(
  bytes: Uint8Array,
  encoding: 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be',
): string {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return new TextDecoder(encoding).decode(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pieces: string[] = []
  let codes: number[] = []
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, encoding === 'utf-32le')
    if (at > 0 || code !== 0xfeff)
      codes.push(code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0xfffd : code)
    if (codes.length === 4096) {
      pieces.push(String.fromCodePoint(...codes))
      codes = []
    }
  }
  return pieces.join('') + String.fromCodePoint(...codes)
}

/** Whether a text of ASCII bytes changes to Japanese characters and back, as e-mail from there does. */
function holdsShifts(sample: Uint8Array): boolean {
  if (!sample.includes(ESCAPE)) return false
  const text = new TextDecoder('latin1').decode(sample)
  return text.includes('\x1b$B') || text.includes('\x1b$@')
}

function findByteEncoding(sample: Uint8Array, isCut: boolean): TextEncoding {
  let broken = 0
  let whole = 0
  for (const character of new TextDecoder('utf-8').decode(sample, { stream: isCut })) {
    if (character === '\ufffd') broken++
    else if (character > '\u007f') whole++
  }
  // A replacement character that is written there is a character.
  const written = countReplaced(sample)
  broken -= written
  whole += written
  // Half surrogates in the form of UTF-8 come from programs that cut strings; each shows as three broken bytes.
  broken -= 3 * countHalfSurrogates(sample)
  // Mostly valid: a UTF-8 file with damage. One broken byte among few proves nothing, so ties go to UTF-8.
  if (broken <= 0 || whole >= broken) return 'utf-8'
  if (share(sample, 'shift_jis', /[\u3041-\u30ff]/) > 0.3) return 'shift_jis'
  const pairs = findPairs(sample)
  if (pairs) return pairs
  const { high, runs } = countHigh(sample)
  // Letters of these scripts stand side by side, accented ones alone.
  if (high > runs * 2) {
    const best = bestOf(sample, OTHER_SCRIPTS)
    if (best.share > 0.5) return best.encoding
  }
  // Letters that are valid UTF-8 come about by chance once in a while: a quarter of them is a UTF-8 file with damage.
  if (whole * 4 >= broken) return 'utf-8'
  // Anything passes as these; where most bytes would be unusual letters it is something else.
  const latin = bestOf(sample, LATIN)
  return high <= sample.length * 0.3 || latin.share > 0.9 ? latin.encoding : 'utf-8'
}

function countReplaced(sample: Uint8Array): number {
  let count = 0
  for (let at = sample.indexOf(0xef); at >= 0; at = sample.indexOf(0xef, at + 1)) {
    if (sample[at + 1] === 0xbf && sample[at + 2] === 0xbd) count++
  }
  return count
}

function countHalfSurrogates(sample: Uint8Array): number {
  let count = 0
  for (let at = sample.indexOf(0xed); at >= 0 && at < sample.length; at = sample.indexOf(0xed, at + 1)) {
    if ((sample[at + 1] ?? 0) >= 0xa0) count++
  }
  return count
}

/** Bytes above 127, and in how many runs they stand. */
function countHigh(sample: Uint8Array): { readonly high: number; readonly runs: number } {
  let high = 0
  let runs = 0
  for (let at = 0; at < sample.length; at++) {
    if ((sample[at] ?? 0) <= 127) continue
    high++
    if (at === 0 || (sample[at - 1] ?? 0) <= 127) runs++
  }
  return { high, runs }
}

/** Each of these encodings keeps its usual characters in an area of its own, by the first byte. */
function findPairs(sample: Uint8Array): PairEncoding | undefined {
  const counts = { pairs: 0, broken: 0, low: 0, signs: 0, kana: 0, hangul: 0, simplified: 0, traditional: 0 }
  for (let at = 0; at + 1 < sample.length; at++) {
    const lead = sample[at] ?? 0
    if (lead <= 127) continue
    const trail = sample[++at] ?? 0
    // Characters of four bytes are rare, and of no area.
    if (trail >= 0x30 && trail <= 0x39) at += 2
    counts.pairs++
    if (trail <= 0x7e) counts.low++
    if (trail < 0x30 || trail === 0x7f || trail === 0xff) counts.broken++
    if (lead >= 0xa4 && lead <= 0xc6 && (trail <= 0x7e || trail >= 0xa1)) counts.traditional++
    if (lead >= 0xa1 && lead <= 0xa3) counts.signs++
    else if (trail >= 0xa1) {
      if (lead === 0xa4 || lead === 0xa5) counts.kana++
      if (lead >= 0xb0 && lead <= 0xc8) counts.hangul++
      if (lead >= 0xb0 && lead <= 0xd7) counts.simplified++
    }
  }
  // An accented letter stands before an ASCII one nearly always.
  const { pairs, low } = counts
  if (pairs < 2 || counts.broken > pairs / 100 || low > pairs * 0.6) return undefined
  const letters = pairs - counts.signs
  if (low <= pairs / 50) {
    if (counts.kana > letters * 0.3) return 'euc-jp'
    // Few characters of Chinese lie there as well.
    if (pairs > 4 && counts.hangul > letters * 0.9) return 'euc-kr'
  }
  if (Math.max(counts.traditional, counts.simplified) <= letters * 0.8) return undefined
  return counts.traditional > counts.simplified ? 'big5' : 'gb18030'
}

function bestOf(
  sample: Uint8Array,
  candidates: Letters,
): { readonly encoding: ByteEncoding; readonly share: number } {
  const shares = candidates.map(([encoding, letters]) => ({
    encoding,
    share: share(sample, encoding, new RegExp(`[${letters}]`)),
  }))
  return shares.reduce((a, b) => (b.share > a.share ? b : a))
}

/** How many characters beyond ASCII are among these letters; 0 where the encoding does not fit at all. */
function share(sample: Uint8Array, encoding: string, letters: RegExp): number {
  let found = 0
  let all = 0
  let broken = 0
  for (const character of new TextDecoder(encoding).decode(sample, { stream: true })) {
    if (character <= '\u007f') continue
    all++
    if (letters.test(character)) found++
    else if (character === '\ufffd') broken++
  }
  return broken > all / 100 ? 0 : found / Math.max(1, all)
}
