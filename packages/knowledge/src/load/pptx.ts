import { damaged, noText, warning } from './document-errors.ts'
import { findMainPart, isXmlPart, readRelations, readTitle } from './office-parts.ts'
import { createPacer } from './pacer.ts'
import { readSlide, type SlideBlock } from './pptx-slide.ts'
import { createTextWriter } from './text-writer.ts'
import type { Loader } from './types.ts'
import { readPart } from './xml-events.ts'
import { unpack } from './zip.ts'

const MAIN = 'ppt/presentation.xml'

/** Presentations: every slide is a page with its title as heading, then its text, tables, diagrams and notes. */
export const load: Loader = async (file, { signal, onProgress, limits }) => {
  const pacer = createPacer(signal)
  const parts = await unpack(file.bytes, isXmlPart, limits, pacer)
  const main = await findMainPart(parts, MAIN, limits, pacer)
  const relations = await readRelations(parts, main, limits, pacer)
  const slides: string[] = []
  await readPart(
    parts.get(main),
    {
      open(name, attributes) {
        const target = relations.get(attributes.get('r:id') ?? attributes.get('id') ?? '')?.target
        if (name === 'sldId' && target) slides.push(target)
      },
    },
    limits,
    pacer,
  )
  if (!parts.has(main)) throw damaged('The presentation is cut off or damaged.')
  const writer = createTextWriter()
  const starts: number[] = []
  const missing: number[] = []
  const cut: number[] = []
  for (const [at, slide] of slides.entries()) {
    starts.push(writer.nextStart())
    if (!parts.has(slide)) missing.push(at + 1)
    const linked = [...(await readRelations(parts, slide, limits, pacer)).values()]
    const partsOf = (type: string) => linked.filter((each) => each.type === type).map(({ target }) => target)
    const read = await readSlide(parts.get(slide), limits, pacer)
    if (!read.isWhole && parts.has(slide)) cut.push(at + 1)
    const blocks = [...read.blocks]
    for (const diagram of partsOf('diagramData'))
      blocks.push(...(await readSlide(parts.get(diagram), limits, pacer)).blocks)
    for (const block of blocks) write(block, at === 0 ? 1 : 2)
    const notes = partsOf('notesSlide')
    for (const note of notes) {
      const said = (await readSlide(parts.get(note), limits, pacer)).blocks.filter(
        ({ role }) => role === 'body',
      )
      const text = said.map((block) => block.text).join('\n')
      if (text.trim() !== '') writer.block(`Notes: ${text}`)
    }
    onProgress({ unit: 'pages', done: at + 1, total: slides.length })
    await pacer.rest()
  }
  const { text, headings } = writer.result()
  if (text.trim() === '') {
    throw noText(
      'The slides hold no text, only pictures. Run text recognition (OCR) on them and upload the result.',
    )
  }
  return {
    text,
    ...(await readTitle(parts, limits, pacer)),
    pages: starts.map((start, at) => ({
      number: at + 1,
      start: Math.min(start, text.length),
      end: Math.min(starts[at + 1] ?? text.length, text.length),
    })),
    headings,
    warnings: [
      ...(missing.length > 0
        ? [warning('DOCUMENT_DAMAGED', 'Some slides of the presentation are missing.', { pages: missing })]
        : []),
      ...(cut.length > 0
        ? [warning('DOCUMENT_DAMAGED', 'Some slides of the presentation are cut off.', { pages: cut })]
        : []),
    ],
    format: 'pptx',
  }

  function write({ role, text }: SlideBlock, level: number): void {
    if (role === 'title') writer.heading(level, text)
    else if (role !== 'furniture') writer.block(text)
  }
}
