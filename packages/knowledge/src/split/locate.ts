import type { DocumentText, PassageLocation } from '@skep/client'

/** Finds page and headings of ranges that ascend by their start. Each call goes on where the last one stopped. */
export function createLocator(
  document: Pick<DocumentText, 'pages' | 'headings'>,
): (start: number, end: number) => PassageLocation {
  const { pages, headings } = document
  const path: { readonly level: number; readonly text: string }[] = []
  let nextHeading = 0
  let firstPage = 0
  let lastEnd = 0

  const enter = (heading: { readonly level: number; readonly text: string }): void => {
    while ((path.at(-1)?.level ?? 0) >= heading.level) path.pop()
    path.push(heading)
    nextHeading++
  }

  return (start, end) => {
    // A chunk that begins with headings belongs below the last of them. Its overlap with the chunk before does not
    // count: that part belongs to the section before.
    const own = Math.max(start, Math.min(lastEnd, end - 1))
    lastEnd = end
    let reach = Math.min(own + HEADING_MARKS, end - 1)
    for (
      let heading = headings[nextHeading];
      heading && heading.start <= reach;
      heading = headings[nextHeading]
    ) {
      enter(heading)
      if (heading.start >= own) {
        reach = Math.min(end - 1, heading.start + heading.text.length + HEADING_MARKS)
      }
    }
    while (firstPage < pages.length && (pages[firstPage]?.end ?? 0) <= start) firstPage++
    let lastPage = firstPage
    while ((pages[lastPage + 1]?.start ?? Number.POSITIVE_INFINITY) < end) lastPage++
    const page = pages[firstPage]
    const last = pages[lastPage]
    const texts = path.map((heading) => heading.text).filter((text) => text !== '')
    return {
      start,
      end,
      ...(page ? { page: page.number } : {}),
      ...(page && last && last !== page ? { lastPage: last.number } : {}),
      ...(texts.length > 0 ? { headings: texts } : {}),
    }
  }
}

/** Room for what stands around a heading's text: `## `, line ends. */
const HEADING_MARKS = 8
