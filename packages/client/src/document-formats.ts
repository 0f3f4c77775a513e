/** The id of a kind of document. @public */
export type DocumentFormat =
  | 'pdf'
  | 'docx'
  | 'pptx'
  | 'xlsx'
  | 'odt'
  | 'epub'
  | 'markdown'
  | 'html'
  | 'csv'
  | 'json'
  | 'xml'
  | 'subtitles'
  | 'email'
  | 'properties'
  | 'code'
  | 'text'

/** One kind of document that can be read to text. @public */
export interface DocumentFormatInfo {
  readonly id: DocumentFormat
  /** As a list of formats names it, in English; names of formats are the same in most languages. */
  readonly label: string
  /** In lower case, without the dot; the first is the one that is recommended. */
  readonly extensions: readonly string[]
  readonly mimeTypes: readonly string[]
}

const OOXML = 'application/vnd.openxmlformats-officedocument'

/** Source code and configuration, which are read as they are. */
const CODE_EXTENSIONS = (
  'c cc cpp cxx h hpp cs css scss sass less go java kt kts scala groovy js mjs cjs jsx ts mts cts tsx vue svelte py pyi ' +
  'rb php pl pm r rs swift dart lua jl ex exs erl hs clj cljs ml fs fsx sh bash zsh fish ps1 bat cmd sql graphql proto tf ' +
  'gradle yaml yml toml ini cfg conf env cmake tex rst adoc asciidoc org diff patch m mm vb bas pas ada f f90 for asm s ' +
  'd nim zig v vhd vhdl sv sol cr elm lisp lsp el scm rkt tcl awk sed coffee cu cl glsl hlsl cob cbl groff hcl nix mk ' +
  'makefile dockerfile gitignore editorconfig bzl astro ejs erb hbs pug jsp thrift prisma bib po ics vcf'
).split(' ')

/**
 * Every kind of document that Skep reads without a loader of the host's: the one list behind what loaders accept, what
 * people are told and what file choosers offer.
 * @public
 */
export const DOCUMENT_FORMAT_INFOS: readonly DocumentFormatInfo[] = [
  { id: 'pdf', label: 'PDF', extensions: ['pdf'], mimeTypes: ['application/pdf'] },
  {
    id: 'docx',
    label: 'Word',
    extensions: ['docx', 'docm', 'dotx'],
    mimeTypes: [`${OOXML}.wordprocessingml.document`],
  },
  {
    id: 'pptx',
    label: 'PowerPoint',
    extensions: ['pptx', 'pptm', 'ppsx', 'potx'],
    mimeTypes: [`${OOXML}.presentationml.presentation`, `${OOXML}.presentationml.slideshow`],
  },
  {
    id: 'xlsx',
    label: 'Excel',
    extensions: ['xlsx', 'xlsm', 'xltx'],
    mimeTypes: [`${OOXML}.spreadsheetml.sheet`],
  },
  {
    id: 'odt',
    label: 'OpenDocument Text',
    extensions: ['odt', 'ott'],
    mimeTypes: ['application/vnd.oasis.opendocument.text'],
  },
  { id: 'epub', label: 'EPUB', extensions: ['epub'], mimeTypes: ['application/epub+zip'] },
  {
    id: 'markdown',
    label: 'Markdown',
    extensions: ['md', 'markdown', 'mdown', 'mkd', 'mdx'],
    mimeTypes: ['text/markdown', 'text/x-markdown'],
  },
  {
    id: 'html',
    label: 'HTML',
    extensions: ['html', 'htm', 'xhtml'],
    mimeTypes: ['text/html', 'application/xhtml+xml'],
  },
  {
    id: 'csv',
    label: 'CSV',
    extensions: ['csv', 'tsv', 'tab'],
    mimeTypes: ['text/csv', 'text/tab-separated-values'],
  },
  {
    id: 'json',
    label: 'JSON',
    extensions: ['json', 'jsonl', 'ndjson', 'geojson', 'json5', 'ipynb'],
    mimeTypes: ['application/json', 'application/x-ndjson', 'application/jsonl'],
  },
  {
    id: 'xml',
    label: 'XML',
    extensions: ['xml', 'rss', 'atom', 'opml', 'xsd', 'xsl', 'kml', 'gpx', 'plist', 'resx', 'wsdl', 'xliff'],
    mimeTypes: ['application/xml', 'text/xml', 'application/rss+xml', 'application/atom+xml'],
  },
  {
    id: 'subtitles',
    label: 'subtitles (VTT, SRT)',
    extensions: ['vtt', 'srt'],
    mimeTypes: ['text/vtt', 'application/x-subrip'],
  },
  { id: 'email', label: 'e-mail (EML)', extensions: ['eml'], mimeTypes: ['message/rfc822'] },
  {
    id: 'properties',
    label: 'properties',
    extensions: ['properties'],
    mimeTypes: ['text/x-java-properties'],
  },
  { id: 'code', label: 'source code', extensions: CODE_EXTENSIONS, mimeTypes: [] },
  { id: 'text', label: 'plain text', extensions: ['txt', 'text', 'log'], mimeTypes: ['text/plain'] },
]

/** What people are told can be uploaded. @public */
export function describeFormats(): string {
  const labels = DOCUMENT_FORMAT_INFOS.map(({ label }) => label)
  return `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`
}

/** `accept` of a file chooser: every extension, each with its dot. @public */
export function acceptedExtensions(): string {
  return DOCUMENT_FORMAT_INFOS.flatMap(({ extensions }) => extensions.map((each) => `.${each}`)).join(',')
}
