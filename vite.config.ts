import { join } from 'node:path'
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'
import tailwind from '@tailwindcss/postcss'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { bundledWorkers } from './.ci/bundled-workers.ts'
import { CHROMIUM_ARGS, findChromium } from './.ci/chromium.mjs'
import { scopeStyles } from './.ci/scope-styles.ts'
import { createApi } from './playground/second-host/api.ts'

const executablePath = findChromium()

// Tests share the machine with one another: waiting longer costs nothing where things are quick.
const PATIENT = { poll: { timeout: 20_000 } }

/** Chromium for a project's tests. A new object each time: Vitest writes names into it. */
const chromium = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: [...CHROMIUM_ARGS] },
  }),
  instances: [{ browser: 'chromium' as const }],
})

// Found before the first test runs: a dependency that is found later reloads the page and loads a second React.
const optimizeDeps = {
  entries: [
    'packages/*/src/index.ts',
    'packages/*/src/**/*.browser.test.{ts,tsx}',
    'stories/**/*.stories.tsx',
  ],
}

export default defineConfig({
  plugins: [
    react(),
    {
      name: 'second-host-api',
      configureServer: (server) => void server.middlewares.use(createApi()),
      configurePreviewServer: (server) => void server.middlewares.use(createApi()),
    },
  ],
  // Relative, so that the built playground works from any folder.
  base: './',
  build: {
    // A strict policy refuses to fetch or run data: URLs.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rollupOptions: {
      input: {
        playground: join(import.meta.dirname, 'playground/index.html'),
        'second-host': join(import.meta.dirname, 'playground/second-host/index.html'),
      },
    },
  },
  css: { postcss: { plugins: [tailwind({ base: import.meta.dirname }), scopeStyles()] } },
  worker: { format: 'es' },
  // Beside the checkout, where it is there: the cases that tests read.
  server: { fs: { allow: [import.meta.dirname, join(import.meta.dirname, '../shared')] } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          expect: PATIENT,
          environment: 'node',
          // Modules hold no state, so files share them: loading them anew for each took a third of the time.
          isolate: false,
          setupFiles: ['.ci/property-seed.ts'],
          include: ['packages/*/src/**/*.test.ts', 'packages/*/commands/**/*.test.ts', '.ci/*.test.ts'],
          exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
          testTimeout: 90_000,
        },
      },
      {
        extends: true,
        optimizeDeps,
        plugins: [
          bundledWorkers(import.meta.dirname, [
            'packages/runtime/src/worker.ts',
            'packages/runtime/src/local-models-worker.fixture.ts',
            'packages/runtime/src/wire-worker.fixture.ts',
          ]),
        ],
        test: {
          name: 'browser',
          expect: PATIENT,
          globalSetup: [
            'packages/runtime/src/http/http-server-setup.fixture.ts',
            'packages/runtime/src/model-backend-setup.fixture.ts',
          ],
          include: ['packages/*/src/**/*.browser.test.{ts,tsx}'],
          testTimeout: 90_000,
          browser: chromium(),
        },
      },
      {
        extends: true,
        optimizeDeps,
        plugins: [storybookTest({ configDir: `${import.meta.dirname}/.storybook` })],
        test: { name: 'storybook', expect: PATIENT, testTimeout: 90_000, browser: chromium() },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          expect: PATIENT,
          environment: 'node',
          include: ['playground/e2e/**/*.e2e.ts'],
          testTimeout: 240_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
