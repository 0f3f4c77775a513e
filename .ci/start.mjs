// npm start: the playground, from nothing to a page.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { bootstrap, fail, root, say, toolEnvironment } from './bootstrap.mjs'

bootstrap()
// A person at a terminal gets the page opened; a script gets only its address.
const open = process.stdout.isTTY && !process.env.CI ? ['--open'] : []
say('starting the playground; press Ctrl+C to stop it')
const vite = spawn(
  'vite',
  ['playground', '--config', join(root, 'vite.config.ts'), ...open, ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: toolEnvironment(),
    shell: process.platform === 'win32',
  },
)
vite.on('error', (error) =>
  fail(
    `The development server did not start: ${error.message}`,
    'Delete node_modules and run npm start again.',
  ),
)
vite.on('exit', (code) => {
  if (code)
    fail(
      `The development server ended with code ${code}.`,
      'Is another program on its port? Try: npm start -- --port 5199',
    )
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => vite.kill(signal))
