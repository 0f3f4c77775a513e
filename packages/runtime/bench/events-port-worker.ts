// The worker of `events.ts` that only sends: in parcels or one by one.
import { Outbox } from '../src/outbox.ts'

interface Wish {
  readonly way: 'parcels' | 'raw'
  readonly events: number
  readonly port: MessagePort
}

globalThis.addEventListener('message', ({ data }: MessageEvent<Wish>) => {
  const { way, events, port } = data
  const outbox = new Outbox((parcel) => port.postMessage(parcel))
  for (let sequence = 1; sequence <= events; sequence++) {
    const event = { type: 'text_chunk', runId: 'many', sequence, atMs: 0, text: String(sequence) }
    if (way === 'raw') port.postMessage(event)
    else outbox.push(1, event)
  }
  if (way === 'parcels') outbox.end(1, { ok: true, value: undefined })
})
globalThis.postMessage('ready')
