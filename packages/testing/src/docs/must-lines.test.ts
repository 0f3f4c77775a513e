import { describe, expect, it } from 'vitest'
import { checkDocument } from './check-document.ts'
import { checkDocumentLine } from './must-lines.ts'
import type { ObservedDocument } from './observed-document.ts'

const TEXT = 'Grüße aus dem Hafen\nThe ferry leaves at 07:40.'

function seen(more: Partial<ObservedDocument> = {}): ObservedDocument {
  const text = more.text ?? TEXT
  return {
    givenName: 'a.txt',
    name: 'a.txt',
    state: 'ready',
    error: undefined,
    warnings: [],
    pages: 3,
    chunks: 2,
    storedChunks: 2,
    longestChunk: 40,
    textLength: text.length,
    lines: text.split('\n').length,
    isWellFormed: true,
    milliseconds: 900,
    grownMegabytes: 12,
    longestBlockMs: 20,
    requests: [],
    traces: [],
    controlProblems: [],
    holds: async (part) => text.includes(part),
    finds: async (query) => query.includes('ferry'),
    ...more,
    text,
  }
}

const locked: Partial<ObservedDocument> = {
  state: 'failed',
  error: {
    code: 'DOCUMENT_ENCRYPTED',
    message: 'The PDF is protected with a password. Save a copy without the password and upload that.',
    data: {},
  },
  text: '',
  chunks: 0,
  storedChunks: 0,
}
const warned: Partial<ObservedDocument> = {
  warnings: [{ code: 'DOCUMENT_DAMAGED', message: 'Page 3 could not be read.', data: {} }],
}

describe('a line that holds', () => {
  it.each<[string, Partial<ObservedDocument>]>([
    ['typed error', locked],
    ['ends in a typed error.', locked],
    ['fails with DOCUMENT_ENCRYPTED', locked],
    ['refused with DOC_ENCRYPTED', locked],
    ['error code PDF_PASSWORD', locked],
    ['error.code is FILE_PROTECTED', locked],
    ['error mentions the password', locked],
    ['error message says that it is encrypted', locked],
    ['the error names "password"', locked],
    ['typed error or clean text', {}],
    ['typed error or partial text', locked],
    ['text contains "07:40"', {}],
    ['text contains Grüße aus dem Hafen', {}],
    ['extracted text contains ferry and Hafen', {}],
    ['"ferry" in the text', {}],
    ['text does not contain "root:"', {}],
    ['no "root:" in the text', {}],
    ['the text must not contain lone surrogates', {}],
    ['no lone surrogates', {}],
    ['no U+FFFD', {}],
    ['no NUL bytes in the text', {}],
    ['no control characters', {}],
    ['no markup', {}],
    ['read as UTF-16LE', {}],
    ['no network request', {}],
    ['no request to attacker.example', {}],
    ['no requests are made', {}],
    ['nothing is fetched', {}],
    ['linked image is not fetched', {}],
    ['external entity not resolved', {}],
    ['entities are not expanded', locked],
    ['does not read /etc/passwd', {}],
    ['no script runs', {}],
    ['no script is executed', {}],
    ['script does not run', {}],
    ['no alert', {}],
    ['3 pages', {}],
    ['page count is 3', {}],
    ['at least 2 chunks', {}],
    ['chunks >= 1', {}],
    ['chunk count at least 2', {}],
    ['every chunk at most 1,000 characters', {}],
    ['at most 100,000 characters', {}],
    ['finishes within 10 s', {}],
    ['under 1000 ms', {}],
    ['within 1 minute', {}],
    ['memory below 300 MB', {}],
    ['peak memory at most 300 MB above rest', {}],
    ['memory growth under 100 MB', {}],
    ['next file loads', {}],
    ['the next file still loads', {}],
    ['control file ingests after it', {}],
    ['a good file right after succeeds', {}],
    ['pipeline ingests the control file', {}],
    ['no crash', {}],
    ['worker survives', {}],
    ['page stays responsive', {}],
    ['main thread never blocked over 200 ms', {}],
    ['name shown as text', {}],
    ['file name is rendered as plain text', {}],
    ['name is never used as a path', {}],
    ['no path traversal', {}],
    ['nothing is written outside the sandbox', {}],
    ['text is kept as data', {}],
    ['instructions are not followed', {}],
    ['warning present', warned],
    ['a warning is shown', warned],
    ['warns about page 3', warned],
    ['at least one warning', warned],
    ['no warnings', {}],
    ['nothing is stored', locked],
    ['search for "ferry" finds it', {}],
    ['typed error; no request; next file loads', locked],
    ['no script runs and no network request', {}],
    ['text contains "07:40; and"; no crash', { text: 'at 07:40; and' }],
  ])('%s', async (line, more) => {
    expect(await checkDocumentLine(line, seen(more))).toEqual([])
  })
})

describe('a line that does not hold is reported', () => {
  it.each<[string, Partial<ObservedDocument>]>([
    ['typed error', {}],
    [
      'typed error',
      { ...locked, error: { code: 'INTERNAL', message: 'Something went wrong inside.', data: {} } },
    ],
    ['typed error', { ...locked, error: { code: 'DOCUMENT_DAMAGED', message: 'bad', data: {} } }],
    ['fails with DOCUMENT_EMPTY', locked],
    ['error code ZIP_BOMB', locked],
    ['error mentions the pages', locked],
    ['error mentions the password', {}],
    ['text contains "moon"', {}],
    ['text contains ferry and moon', {}],
    ['text contains "07:40"', locked],
    ['text does not contain "07:40"', {}],
    ['no lone surrogates', { isWellFormed: false }],
    ['text does not contain lone surrogates', { isWellFormed: false }],
    ['no U+FFFD', { text: 'a\ufffd' }],
    ['no NULs', { text: 'a\0' }],
    ['no markup', { text: 'a <script>' }],
    ['no network request', { requests: ['attacker.example'] }],
    ['linked image is not fetched', { requests: ['attacker.example'] }],
    ['external entity not read', { text: 'root:x:0:0:root' }],
    ['no script runs', { traces: ['the page has a new global: pwned'] }],
    ['4 pages', {}],
    ['at least 3 chunks', {}],
    ['at most 1 chunk', {}],
    ['every chunk at most 10 characters', {}],
    ['within 0.5 s', {}],
    ['memory below 10 MB', {}],
    ['memory below 300 MB', { grownMegabytes: undefined }],
    ['next file loads', { controlProblems: ['the control file is not found'] }],
    ['no hang', { state: 'hanging' }],
    ['main thread never blocked over 10 ms', {}],
    ['name shown as text', { name: 'b.txt' }],
    ['warning present', {}],
    ['warns about page 4', warned],
    ['nothing is stored', {}],
    ['search for "moon" finds it', {}],
    ['typed error; no request', {}],
    ['the sun shines', {}],
    ['no script runs and the sun shines', {}],
    ['', {}],
  ])('%s', async (line, more) => {
    expect(await checkDocumentLine(line, seen(more))).toHaveLength(1)
  })
})

describe('whatever a list says', () => {
  const entry = { file: 'a.txt', expect: 'ingest', what: 'w', must: [] }

  it.each<[string, object, Partial<ObservedDocument>, RegExp]>([
    ['a refused file', {}, locked, /had to be ingested/],
    ['an ingested file', { expect: 'refuse' }, {}, /had to be refused/],
    [
      'a foreign error',
      { expect: 'refuse' },
      { ...locked, error: { code: 'WORKER_LOST', message: 'The worker was lost somehow.', data: {} } },
      /not in an error/,
    ],
    ['another error', { expect: 'refuse', error: 'DOCUMENT_EMPTY' }, locked, /expected DOCUMENT_EMPTY/],
    ['an unknown end', { expect: 'sunny' }, {}, /cannot|can check/],
    ['an unknown key', { mustNot: [] }, {}, /"mustNot" is not checked/],
    ['a request', {}, { requests: ['x'] }, /a request left/],
    ['a trace', {}, { traces: ['a dialog opened'] }, /a dialog/],
    ['half surrogates', {}, { isWellFormed: false }, /not well-formed/],
    ['memory', {}, { grownMegabytes: 301 }, /memory grew by 301 MB/],
    ['time', {}, { milliseconds: 130_000 }, /it took 130 s/],
    ['the next file', {}, { controlProblems: ['lost'] }, /lost/],
  ])('%s is reported', async (_, more, observed, problem) => {
    const problems = await checkDocument({ ...entry, ...more }, seen(observed))
    expect(problems).toEqual([expect.stringMatching(problem)])
  })

  it('a file that may be refused or read in part may be either', async () => {
    const either = { ...entry, expect: 'refuse-or-partial' }
    expect(await checkDocument(either, seen())).toEqual([])
    expect(await checkDocument(either, seen(locked))).toEqual([])
    expect(await checkDocument(either, seen({ state: 'hanging' }))).toHaveLength(1)
  })
})
