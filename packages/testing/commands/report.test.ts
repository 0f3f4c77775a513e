import { describe, expect, it } from 'vitest'
import { Report, readCommandLine, UsageError } from './report.ts'

describe('Report', () => {
  it('prints one line for each failed case, and what passed and failed', () => {
    const lines: string[] = []
    const report = new Report((line) => lines.push(line))
    report.add({ name: 'a', problems: [] })
    report.add({ name: 'b', problems: ['one\n  two', 'three'] })
    expect(report.end()).toBe(1)
    expect(lines).toEqual(['FAILED b: one two | three', '1 passed, 1 failed'])
  })

  it('has passed when every case has, and failed when there was none', () => {
    const passing = new Report(() => undefined)
    passing.add({ name: 'a', problems: [] })
    expect(passing.end()).toBe(0)
    expect(new Report(() => undefined).end()).toBe(1)
  })
})

describe('readCommandLine', () => {
  it('tells words from options', () => {
    const { words, options } = readCommandLine(['--', 'dir', '--browser', '--seeds=3'], {
      browser: 'boolean',
      seeds: 'string',
    })
    expect([words, { ...options }]).toEqual([['dir'], { browser: true, seeds: '3' }])
  })

  it('refuses options that the command does not name', () => {
    expect(() => readCommandLine(['--odd'])).toThrow(UsageError)
  })
})
