import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

// From the ground up: a package may depend on those before it, never on those behind it.
const ORDER = [
  'schema',
  'client',
  'engine',
  'models',
  'models-transformers',
  'models-webllm',
  'knowledge',
  'sandbox',
  'storage',
  'runtime',
  'react',
  'model-ui',
  'builder',
  'chat',
  'uploader',
  'testing',
]
// Walls beside the order.
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  react: ['schema', 'client'],
  'model-ui': ['schema', 'client', 'react'],
  builder: ['schema', 'client', 'react'],
  chat: ['schema', 'client', 'react'],
  uploader: ['schema', 'client', 'react'],
  sandbox: ['schema', 'engine'],
}

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
}

const root = join(import.meta.dirname, '..')
const folders = readdirSync(join(root, 'packages')).sort()

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'))
}

describe('the walls between packages', () => {
  it('know every package', () => {
    expect(folders).toEqual([...ORDER].sort())
  })

  it.each(folders)('%s depends only on packages below it', (folder) => {
    const own = Object.keys(manifest(folder).dependencies ?? {})
      .filter((name) => name.startsWith('@skep/'))
      .map((name) => name.slice('@skep/'.length))
    const allowed = ALLOWED[folder] ?? ORDER.slice(0, ORDER.indexOf(folder))
    expect(own.filter((name) => !allowed.includes(name))).toEqual([])
  })

  it.each(folders)('%s names exact versions', (folder) => {
    const { dependencies = {} } = manifest(folder)
    expect(
      Object.entries(dependencies).filter(([, version]) => !/^(workspace:\*|\d[\w.-]*)$/.test(version)),
    ).toEqual([])
  })

  it.each(folders)('%s imports its neighbours by name, not by path', (folder) => {
    const source = join(root, 'packages', folder, 'src')
    const crossing = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .filter((file) =>
        [...readFileSync(join(source, file), 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].some(
          ([, path = '']) => {
            const target = relative(join(root, 'packages'), resolve(dirname(join(source, file)), path))
            return !target.startsWith('..') && target.split('/')[0] !== folder
          },
        ),
      )
    expect(crossing).toEqual([])
  })
})
