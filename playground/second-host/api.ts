import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AppRecord } from '@skep/client'

/** The host's HTTP API: apps in a Map, as they would be in its database. Answers what is below `/second-host/api`. */
export function createApi(): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  const records = new Map<string, AppRecord>()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = decodeURIComponent(/\/apps\/([^/?]+)/.exec(request.url ?? '')?.[1] ?? '')
    const send = (status: number, body?: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(body === undefined ? undefined : JSON.stringify(body))
    }
    const record = records.get(id)
    if (request.method === 'GET' && !id) {
      send(
        200,
        [...records.values()].map(({ app, revision, updatedAtMs }) => {
          const { name, description, icon, mode } = app
          return { id: app.id, name, description, icon, mode, revision, updatedAtMs }
        }),
      )
    } else if (request.method === 'GET') send(record ? 200 : 404, record ?? {})
    else if (request.method === 'PUT') {
      const { app, baseRevision } = JSON.parse(await bodyOf(request))
      const currentRevision = record?.revision ?? null
      if (currentRevision !== baseRevision) {
        send(409, {
          code: 'APP_CONFLICT',
          message: 'Somebody saved this app in between.',
          data: { currentRevision },
        })
        return
      }
      const now = Date.now()
      const next = {
        app,
        revision: (currentRevision ?? 0) + 1,
        createdAtMs: record?.createdAtMs ?? now,
        updatedAtMs: now,
      }
      records.set(id, next)
      send(200, next)
    } else if (request.method === 'DELETE') {
      records.delete(id)
      send(204)
    } else send(405, {})
  }

  return (request, response, next) => {
    if (request.url?.startsWith('/second-host/api/')) void answer(request, response)
    else next()
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
