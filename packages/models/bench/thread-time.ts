import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** The one worker thread of a browser that this process started (Linux). */
export function findWorkerThread(): string | undefined {
  if (!existsSync('/proc/self/task')) return undefined
  const found = numbers('/proc')
    .filter((pid) => descendsFromUs(pid))
    .flatMap((pid) => numbers(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`))
    .filter((path) => read(`${path}/comm`).startsWith('DedicatedWorker'))
  return found.length === 1 ? found[0] : undefined
}

/** How long a thread was on a processor, in microseconds. */
export function threadMicroseconds(path: string): number {
  return Number(read(`${path}/schedstat`).split(' ')[0]) / 1000
}

function numbers(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name))
  } catch {
    return [] // it has ended meanwhile
  }
}

function descendsFromUs(pid: string): boolean {
  for (let at = pid; Number(at) > 1; ) {
    if (at === String(process.pid)) return true
    at = /^PPid:\s*(\d+)/m.exec(read(`/proc/${at}/status`))?.[1] ?? '0'
  }
  return false
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // as above
  }
}
