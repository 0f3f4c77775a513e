import type { SplitSettings } from '@skep/client'
import { controlEdits } from './controls.ts'
import { linkEdits } from './links.ts'
import { applyEdits, type Edit, type EditedText } from './offset-map.ts'
import { spaceEdits } from './spaces.ts'

/** Which cleaning a base wants; dropping control characters is always done. @public */
export type CleanSettings = Pick<SplitSettings, 'removeExtraSpaces' | 'removeUrlsAndEmails'>

/** Cleans a loaded text. Spaces come last, since a dropped address leaves two. */
export function cleanText(loaded: string, settings: CleanSettings): EditedText {
  const passes: ((text: string) => Edit[])[] = [controlEdits]
  if (settings.removeUrlsAndEmails) passes.push(linkEdits)
  if (settings.removeExtraSpaces) passes.push(spaceEdits)
  const steps: EditedText[] = []
  let text = loaded
  for (const pass of passes) {
    const step = applyEdits(text, pass(text))
    steps.push(step)
    text = step.text
  }
  steps.reverse()
  return {
    text,
    toSource: (start, end) =>
      steps.reduce((range, step) => step.toSource(range.start, range.end), { start, end }),
  }
}
