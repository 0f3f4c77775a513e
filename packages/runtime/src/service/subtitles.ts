const TIMES = /^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}\s+-->/

/** The words of a subtitle file (WebVTT): without times, numbers and marks; what one speaker says stays together. @internal */
export function subtitlesToText(source: string): string {
  const blocks = source.replaceAll(/\r\n?/g, '\n').split(/\n{2,}/)
  const said: { speaker: string; words: string[] }[] = []
  for (const block of blocks) {
    const lines = block.split('\n')
    const at = lines.findIndex((line) => TIMES.test(line))
    // Headers, notes and styles have no times.
    if (at < 0) continue
    const text = lines.slice(at + 1).join(' ')
    const speaker = /<v(?:\.[^ >]*)? ([^<>]{1,200})>/.exec(text)?.[1]?.trim() ?? ''
    const words = text.replaceAll(/<[^<>]{0,200}>/g, '').trim()
    if (words === '') continue
    const last = said.at(-1)
    if (last && last.speaker === speaker && speaker !== '') last.words.push(words)
    else said.push({ speaker, words: [words] })
  }
  return said.map(({ speaker, words }) => (speaker ? `${speaker}: ` : '') + words.join(' ')).join('\n')
}
