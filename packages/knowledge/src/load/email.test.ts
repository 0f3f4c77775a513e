import { describe, expect, it } from 'vitest'
import { loadBytes, loadFixture, textsAtHeadings, utf8 } from './testing/fixtures.ts'

describe('a message', () => {
  it('has its subject, people, date, text, and what can be read of its attachments', async () => {
    const loaded = await loadFixture('message.eml')
    expect(loaded.text).toBe(
      [
        'Bestellung für März: Rähmchen und Schleier, bitte bis zum Fünfzehnten bestätigen',
        'From: Noor Haddad <noor@example.org>\nTo: Tomasz Wrona <tomasz@example.org>, shed@example.org\nDate: 2026-03-02T08:15:00Z\nAttachments: Preise März.csv, hive.png, photos.zip',
        'Lieber Tomasz,\n\ndie Lieferung kommt am 17. März um 9:30 Uhr.\n\nNoor',
        'Attachment: Preise März.csv',
        'item: Frame; price: 4,20\nitem: Veil; price: 12,00',
      ].join('\n\n'),
    )
    expect(textsAtHeadings(loaded)).toEqual(loaded.headings.map(({ text }) => text))
    expect(loaded.warnings).toMatchObject([
      { code: 'DOCUMENT_TYPE_UNSUPPORTED', data: { codes: ['DOCUMENT_TYPE_UNSUPPORTED'] } },
    ])
  })

  it('of HTML alone is its text without script', async () => {
    expect((await loadFixture('message-html.eml')).text).toBe(
      'Only HTML\n\nFrom: shed@example.org\n\nOffer\n\nWax at 9 euros.',
    )
  })

  it('passed on in another one is read, though not for ever', async () => {
    const wrap = (inner: string, b: string): string =>
      `Subject: outer\r\nContent-Type: multipart/mixed; boundary=${b}\r\n\r\n--${b}\r\nContent-Type: text/plain\r\n\r\nwords\r\n--${b}\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment; filename=inner.eml\r\n\r\n${inner}\r\n--${b}--\r\n`
    let message = 'Subject: innermost\r\n\r\nend'
    for (let depth = 0; depth < 3; depth++) message = wrap(message, `b${depth}`)
    const passedOn = await loadBytes('a.eml', utf8(message))
    expect(passedOn.text.endsWith('innermost\n\nend')).toBe(true)
    expect(passedOn.warnings).toEqual([])
    for (let depth = 3; depth < 9; depth++) message = wrap(message, `b${depth}`)
    const { text, warnings } = await loadBytes('a.eml', utf8(message))
    expect(text.match(/Attachment: inner\.eml/g)).toHaveLength(5)
    expect(warnings).toMatchObject([
      { code: 'DOCUMENT_TYPE_UNSUPPORTED', data: { codes: ['DOCUMENT_TOO_LARGE'] } },
    ])
  })

  it('that nests its parts without end is refused', async () => {
    let body = 'Content-Type: text/plain\r\n\r\nx'
    for (let depth = 0; depth < 300; depth++)
      body = `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${body}\r\n--b${depth}--`
    await expect(loadBytes('a.eml', utf8(`Subject: s\r\n${body}`))).rejects.toMatchObject({
      code: 'DOCUMENT_DAMAGED',
    })
  })
})
