import type { Pacer } from './pacer.ts'
import { markdownTable } from './table-text.ts'
import type { LoadLimits } from './types.ts'
import { readPart } from './xml-events.ts'

/** A shape's text. `body` is what the speaker's notes are in; `furniture` is numbers, dates and footers. */
export interface SlideBlock {
  readonly role: 'title' | 'body' | 'furniture' | 'other'
  readonly text: string
}

const FURNITURE = new Set(['sldNum', 'dt', 'ftr', 'hdr'])

/** The shapes of a slide, of notes or of a diagram, in their order in the file. */
export async function readSlide(
  bytes: Uint8Array | undefined,
  limits: Required<LoadLimits>,
  pacer: Pacer,
): Promise<{ readonly blocks: readonly SlideBlock[]; readonly isWhole: boolean }> {
  const blocks: SlideBlock[] = []
  let role: SlideBlock['role'] = 'other'
  let lines: string[] = []
  let line = ''
  let level = 0
  let isText = false
  let fallbacks = 0
  let rows: string[][] | undefined
  let cell: string[] | undefined
  const endShape = (): void => {
    const text = lines.join('\n').trim()
    if (text !== '') blocks.push({ role, text: role === 'title' ? text.replace(/\s*\n\s*/g, ' ') : text })
    lines = []
    role = 'other'
  }
  const isWhole = await readPart(
    bytes,
    {
      open(name, attributes) {
        switch (name) {
          // The same content once more, for programs that do not know the first form.
          case 'Fallback':
            fallbacks++
            break
          case 'sp':
          case 'graphicFrame':
          case 'pt':
            endShape()
            break
          case 'ph':
            role = roleOf(attributes.get('type'))
            break
          case 'p':
            line = ''
            level = 0
            break
          case 'pPr':
            level = Math.min(8, Math.max(0, Number(attributes.get('lvl') ?? 0) || 0))
            break
          case 't':
            isText = fallbacks === 0
            break
          case 'br':
            line += '\n'
            break
          case 'tab':
            line += '\t'
            break
          case 'tbl':
            rows = []
            break
          case 'tr':
            rows?.push([])
            break
          case 'tc':
            cell = []
            break
        }
      },
      text(text) {
        if (isText) line += text
      },
      close(name) {
        switch (name) {
          case 'Fallback':
            fallbacks--
            break
          case 't':
            isText = false
            break
          case 'p':
            if (line.trim() === '') break
            if (cell) cell.push(line.trim())
            else lines.push(level > 0 ? `${'  '.repeat(level)}- ${line.trim()}` : line.trim())
            line = ''
            break
          case 'tc':
            rows?.at(-1)?.push(cell?.join(' ') ?? '')
            cell = undefined
            break
          case 'tbl':
            if (rows?.some((row) => row.some((value) => value !== ''))) lines.push(markdownTable(rows))
            rows = undefined
            break
          case 'sp':
          case 'graphicFrame':
          case 'pt':
            endShape()
            break
        }
      },
    },
    limits,
    pacer,
  )
  endShape()
  return { blocks, isWhole }
}

function roleOf(type: string | undefined): SlideBlock['role'] {
  if (type === 'title' || type === 'ctrTitle') return 'title'
  if (type !== undefined && FURNITURE.has(type)) return 'furniture'
  return type === 'body' ? 'body' : 'other'
}
