import { decodeText } from './decode-text.ts'
import { damaged, noText } from './document-errors.ts'
import { charsetOf } from './mime-type.ts'
import type { Loader } from './types.ts'

const TIMES = /^\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}\s+-->/
/** What one speaker says is kept together up to this length, so that a time is never far from its words. */
const MAX_TURN_CHARS = 400
/** After a longer silence something new begins. */
const MAX_SILENCE_S = 15

interface Turn {
  readonly time: string
  readonly speaker: string
  /** When the last words of it begin, in seconds. */
  lastSeconds: number
  words: string
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  nbsp: ' ',
  lrm: '',
  rlm: '',
}

function decodeEntities(text: string): string {
  return text.replace(/&([a-z]{2,4}|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole)
}

/** What is said at each time: the lines below it up to an empty one, or to the number of the next. */
function* readCues(text: string): Generator<{ readonly found: RegExpExecArray; readonly said: string }> {
  let found: RegExpExecArray | null = null
  let lines: string[] = []
  for (const line of `${text}\n`.split('\n')) {
    const next = TIMES.exec(line)
    if (next && /^\d+$/.test(lines.at(-1) ?? '')) lines.pop()
    if (found && (next || line.trim() === '')) {
      yield { found, said: lines.join(' ') }
      found = null
    }
    if (next) {
      found = next
      lines = []
    } else lines.push(line.trim())
  }
}

/** Subtitles (WebVTT, SRT): `[00:01:05] Ann: words`, one line for each turn. */
export const load: Loader = async (file) => {
  const { text, warnings } = decodeText(file.bytes, charsetOf(file.mimeType))
  const turns: Turn[] = []
  // Headers, notes and styles have no times.
  for (const { found, said } of readCues(text)) {
    const [, hours = '0', minutes = '', seconds = ''] = found
    const speaker = decodeEntities(/<v(?:\.[^ >]{0,100})? ([^<>]{1,200})>/.exec(said)?.[1]?.trim() ?? '')
    const words = decodeEntities(said.replace(/<[^<>]{0,200}>|\{\\[^{}]{0,200}\}/g, ''))
      .replace(/\s+/g, ' ')
      .trim()
    if (words === '') continue
    const last = turns.at(-1)
    const start = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
    const goesOn =
      last?.speaker === speaker &&
      start - last.lastSeconds <= MAX_SILENCE_S &&
      last.words.length + words.length < MAX_TURN_CHARS
    if (last && goesOn) {
      last.words += ` ${words}`
      last.lastSeconds = start
    } else {
      const time = `${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}:${seconds}`
      turns.push({ time, speaker, lastSeconds: start, words })
    }
  }
  if (turns.length === 0) {
    if (/^WEBVTT\b.*\s*$/.test(text)) throw noText('The file holds no subtitles. Upload one that does.')
    throw damaged('The file holds no subtitles with times.')
  }
  return {
    text: turns
      .map(({ time, speaker, words }) => `[${time}] ${speaker === '' ? '' : `${speaker}: `}${words}`)
      .join('\n'),
    pages: [],
    headings: [],
    warnings,
    format: 'subtitles',
  }
}
