import { createServer as createTcpServer } from 'node:net'

/** The browser's own errands, which no code asked for. */
const ERRANDS = /(^|\.)(google|googleapis|gstatic|gvt1|chromium)\.[a-z.]+$/

/** Somebody who answers whoever comes, in whatever protocol, and notes whom they were looking for. */
export interface Attacker {
  readonly reached: string[]
  /** Makes a browser meet the attacker whatever name it looks for. */
  readonly browserArgument: string
  close(): void
}

export async function startAttacker(): Promise<Attacker> {
  const reached: string[] = []
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (data) => {
      const host = hostOf(data)
      if (!ERRANDS.test(host)) reached.push(host)
      socket.end(
        'HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\ncontent-length: 4\r\nconnection: close\r\n\r\nleak',
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    reached,
    browserArgument: `--host-resolver-rules=MAP * 127.0.0.1:${port}, EXCLUDE 127.0.0.1, EXCLUDE localhost`,
    close: () => void server.close(),
  }
}

/** Whom a request is for: a header says so, or the first message of TLS. */
function hostOf(data: Buffer): string {
  const header = /^host: *(\S+)/im.exec(data.toString('latin1'))?.[1]
  if (header) return header
  // In TLS a list of one name: its length, a zero, the length of the name, the name.
  for (let at = 2; at + 3 < data.length; at++) {
    const length = data.readUInt16BE(at + 1)
    if (data[at] !== 0 || data.readUInt16BE(at - 2) !== length + 3) continue
    const name = data.toString('latin1', at + 3, at + 3 + length)
    if (/^[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(name)) return name
  }
  return 'somebody'
}
