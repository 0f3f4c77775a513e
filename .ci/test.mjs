// npm test: everything that CI runs, in the order in which things are cheapest to find out.
import { spawn, spawnSync } from 'node:child_process'
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { bootstrap, fail, root, say, toolEnvironment } from './bootstrap.mjs'
import { findChromium } from './chromium.mjs'

bootstrap()
await needBrowser()

const reports = join(root, '.tools/reports')
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
let passed = 0
let failed = 0
const failures = []
/** The ends of what failing steps printed, repeated at the very end, where a cut log still shows them. */
const excerpts = []

await check('format and lint', ['biome', 'ci', '.', '--diagnostic-level=warn'])
await check('types', ['tsc', '--noEmit'])
await check('unused code', ['knip', '--no-progress'])
await vitest('unit', ['--project', 'unit'])
await vitest('components', ['--project', 'browser', '--project', 'storybook'])
const built = await check('build the packages', ['node', '.ci/build.ts'])
await check('build the playground', [
  'vite',
  'build',
  'playground',
  '--config',
  'vite.config.ts',
  '--logLevel',
  'warn',
])
await check('build the Storybook', [
  'storybook',
  'build',
  '--disable-telemetry',
  '--quiet',
  '-o',
  '.tools/storybook',
])
if (built) await check('package shape', ['node', '.ci/pack.ts'])
await vitest('journeys', ['--project', 'e2e'])

for (const excerpt of excerpts) console.log(excerpt)
if (failures.length > 0) console.log(`\nfailed: ${failures.join(', ')}`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)

/** Runs a command that passes or fails as one. */
async function check(name, [command, ...parameters]) {
  const code = await run(name, command, parameters)
  count(name, code === 0 ? 1 : 0, code === 0 ? 0 : 1)
  return code === 0
}

/** Runs tests and counts each of them. A run that executed none has failed. */
async function vitest(name, parameters) {
  const file = join(reports, `${name}.json`)
  const code = await run(name, 'vitest', [
    'run',
    ...parameters,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ])
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    count(name, 0, 1)
    return
  }
  const bad =
    report.numFailedTests +
    report.testResults.filter(
      (suite) =>
        suite.status === 'failed' && suite.assertionResults.every((test) => test.status !== 'failed'),
    ).length
  count(name, report.numPassedTests, code !== 0 && bad === 0 ? 1 : bad)
  if (report.numPassedTests + bad === 0) count(`${name} ran no test`, 0, 1)
}

function count(name, good, bad) {
  passed += good
  failed += bad
  if (bad > 0) failures.push(name)
}

async function run(name, command, parameters) {
  const start = Date.now()
  say(`${name} ...`)
  const child = spawn(command, parameters, {
    cwd: root,
    stdio: ['inherit', 'pipe', 'pipe'],
    env: toolEnvironment(process.env.CI ? { NODE_ENV: '', NO_COLOR: '1' } : { NODE_ENV: '' }),
    shell: process.platform === 'win32',
  })
  const log = createWriteStream(join(reports, `${name.replaceAll(' ', '-')}.log`))
  let end = ''
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]) {
    from.setEncoding('utf8')
    from.on('data', (text) => {
      to.write(text)
      log.write(text)
      end = (end + text).slice(-200_000)
    })
  }
  const code = await new Promise((resolve) => {
    child.on('close', (exit, signal) => resolve(exit ?? signal))
    child.on('error', () => resolve(1))
  })
  log.end()
  if (code !== 0) excerpts.push(`\n--- ${name} ended with ${code}:\n${excerptOf(end)}`)
  say(
    `${name}: ${code === 0 ? 'ok' : '\x1b[31mfailed\x1b[0m'} (${((Date.now() - start) / 1000).toFixed(1)} s)`,
  )
  return code
}

/** What a failing step said about it: from the first report of a failure, else its last lines. */
function excerptOf(text) {
  const lines = text.split('\n').filter((line) => line.length < 2000)
  const report = lines.findIndex((line) =>
    /Failed Tests|Failed Suites|Unhandled (Error|Rejection)/.test(line),
  )
  return (report === -1 ? lines.slice(-60) : lines.slice(report, report + 120)).join('\n')
}

/** A browser that is here, or the test tool's own, after asking. Nothing outside the project is installed unasked. */
async function needBrowser() {
  if (findChromium()) return
  const how = 'Install Chromium or Chrome, or set SKEP_CHROMIUM to one, then run npm test again.'
  if (!process.stdin.isTTY || process.env.CI)
    fail('The browser tests need Chromium, and none was found.', how)
  const prompt = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await prompt.question(
    'The browser tests need Chromium, and none was found. Download one into .tools/browsers (about 170 MB)? [y/N] ',
  )
  prompt.close()
  if (!/^y/i.test(answer.trim())) fail('No browser.', how)
  const download = spawnSync('playwright', ['install', 'chromium'], {
    cwd: root,
    stdio: 'inherit',
    env: toolEnvironment({ PLAYWRIGHT_BROWSERS_PATH: join(root, '.tools/browsers') }),
    shell: process.platform === 'win32',
  })
  if (download.status !== 0 || !findChromium()) fail('The browser could not be downloaded.', how)
}
