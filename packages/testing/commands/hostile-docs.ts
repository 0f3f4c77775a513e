// pnpm hostile docs DIR: ingests every file that DIR's manifest.json lists in the real worker and IndexedDB in Chromium,
// over built code under a strict policy, and checks what the list says of it; after each a control file must be ingested.
// Without DIR: files of our own, made on the spot. Counts one per file.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import type { JsonObject, JsonValue } from '@skep/schema'
import { launchBrowser } from '../../../playground/e2e/browser.ts'
import { type RendererMemory, rendererMemory } from '../../../playground/e2e/renderer-memory.ts'
import { checkDocument } from '../src/docs/check-document.ts'
import { listAt, objectAt, textAt } from '../src/dsl/json.ts'
import { type Attacker, startAttacker } from './attacker.ts'
import { buildPage } from './built-page.ts'
import type { DocsPage } from './hostile-docs-page.ts'
import { makeHostileDocs } from './make-hostile-docs.ts'
import { type CommandLine, type Report, UsageError } from './report.ts'

type Browser = Awaited<ReturnType<typeof launchBrowser>>
type Page = Awaited<ReturnType<Browser['newPage']>>

/** A file that has not ended by then hangs. */
const PATIENCE_MS = 180_000
/** A page whose memory has grown by more gets a new one, so that every file is measured from rest. */
const KEPT_MEGABYTES = 60
/** What may lie beside the files of a list. */
const BESIDE = /^(?:manifest\.json|readme.*|control.*|.*\.(?:mjs|js|py|sh))$/i

export async function hostileDocs({ words: [directory], path }: CommandLine, report: Report): Promise<void> {
  const made = directory === undefined ? await mkdtemp(join(tmpdir(), 'skep-hostile-docs-')) : undefined
  const folder = made ?? path(directory ?? '')
  if (made) makeHostileDocs(made)
  try {
    await checkFolder(folder, report)
  } finally {
    if (made) await rm(made, { recursive: true, force: true })
  }
}

async function checkFolder(folder: string, report: Report): Promise<void> {
  const list = join(folder, 'manifest.json')
  if (!existsSync(list)) throw new UsageError(`There is no ${list}. Use: pnpm hostile docs DIR`)
  const manifest: JsonValue = JSON.parse(readFileSync(list, 'utf8'))
  const entries = listAt(objectAt(manifest), 'files').map((entry) => objectAt(entry))
  const attacker = await startAttacker()
  const served = await serveDocs(folder, entries)
  const browser = await launchBrowser([attacker.browserArgument])
  try {
    const docs = await openDocs(browser, served, attacker)
    for (const [index, entry] of entries.entries()) {
      const name = textAt(entry, 'file')
      const broken = brokenFile(join(folder, name), name, entry)
      report.add({
        name: name || 'a file without a name',
        problems: broken ? [broken] : await docs.check(index, name, entry),
      })
    }
    console.log(`Memory grew by ${docs.mostMegabytes().toFixed(0)} MB at most above rest.`)
  } finally {
    await browser.close()
    await served.close()
    attacker.close()
  }
  const { count } = objectAt(manifest)
  if (count !== undefined && count !== entries.length) {
    report.add({
      name: 'manifest.json',
      problems: [`it says ${JSON.stringify(count)} files and lists ${entries.length}`],
    })
  }
  const listed = new Set(entries.map((entry) => textAt(entry, 'file')))
  for (const name of readdirSync(folder).toSorted()) {
    if (!BESIDE.test(name) && !listed.has(name)) report.add({ name, problems: ['the list does not name it'] })
  }
}

/** Whether the file is another than the list means. */
function brokenFile(file: string, name: string, entry: JsonObject): string | undefined {
  if (name === '' || name.includes('/') || !existsSync(file)) return 'it is not there'
  const content = readFileSync(file)
  if (typeof entry.bytes === 'number' && entry.bytes !== content.length)
    return `it has ${content.length} bytes, and the list says ${entry.bytes}`
  const hash = createHash('sha256').update(content).digest('hex')
  if (typeof entry.sha256 === 'string' && entry.sha256.toLowerCase() !== hash)
    return 'its SHA-256 is another than the list says'
  return undefined
}

interface Docs {
  check(index: number, name: string, entry: JsonObject): Promise<readonly string[]>
  mostMegabytes(): number
}

async function openDocs(browser: Browser, served: Served, attacker: Attacker): Promise<Docs> {
  const memory = await rendererMemory(browser)
  let most = 0
  let opened = 0
  let page: Page | null = null
  let rest: number | undefined
  const dialogs: string[] = []

  const open = async (): Promise<Page> => {
    await page?.close()
    const next = await browser.newPage()
    next.on('dialog', (dialog) => {
      dialogs.push(`a dialog opened: ${dialog.type()}`)
      void dialog.dismiss()
    })
    await next.goto(served.url)
    await next.evaluate(async (namespace) => {
      await (globalThis as DocsPage).docs?.prepare(namespace) // set by the script of the page
    }, `hostile-${Date.now()}-${++opened}`)
    if (opened === 1) {
      await next.evaluate(() => fetch('http://canary.example/').catch(() => undefined))
      if (!attacker.reached.includes('canary.example'))
        throw new Error('The watch over requests does not see them.')
    }
    return next
  }

  const current = async (): Promise<Page> => {
    const now = await memory.now()
    if (!page || (rest !== undefined && now !== undefined && now - rest > KEPT_MEGABYTES)) {
      page = await open()
      rest = await memory.now()
    }
    return page
  }

  return {
    mostMegabytes: () => most,
    async check(index, name, entry) {
      try {
        const used = await current()
        const before = { reached: attacker.reached.length, odd: served.odd.length, dialogs: dialogs.length }
        const start = await memory.now()
        await memory.reset()
        await used.evaluate(
          async ([url, label, patienceMs]) => {
            const { docs } = globalThis as DocsPage // set by the script of the page
            if (!docs) throw new Error('The page has no docs.')
            await docs.ingest(url, label, patienceMs)
          },
          [`/files/${index}`, name, PATIENCE_MS] as const,
        )
        // Before the page asks for the text, which is the command's own affair.
        const grownMegabytes = await growth(memory, start)
        const seen = await used.evaluate(async () => {
          const { docs } = globalThis as DocsPage // set by the script of the page
          if (!docs) throw new Error('The page has no docs.')
          return docs.look()
        })
        most = Math.max(most, grownMegabytes ?? 0)
        const ask = <T>(method: 'holds' | 'finds', text: string): Promise<T> =>
          used.evaluate(
            async ([key, value]) => (await (globalThis as DocsPage).docs?.[key](value)) as T, // as its method gives
            [method, text] as const,
          )
        // What lists ask of the document must be asked before the control file takes its place.
        const asked = new Map<string, boolean>()
        const around = {
          givenName: name,
          grownMegabytes,
          requests: [] as string[],
          traces: [] as string[],
          controlProblems: [] as string[],
          holds: async (text: string) => remember(asked, `h${text}`, () => ask<boolean>('holds', text)),
          finds: async (text: string) => remember(asked, `f${text}`, () => ask<boolean>('finds', text)),
        }
        const observed = { ...seen, ...around }
        await checkDocument(entry, observed)
        const problems = await used.evaluate(
          async () => (await (globalThis as DocsPage).docs?.control()) ?? [],
        )
        around.controlProblems.push(...problems)
        around.requests.push(...attacker.reached.slice(before.reached), ...served.odd.slice(before.odd))
        around.traces.push(
          ...dialogs.slice(before.dialogs),
          ...(await used.evaluate(() => (globalThis as DocsPage).docs?.traces() ?? [])),
        )
        if (seen.state === 'hanging' || problems.length > 0) page = null
        return await checkDocument(entry, observed)
      } catch (error) {
        page = null
        return [`the page failed: ${String(error)}`]
      }
    },
  }
}

async function remember(
  asked: Map<string, boolean>,
  key: string,
  ask: () => Promise<boolean>,
): Promise<boolean> {
  const known = asked.get(key)
  if (known !== undefined) return known
  const answer = await ask()
  asked.set(key, answer)
  return answer
}

async function growth(memory: RendererMemory, start: number | undefined): Promise<number | undefined> {
  const peak = await memory.peak()
  return peak === undefined || start === undefined ? undefined : Math.max(0, peak - start)
}

interface Served {
  readonly url: string
  /** Addresses that nothing of ours asks for. */
  readonly odd: string[]
  close(): Promise<void>
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.html': 'text/html',
}
/** As hosts may have it; requests to others are let out, so that the attacker sees them. */
const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; connect-src *; img-src *"

/** Builds the page and serves it with the files of the list. */
async function serveDocs(folder: string, entries: readonly JsonObject[]): Promise<Served> {
  const { folder: built, remove } = await buildPage('hostile-docs-page.ts')
  const odd: string[] = []
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    response.setHeader('content-security-policy', POLICY)
    if (pathname === '/') {
      response.setHeader('content-type', 'text/html')
      response.end(
        '<!doctype html><title>Hostile</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
      )
      return
    }
    const index = /^\/files\/(\d+)$/.exec(pathname)?.[1]
    const file =
      index === undefined
        ? join(built, normalize(pathname))
        : join(folder, textAt(entries[Number(index)] ?? {}, 'file'))
    if (
      request.method !== 'GET' ||
      !file.startsWith(index === undefined ? built : folder) ||
      !existsSync(file)
    ) {
      odd.push(request.url ?? '')
      response.writeHead(404).end()
      return
    }
    response.setHeader(
      'content-type',
      index === undefined ? (TYPES[extname(file)] ?? 'application/octet-stream') : 'application/octet-stream',
    )
    response.end(readFileSync(file))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, // listens on a port
    odd,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      await remove()
    },
  }
}
