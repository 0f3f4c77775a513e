import { decodeText } from './decode-text.ts'
import { damaged } from './document-errors.ts'
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

function decodeEntities(text: string): string {
  const known: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', nbsp: ' ', lrm: '', rlm: '' }
  return text.replace(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (whole, name: string) => known[name] ?? whole)
}

/** Subtitles (WebVTT, SRT): `[00:01:05] Ann: words`, one line for each turn. */
export const load: Loader = async (file) => {
  const { text, warnings } = decodeText(file.bytes, charsetOf(file.mimeType))
  const turns: Turn[] = []
  for (const block of text.split(/\n{2,}/)) {
    const lines = block.split('\n')
    const at = lines.findIndex((line) => TIMES.test(line))
    const found = TIMES.exec(lines[at] ?? '')
    // Headers, notes and styles have no times.
    if (!found) continue
    const [, hours = '0', minutes = '', seconds = ''] = found
    const said = lines.slice(at + 1).join(' ')
    const speaker = decodeEntities(/<v(?:\.[^ >]{0,100})? ([^<>]{1,200})>/.exec(said)?.[1]?.trim() ?? '')
    const words = decodeEntities(said.replace(/<[^<>]{0,200}>/g, ''))
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
  if (turns.length === 0) throw damaged('The file holds no subtitles with times.')
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
