import { type HostileFile, zip } from './make-hostile-docs.ts'

const MEBIBYTE = 1024 * 1024

/** The part that holds the text of each kind of container, and what else makes it one. */
interface Kind {
  readonly extension: string
  readonly main: string
  readonly around: Readonly<Record<string, string>>
  /** A text in the form of this kind. */
  wrap(text: string): string
}

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'

function relations(...targets: readonly (readonly [type: string, target: string])[]): string {
  const list = targets.map(
    ([type, target], at) => `<Relationship Id="r${at}" Type="${RELATIONS}/${type}" Target="${target}"/>`,
  )
  return `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}/relationships">${list.join('')}</Relationships>`
}

const KINDS: readonly Kind[] = [
  {
    extension: 'docx',
    main: 'word/document.xml',
    around: {
      '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
      '_rels/.rels': relations(['officeDocument', 'word/document.xml']),
    },
    wrap: (text) =>
      `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${RELATIONS}"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`,
  },
  {
    extension: 'pptx',
    main: 'ppt/slides/slide1.xml',
    around: {
      'ppt/presentation.xml': `<p:presentation xmlns:p="p" xmlns:r="${RELATIONS}"><p:sldIdLst><p:sldId id="256" r:id="r0"/></p:sldIdLst></p:presentation>`,
      'ppt/_rels/presentation.xml.rels': relations(['slide', 'slides/slide1.xml']),
    },
    wrap: (text) =>
      `<p:sld xmlns:p="p" xmlns:a="a"><p:sp><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sp></p:sld>`,
  },
  {
    extension: 'xlsx',
    main: 'xl/worksheets/sheet1.xml',
    around: {
      'xl/workbook.xml': `<workbook xmlns:r="${RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="r0"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': relations(['worksheet', 'worksheets/sheet1.xml']),
    },
    wrap: (text) =>
      `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>${text}</t></is></c></row></sheetData></worksheet>`,
  },
  {
    extension: 'odt',
    main: 'content.xml',
    around: {},
    wrap: (text) => `<o:document-content xmlns:o="o" xmlns:t="t"><t:p>${text}</t:p></o:document-content>`,
  },
  {
    extension: 'epub',
    main: 'b.xhtml',
    around: {
      'META-INF/container.xml': '<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>',
      'p.opf':
        '<package><manifest><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="b"/></spine></package>',
    },
    wrap: (text) => `<html xmlns="http://www.w3.org/1999/xhtml"><body><p>${text}</p></body></html>`,
  },
]

function build(
  { main, around }: Kind,
  xml: string,
  more: Readonly<Record<string, string | Uint8Array>> = {},
) {
  return zip({ ...around, [main]: xml, ...more })
}

/** Overwrites the sizes that every entry declares, in its own header and in the directory. */
function withLies(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at + 46 < bytes.length; at++) {
    const mark = view.getUint32(at, true)
    if (mark === 0x04034b50) view.setUint32(at + 22, 10, true)
    if (mark === 0x02014b50) view.setUint32(at + 24, 10, true)
  }
  return bytes
}

function filesOf(kind: Kind): readonly HostileFile[] {
  const { extension } = kind
  const good = kind.wrap('Plain words inside.')
  const entities = Array.from(
    { length: 9 },
    (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`,
  ).join('')
  const bomb = `<!DOCTYPE x [<!ENTITY e0 "ha">${entities}]>${kind.wrap('&e9;')}`
  const outside = `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${kind.wrap('&e;')}`
  const deep = kind.wrap(`${'<x>'.repeat(100_000)}${'</x>'.repeat(100_000)}`)
  const refused = ['typed error', 'within 30 s', 'memory below 300 MB', 'next file loads']
  return [
    {
      file: `bomb.${extension}`,
      bytes: build(kind, kind.wrap('x'), { 'media/x.xml': new Uint8Array(40 * MEBIBYTE) }),
      expect: 'refuse',
      what: 'unpacks to a thousand times its size',
      must: ['error code ZIP_BOMB', ...refused],
    },
    {
      file: `entities.${extension}`,
      bytes: build(kind, bomb),
      expect: 'refuse',
      what: 'entities that multiply',
      must: ['entities are not expanded', ...refused],
    },
    {
      file: `outside.${extension}`,
      bytes: build(kind, outside),
      expect: 'refuse',
      what: 'an entity of another file',
      must: ['external entity is not read', ...refused],
    },
    {
      file: `deep.${extension}`,
      bytes: build(kind, deep),
      expect: 'refuse',
      what: '100,000 nested elements',
      must: refused,
    },
    {
      file: `slip.${extension}`,
      bytes: build(kind, good, { '../../../tmp/slip.xml': '<x/>', '/etc/slip.xml': '<x/>' }),
      expect: 'ingest',
      what: 'entries that climb out',
      must: ['text contains "Plain words inside."', 'nothing is written outside'],
    },
    {
      file: `cut.${extension}`,
      bytes: build(kind, good).slice(0, -30),
      expect: 'refuse',
      what: 'without its directory',
      must: ['error code TRUNCATED'],
    },
  ]
}

/** Zip containers that mean harm, of every kind that is read. */
export function containerFiles(): readonly HostileFile[] {
  const [docx] = KINDS
  if (!docx) return []
  const good = docx.wrap('Plain words inside.')
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`x/${at}.xml`, '<x/>']))
  const linked = docx.wrap(
    '</w:t></w:r><w:r><w:drawing xmlns:a="a"><a:blip r:link="r0"/></w:drawing></w:r><w:r><w:t>Words beside a picture.',
  )
  const link = `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r0" Type="${RELATIONS}/image" Target="http://attacker.example/p.png" TargetMode="External"/></Relationships>`
  return [
    ...KINDS.flatMap(filesOf),
    {
      file: 'lying.docx',
      bytes: withLies(build(docx, good)),
      expect: 'refuse-or-partial',
      what: 'sizes that are not true',
      must: ['typed error or clean text'],
    },
    {
      file: 'many.docx',
      bytes: build(docx, good, many),
      expect: 'refuse',
      what: '5,000 entries',
      must: ['error code TOO_MANY_ENTRIES'],
    },
    {
      file: 'linked.docx',
      bytes: build(docx, linked, { 'word/_rels/document.xml.rels': link }),
      expect: 'ingest',
      what: 'a picture at another address',
      must: ['linked image is not fetched', 'text contains "Words beside a picture."'],
    },
    {
      file: 'archive.docx',
      bytes: zip({ 'a.txt': 'words' }),
      expect: 'refuse',
      what: 'an archive of something else',
      must: ['typed error'],
    },
  ]
}
