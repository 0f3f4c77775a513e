import { createMemoryStores, withHostStores } from '@skep/storage'
import { storeSetContract } from '@skep/testing'
import * as Comlink from 'comlink'
import { hostStores } from './host-facades.ts'
import { createHostApi } from './host-functions.ts'
import { openHostLink } from './host-link.ts'
import { nameHostFunctions } from './host-options.ts'
import { Outbox } from './outbox.ts'

// Every store of a host, as the worker reaches it: each call over a message port to functions of the page.
storeSetContract({
  name: "the host's own functions",
  create: async () => {
    const page = createMemoryStores()
    const functions = nameHostFunctions({ stores: page })
    const calls = new MessageChannel()
    const items = new MessageChannel()
    Comlink.expose(
      createHostApi(functions, new Outbox((parcel) => items.port1.postMessage(parcel))),
      calls.port1,
    )
    const link = openHostLink(calls.port2, [...functions.keys()])
    items.port2.onmessage = (message) => link.receive(message.data)
    // Settings stay Skep's own: no host is asked for them.
    return {
      ...withHostStores(createMemoryStores(), hostStores(link)),
      end: () => [calls, items].map(({ port1 }) => port1.close()),
    }
  },
  dispose: async ({ end }) => void end(),
})
