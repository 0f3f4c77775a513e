import { describe, expect, it } from 'vitest'
import { decodeText } from './decode-text.ts'
import { loadBytes, utf8 } from './testing/fixtures.ts'

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

function encodingOf(data: Uint8Array, declared?: string): unknown {
  const { text, warnings } = decodeText(data, declared)
  return { text, encoding: warnings[0]?.data.encoding ?? 'utf' }
}

describe('texts that do not say how they are encoded', () => {
  it.each([
    [
      'utf-32le',
      'The ferry leaves at 07:40, Überfahrt 😀.',
      'VAAAAGgAAABlAAAAIAAAAGYAAABlAAAAcgAAAHIAAAB5AAAAIAAAAGwAAABlAAAAYQAAAHYAAABlAAAAcwAAACAAAABhAAAAdAAAACAAAAAwAAAANwAAADoAAAA0AAAAMAAAACwAAAAgAAAA3AAAAGIAAABlAAAAcgAAAGYAAABhAAAAaAAAAHIAAAB0AAAAIAAAAAD2AQAuAAAA',
    ],
    [
      'utf-32be',
      'The ferry leaves.',
      'AAAAVAAAAGgAAABlAAAAIAAAAGYAAABlAAAAcgAAAHIAAAB5AAAAIAAAAGwAAABlAAAAYQAAAHYAAABlAAAAcwAAAC4=',
    ],
    [
      'utf-16le',
      'Паром на остров отходит в семь сорок.',
      'HwQwBEAEPgQ8BCAAPQQwBCAAPgRBBEIEQAQ+BDIEIAA+BEIERQQ+BDQEOARCBCAAMgQgAEEENQQ8BEwEIABBBD4EQAQ+BDoELgA=',
    ],
    ['utf-16be', '云雾茶园位于海拔八百二十米的山坡上。', 'TpGW/oM2Vu1PTU6ObXdi1FFrdn5OjFNBfHN2hFxxV2FOCjAC'],
    [
      'big5',
      '雲霧茶園位於海拔八百二十米的山坡上，每年四月初開始採摘春茶。',
      'trPD+q/5tumm7Knzrvyp3qRLpsqkR6RRpsyquqRzqVmkV6FBqEOmfqV8pOuq7LZ9qWyxxLpLrEuv+aFD',
    ],
    [
      'euc-kr',
      '방문객은 남쪽 주차장을 이용하고 오전 아홉 시까지 도착해야 합니다.',
      'uea5rrC0wLogs7LCyiDB1sL3wOXAuyDAzL/rx8+w7SC/wMD8IL7GyKkgvcOx7sH2ILW1wvjH2L7fIMfVtM+02S4=',
    ],
    [
      'euc-jp',
      '港の灯台は毎朝六時に消えます。来園者は予約が必要です。',
      'ucGkzsX0wuakz8voxKvPu7v+pMu+w6SopN6kuaGjzeix4LzUpM/NvczzpKzJrM3XpMekuaGj',
    ],
    ['iso-2022-jp', '港の灯台は毎朝六時に消えます。', 'GyRCOUEkTkV0QmYkT0toRCtPOzt+JEs+QyQoJF4kOSEjGyhC'],
    [
      'koi8-r',
      'Смотритель маяка красит северную дверь в апреле.',
      '883P1NLJ1MXM2CDNwdHLwSDL0sHTydQg08XXxdLO1cAgxNfF0tgg1yDB0NLFzMUu',
    ],
    [
      'ibm866',
      'Смотритель маяка красит северную дверь в апреле.',
      'kayu4uCo4qWr7CCsoO+qoCCq4KDhqOIg4aWipeCt4+4gpKKl4OwgoiCgr+Clq6Uu',
    ],
    [
      'windows-1250',
      'Přístav otevírá v šest hodin, žlutá loď odplouvá od druhého mola.',
      'UPjtc3RhdiBvdGV27XLhIHYgmmVzdCBob2Rpbiwgnmx1dOEgbG/vIG9kcGxvdXbhIG9kIGRydWjpaG8gbW9sYS4=',
    ],
    [
      'iso-8859-2',
      'Zażółć gęślą jaźń. Przystań otwiera się o siódmej.',
      'WmG/87PmIGfqtmyxIGphvPEuIFByenlzdGHxIG90d2llcmEgc2nqIG8gc2nzZG1lai4=',
    ],
    [
      'windows-1253',
      'Ο φαροφύλακας βάφει τη βόρεια πόρτα τον Απρίλιο.',
      'zyD24fHv9v3r4erh8iDi3Pbl6SD05yDi/PHl6eEg8Pzx9OEg9O/tIMHw8d/r6e8u',
    ],
    [
      'windows-1254',
      'Fener bekçisi nisan ayında kuzey kapısını boyar, şehir ışığı.',
      'RmVuZXIgYmVr52lzaSBuaXNhbiBhef1uZGEga3V6ZXkga2Fw/XP9bv0gYm95YXIsIP5laGlyIP3+/fD9Lg==',
    ],
    [
      'windows-1255',
      'שומר המגדלור צובע את הדלת הצפונית באפריל.',
      '+eXu+CDk7uLj7OX4IPbl4fIg4Pog5OPs+iDk9vTl8On6IOHg9Pjp7C4=',
    ],
    [
      'windows-1256',
      'يطلي حارس المنارة الباب الشمالي في أبريل.',
      '7djh7SDNx9HTIMfh4+TH0ckgx+HIx8ggx+HU48fh7SDd7SDDyNHt4S4=',
    ],
    [
      'windows-874',
      'ผู้ดูแลประภาคารทาสีประตูทิศเหนือในเดือนเมษายน',
      'vNnptNnhxbvD0MDSpNLDt9LK1bvD0LXZt9TI4Mu5183jueC018254MHJ0sK5',
    ],
  ])('%s: %s', async (encoding, text, data) => {
    const { warnings, ...loaded } = await loadBytes('a.txt', bytes(data))
    expect(loaded.text).toBe(text)
    expect(warnings[0]?.data.encoding).toBe(encoding.startsWith('utf-') ? undefined : encoding)
  })

  it.each([
    ['café', 'Y2Fm6Q=='],
    ['Größe', 'R3L232U='],
    ['20 °C ±2', 'MjAgsEMgsTI='],
    ['à la carte', '4CBsYSBjYXJ0ZQ=='],
    ['“quoted”', 'k3F1b3RlZJQ='],
    ['La télévision américaine', 'TGEgdOls6XZpc2lvbiBhbelyaWNhaW5l'],
  ])('a few Western letters are no other script: %s', (text, data) => {
    expect(encodingOf(bytes(data))).toEqual({ text, encoding: 'windows-1252' })
  })

  it('a text with replacement characters that somebody else put there is UTF-8', () => {
    expect(encodingOf(utf8('A name: J\ufffdrgen'))).toEqual({
      text: 'A name: J\ufffdrgen',
      encoding: 'utf-8',
    })
  })

  it('what begins with much ASCII is told by what follows', () => {
    const start = 'A line of the log.\n'.repeat(5_000)
    const { text } = decodeText(
      Uint8Array.from([...utf8(start), ...bytes('w7/E6svE1MKz9b+qyryyydWqtLqy6KGj')]),
    )
    expect(text.slice(start.length)).toBe('每年四月初开始采摘春茶。')
  })

  it.each([
    ['noise', Uint8Array.from({ length: 4_000 }, (_, at) => (at * at * 7 + at * 31) % 256)],
    [
      'small numbers of four bytes',
      Uint8Array.from({ length: 4_000 }, (_, at) => (at % 4 === 0 ? at % 100 : 0)),
    ],
    ['quiet sound', Uint8Array.from({ length: 4_000 }, (_, at) => (at % 2 === 0 ? (at * 13) % 60 : 0))],
  ])('%s is no text', async (_, data) => {
    await expect(loadBytes('a.txt', data)).rejects.toMatchObject({ code: 'DOCUMENT_TYPE_MISMATCH' })
  })
})

describe('texts that say how they are encoded', () => {
  it('are not believed where the bytes show that it cannot be', () => {
    expect(encodingOf(utf8('Grüße'), 'utf-16')).toEqual({ text: 'Grüße', encoding: 'utf' })
    expect(encodingOf(bytes('UPjtc3RhdiBvdGV27XLhIHYgmmVzdCBob2Rpbg=='), 'utf-8')).toEqual({
      text: 'Přístav otevírá v šest hodin',
      encoding: 'windows-1250',
    })
  })

  it('are believed where they may be right', () => {
    expect(encodingOf(bytes('Y2Fm6Q=='), 'windows-1251')).toEqual({ text: 'cafй', encoding: 'utf' })
  })
})
