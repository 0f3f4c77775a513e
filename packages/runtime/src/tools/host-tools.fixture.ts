import { type App, createApp, createNode, endNode, httpRequestNode, startNode, toolNode } from '@skep/schema'
import type { HostTool } from './host-tool.ts'

const position = { x: 0, y: 0 }

function edge(source: string, target: string): App['graph']['edges'][number] {
  return { id: `${source}-${target}`, source, sourceHandle: 'source', target, targetHandle: 'target' }
}

/** A workflow that looks an order up with a tool. */
export function orderApp(id: string, number = '7'): App {
  return {
    ...createApp({ mode: 'workflow', name: 'Orders', id }),
    graph: {
      nodes: [
        createNode(startNode, { id: 'start', title: 'Start', position }),
        createNode(toolNode, {
          id: 'find',
          title: 'Find',
          position,
          config: {
            ...toolNode.defaults,
            // As an imported app may name it: with an organisation before the provider.
            provider: 'acme/shop',
            tool: 'find_order',
            parameters: { number: { type: 'mixed', value: number } },
          },
        }),
        createNode(endNode, {
          id: 'end',
          title: 'End',
          position,
          config: {
            outputs: [
              { variable: 'text', selector: ['find', 'text'] },
              { variable: 'price', selector: ['find', 'price'] },
              { variable: 'json', selector: ['find', 'json'] },
            ],
          },
        }),
      ],
      edges: [edge('start', 'find'), edge('find', 'end')],
    },
  }
}

/** A workflow that sends one request and gives back its answer. */
export function requestApp(id: string, url: string, key = ''): App {
  return {
    ...createApp({ mode: 'workflow', name: 'Request', id }),
    environmentVariables: [{ id: 'key', name: 'KEY', type: 'secret', value: key, secretName: `${id}.KEY` }],
    graph: {
      nodes: [
        createNode(startNode, { id: 'start', title: 'Start', position }),
        createNode(httpRequestNode, {
          id: 'send',
          title: 'Send',
          position,
          config: {
            ...httpRequestNode.defaults,
            url,
            ...(key === ''
              ? {}
              : { authorization: { type: 'bearer', apiKey: '{{#env.KEY#}}', header: '' } as const }),
          },
        }),
        createNode(endNode, {
          id: 'end',
          title: 'End',
          position,
          config: {
            outputs: [
              { variable: 'status', selector: ['send', 'status_code'] },
              { variable: 'body', selector: ['send', 'body'] },
              { variable: 'files', selector: ['send', 'files'] },
            ],
          },
        }),
      ].map((node) => ({
        ...node,
        ...(node.id === 'send' ? { retry: { enabled: false, maxRetries: 0, intervalMs: 0 } } : {}),
      })),
      edges: [edge('start', 'send'), edge('send', 'end')],
    },
  }
}

/** The shop's own tool, with what it was asked. */
export function shopTool(asked: unknown[] = []): HostTool {
  return {
    provider: 'shop',
    name: 'find_order',
    description: 'Finds an order',
    parameters: { type: 'object', properties: { number: { type: 'integer' } }, required: ['number'] },
    outputs: { type: 'object', properties: { price: { type: 'number' } } },
    run: async (parameters) => {
      asked.push(parameters)
      return { price: 12.5, number: parameters.number ?? null }
    },
  }
}
