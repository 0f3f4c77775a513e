import type { JsonObject } from './json.ts'
import { lexicalToMarkdown, markdownToLexical } from './lexical.ts'

/** The colours of a note. @public */
export const NOTE_THEMES = ['blue', 'cyan', 'green', 'yellow', 'pink', 'violet'] as const

/** @public */
export type NoteTheme = (typeof NOTE_THEMES)[number]

/** What a note says and how it looks. @public */
export interface Note {
  /** Markdown: paragraphs, headings, lists, bold, italic, struck out, code, links. */
  readonly text: string
  readonly theme: NoteTheme
  readonly author: string
  readonly isAuthorShown: boolean
}

/** Reads the config of a note, whatever a file said. @public */
export function readNote(config: JsonObject): Note {
  const { text, theme, author, showAuthor } = config
  return {
    text: typeof text === 'string' ? lexicalToMarkdown(text) : '',
    theme: NOTE_THEMES.find((each) => each === theme) ?? 'blue',
    author: typeof author === 'string' ? author : '',
    isAuthorShown: showAuthor === true,
  }
}

/**
 * The config of a note with some of it changed. Everything else stays as it was, also the editor state of a text that
 * is set to what it says already; so a note that nobody edited goes back into its file unchanged.
 * @public
 */
export function writeNote(config: JsonObject, change: Partial<Note>): JsonObject {
  const { text, theme, author, isAuthorShown } = change
  const isNewText = text !== undefined && (typeof config.text !== 'string' || readNote(config).text !== text)
  return {
    ...config,
    ...(isNewText ? { text: markdownToLexical(text) } : {}),
    ...(theme === undefined ? {} : { theme }),
    ...(author === undefined ? {} : { author }),
    ...(isAuthorShown === undefined ? {} : { showAuthor: isAuthorShown }),
  }
}
