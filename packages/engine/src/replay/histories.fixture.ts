// Writes the histories anew, after a change of events that is meant: node packages/engine/src/replay/histories.fixture.ts
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { examples } from './examples.fixture.ts'
import { recordExample } from './record-example.fixture.ts'

const folder = join(import.meta.dirname, 'histories')
mkdirSync(folder, { recursive: true })
for (const example of examples) {
  const history = await recordExample(example)
  writeFileSync(join(folder, `${example.name}.json`), `${JSON.stringify(history)}\n`)
}
