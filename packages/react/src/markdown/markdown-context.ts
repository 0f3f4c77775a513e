import { type Context, createContext } from 'react'

/** What the pieces of a message need to know. @public */
export interface MarkdownEnvironment {
  /** Origins whose images are drawn; all others become links. */
  readonly allowedImageOrigins: readonly string[]
  /** The numbers that are citations in this message. */
  readonly citationNumbers: ReadonlySet<number>
  readonly onCitation: (number: number) => void
  readonly citationLabel: (number: number) => string
  readonly copyCodeLabel: string
  readonly imageLabel: (alt: string) => string
}

const NONE: MarkdownEnvironment = {
  allowedImageOrigins: [],
  citationNumbers: new Set(),
  onCitation: () => {},
  citationLabel: (number) => `Source ${number}`,
  copyCodeLabel: 'Copy code',
  imageLabel: (alt) => `Image: ${alt}`,
}

/** Tells the Markdown below which images and citations there are. @public */
export const MarkdownContext: Context<MarkdownEnvironment> = createContext(NONE)
