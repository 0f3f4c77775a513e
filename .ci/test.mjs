// npm test: everything that CI runs, two steps beside one another. What a step printed comes in one piece when it ends.
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { bootstrap, fail, root, say, toolEnvironment } from './bootstrap.mjs'
import { findChromium } from './chromium.mjs'

/**
 * What costs most comes first, and the other lane tells meanwhile what is cheap to find out. A test with a browser that
 * fails beside all the others gets a second try, and is named at the end when it passes there: it needs mending too.
 */
const STEPS = [
  { name: 'unit', projects: ['unit'] },
  { name: 'format and lint', command: ['biome', 'ci', '.', '--diagnostic-level=warn'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'unused code', command: ['knip', '--no-progress'] },
  { name: 'build the packages', command: ['node', '.ci/build.ts'] },
  { name: 'package shape', command: ['node', '.ci/pack.ts'], after: ['build the packages'] },
  {
    name: 'build the playground',
    command: ['vite', 'build', 'playground', '--config', 'vite.config.ts', '--logLevel', 'warn'],
  },
  {
    name: 'build the Storybook',
    command: ['storybook', 'build', '--disable-telemetry', '--quiet', '-o', '.tools/storybook'],
  },
  {
    name: 'journeys',
    projects: ['e2e'],
    retries: 1,
    after: ['package shape', 'build the playground', 'build the Storybook'],
  },
  { name: 'components', projects: ['browser'], retries: 1 },
  { name: 'stories', projects: ['storybook'], retries: 1 },
]
const LANES = Math.min(2, availableParallelism())
const workers = Math.max(1, Math.floor(availableParallelism() / LANES))

bootstrap()
await needBrowser()

const reports = join(root, '.tools/reports')
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
let passed = 0
const failures = new Map()
/** The ends of what failing steps printed, repeated at the very end, where a cut log still shows them. */
const excerpts = []
const secondTries = []

/** By name, whether each step that has ended passed. */
const ended = new Map()
const waiting = [...STEPS]
const running = new Set()
while (waiting.length + running.size > 0) {
  while (running.size < LANES) {
    const index = waiting.findIndex(({ after = [] }) => after.every((name) => ended.has(name)))
    if (index === -1) break
    const [step] = waiting.splice(index, 1)
    const work = take(step).finally(() => running.delete(work))
    running.add(work)
  }
  await Promise.race(running)
}

const failed = [...failures.values()].reduce((sum, count) => sum + count, 0)
for (const excerpt of excerpts) console.log(excerpt)
for (const line of secondTries) console.log(`\npassed at the second try: ${line}`)
if (failures.size > 0) console.log(`\nfailed: ${[...failures.keys()].join(', ')}`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)

/** Runs a step and counts it: a command as one, tests each by itself. */
async function take({ name, command, projects, retries = 0, after = [] }) {
  const missing = after.filter((each) => !ended.get(each))
  if (missing.length > 0) say(`${name}: not run without ${missing.join(', ')}`)
  else if (command) count(name, (await run(name, command)) === 0 ? { good: 1, bad: 0 } : { good: 0, bad: 1 })
  else count(name, await vitest(name, projects, retries))
  ended.set(name, missing.length === 0 && !failures.has(name))
}

/** Runs the tests of some projects. A run that executed none has failed. */
async function vitest(name, projects, retries) {
  const file = join(reports, `${name}.json`)
  const code = await run(name, [
    'vitest',
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    `--maxWorkers=${workers}`,
    `--retry=${retries}`,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ])
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { good: 0, bad: 1 }
  }
  const bad =
    report.numFailedTests +
    report.testResults.filter(
      (suite) =>
        suite.status === 'failed' && suite.assertionResults.every((test) => test.status !== 'failed'),
    ).length
  for (const { assertionResults } of report.testResults)
    for (const { status, fullName, failureMessages } of assertionResults)
      if (status === 'passed' && failureMessages.length > 0)
        secondTries.push(`${fullName} (${failureMessages[0].split('\n')[0]})`)
  const good = report.numPassedTests
  return { good, bad: bad === 0 && (code !== 0 || good === 0) ? 1 : bad }
}

function count(name, { good, bad }) {
  passed += good
  if (bad > 0) failures.set(name, bad)
}

async function run(name, [command, ...parameters]) {
  const start = Date.now()
  say(`${name} ...`)
  const file = join(reports, `${name.replaceAll(' ', '-')}.log`)
  const log = openSync(file, 'w')
  const colours = process.env.CI || !process.stdout.isTTY ? { NO_COLOR: '1' } : { FORCE_COLOR: '1' }
  const child = spawn(command, parameters, {
    cwd: root,
    stdio: ['ignore', log, log],
    env: toolEnvironment({ NODE_ENV: '', ...colours }),
    shell: process.platform === 'win32',
  })
  const code = await new Promise((resolve) => {
    child.on('close', (exit, signal) => resolve(exit ?? signal))
    child.on('error', () => resolve(1))
  })
  closeSync(log)
  const said = readFileSync(file, 'utf8')
  if (said.trim()) console.log(`\n--- ${name}:\n${said.trimEnd()}\n`)
  if (code !== 0) excerpts.push(`\n--- ${name} ended with ${code}:\n${excerptOf(said)}`)
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
