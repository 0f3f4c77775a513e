import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge']
const fixed = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** Folders in which Playwright keeps its own browsers: ours first, then its usual places. */
function playwrightFolders() {
  return [
    join(import.meta.dirname, '../.tools/browsers'),
    process.env.PLAYWRIGHT_BROWSERS_PATH,
    join(homedir(), '.cache/ms-playwright'),
    join(homedir(), 'Library/Caches/ms-playwright'),
    join(homedir(), 'AppData/Local/ms-playwright'),
  ].filter((folder) => folder && existsSync(folder))
}

/** The path of a Chromium that is already here, or undefined. `SKEP_CHROMIUM` wins. */
export function findChromium() {
  if (process.env.SKEP_CHROMIUM) return process.env.SKEP_CHROMIUM
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
  const downloaded = playwrightFolders().flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.startsWith('chromium-'))
      .flatMap((name) => [
        join(folder, name, 'chrome-linux/chrome'),
        join(folder, name, 'chrome-linux64/chrome'),
        join(folder, name, 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'),
        join(
          folder,
          name,
          'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
        ),
        join(folder, name, 'chrome-win/chrome.exe'),
      ]),
  )
  return [...onPath, ...fixed, ...downloaded].find((path) => existsSync(path))
}

/** Start flags for a browser that talks to nobody but the page under test. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
