import fc from 'fast-check'
import papaparse from 'papaparse'
import { describe, expect, it } from 'vitest'
import { loadBytes, utf8 } from './testing/fixtures.ts'

const load = (text: string, name = 'table.csv') => loadBytes(name, utf8(text))

describe('tables', () => {
  it.each([
    ['commas', 'table.csv', 'Name,City\nAnn,Oslo\n"Berg, Bo","New\nYork"\n'],
    ['semicolons', 'table.csv', 'Name;City\nAnn;Oslo\n"Berg, Bo";"New\nYork"\n'],
    ['tabs', 'table.tsv', 'Name\tCity\nAnn\tOslo\nBerg, Bo\t"New\nYork"\n'],
    ['bars and Windows line ends', 'table.csv', 'Name|City\r\nAnn|Oslo\r\nBerg, Bo|"New\r\nYork"\r\n'],
  ])('with %s become one line per row, each value under its header', async (_, name, text) => {
    expect(await load(text, name)).toEqual({
      text: 'Name: Ann; City: Oslo\nName: Berg, Bo; City: New York',
      pages: [],
      headings: [],
      warnings: [],
      format: 'csv',
    })
  })

  it.each([
    ['the delimiter in a line of its own', 'sep=;\nName;City\nAnn;Oslo\n', 'Name: Ann; City: Oslo'],
    [
      'a title above the names',
      'Members of 2026,\n\nName,City\nAnn,Oslo\n',
      'Members of 2026\nName: Ann; City: Oslo',
    ],
    ['a row with one name', ',City\nAnn,5\n', 'Column 1: Ann; City: 5'],
    ['numbers alone', '1,2\n3,4\n', 'Column 1: 1; Column 2: 2\nColumn 1: 3; Column 2: 4'],
  ])('may begin with %s', async (_, source, text) => {
    expect(await load(source)).toMatchObject({ text, warnings: [] })
  })

  it('with ragged rows keep every value and say how many rows are ragged', async () => {
    const { text, warnings } = await load('a,b,\n1\n2,3,4,5\n6,7,8\n')
    expect(text).toBe('a: 1\na: 2; b: 3; Column 3: 4; Column 4: 5\na: 6; b: 7; Column 3: 8')
    expect(warnings).toEqual([
      {
        code: 'DOCUMENT_DAMAGED',
        message: '2 rows have more or fewer cells than the header; all values were kept.',
        data: { rows: 2 },
      },
    ])
  })

  it('with a stray quote inside a cell go on with the next row', async () => {
    expect((await load('size,part\n12" pipe,7\n3,8\n')).text).toBe(
      'size: 12" pipe; part: 7\nsize: 3; part: 8',
    )
  })

  it('with a stray quote are still read in pieces', async () => {
    let steps = 0
    const rows = Array.from({ length: 100_000 }, (_, i) => `${i},part ${i}`)
    await loadBytes('a.csv', utf8(`size,part\n12" pipe,7\n${rows.join('\n')}`), { onProgress: () => steps++ })
    expect(steps).toBeGreaterThan(3)
  })

  it('with a quote that never ends keep the rest and warn', async () => {
    const { text, warnings } = await load('a,b\n1,2\n"3,4\n5,6\n')
    expect(text).toContain('a: 1; b: 2')
    expect(text).toContain('3,4 5,6')
    expect(warnings.map(({ code }) => code)).toContain('DOCUMENT_DAMAGED')
  })

  it('of one row are kept as their values', async () => {
    expect((await load('just,one,row\n')).text).toBe('just; one; row')
  })

  it('of 100,000 rows are read within seconds, telling progress and letting others work', async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => `${i},"Name, ${i}",${i * 2}`)
    const done: number[] = []
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    const { text } = await loadBytes('big.csv', utf8(`id,name,double\n${rows.join('\n')}`), {
      onProgress: (step) => done.push(step.done / step.total),
    })
    clearInterval(timer)
    const lines = text.split('\n')
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([
      100_000,
      'id: 0; name: Name, 0; double: 0',
      'id: 99999; name: Name, 99999; double: 199998',
    ])
    expect(done).toEqual([...done].sort((a, b) => a - b))
    expect(done.at(-1)).toBe(1)
    expect(turns).toBeGreaterThan(3)
  }, 10_000)

  it('give back every value of every row, however cells are quoted', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '漢', ' ', '"', ',', ';', '\n', '1', '\t') })
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 30 })
    const tidy = (value: string) => value.replace(/\s+/g, ' ').trim()
    await fc.assert(
      fc.asyncProperty(rows, async (values) => {
        fc.pre(values.flat().some((value) => tidy(value) !== ''))
        const csv = papaparse.unparse([['first', 'second', 'third'], ...values], {
          quotes: true,
          newline: '\n',
        })
        const expected = values
          .map((row) =>
            row
              .map((value, i) =>
                tidy(value) === '' ? '' : `${['first', 'second', 'third'][i]}: ${tidy(value)}`,
              )
              .filter((part) => part !== '')
              .join('; '),
          )
          .filter((line) => line !== '')
        expect((await load(csv)).text).toBe(expected.join('\n'))
      }),
      { numRuns: 200 },
    )
  })
})
