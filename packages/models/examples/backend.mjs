// A backend for the `remote` connection (see ../REMOTE.md) before any server that the package `openai` can talk to:
//   OPENAI_API_KEY=... HOST_TOKEN=... CHAT_MODEL=gpt-5-mini EMBEDDING_MODEL=text-embedding-3-small node backend.mjs
import { createServer } from 'node:http'
import OpenAI from 'openai'

const { HOST_TOKEN = crypto.randomUUID(), CHAT_MODEL, EMBEDDING_MODEL, ORIGIN = '' } = process.env
const embeddings = { model: EMBEDDING_MODEL, kind: 'embedding', isLanguageModel: false }
const models = [{ model: CHAT_MODEL, capabilities: ['tools', 'json-schema', 'vision'] }, embeddings]
const CODES = { 401: 'MODEL_AUTH', 404: 'MODEL_NOT_FOUND', 429: 'MODEL_RATE_LIMIT' }
const openai = new OpenAI({ maxRetries: 0 }) // Skep tries again by itself

const toPart = (part) => (part.type === 'image' ? { type: 'image_url', image_url: { url: part.url } } : part)
const toCall = ({ id, ...call }) => ({ id, type: 'function', function: call })
const toMessage = ({ content, toolCalls, toolCallId, ...rest }) => ({
  ...{ ...rest, content: Array.isArray(content) ? content.map(toPart) : content },
  ...{ tool_calls: toolCalls?.map(toCall), tool_call_id: toolCallId },
})

async function* chat({ messages, tools, responseFormat, extra, ...settings }, signal) {
  const { type, ...schema } = responseFormat ?? {}
  const body = { messages: messages.map(toMessage), stream: true, stream_options: { include_usage: true } }
  for (const key in settings) body[key.replace(/[A-Z]/g, '_$&').toLowerCase()] = settings[key]
  if (tools) body.tools = tools.map((tool) => ({ type: 'function', function: tool }))
  if (type === 'json-schema') body.response_format = { type: 'json_schema', json_schema: schema }
  let end
  for await (const { choices, usage } of await openai.chat.completions.create(body, { signal })) {
    const { delta, finish_reason: reason } = choices[0] ?? {}
    if (delta?.content) yield { type: 'text', text: delta.content }
    for (const { index, id, function: call } of delta?.tool_calls ?? [])
      yield { type: 'tool-call', index, id, name: call.name, argumentsDelta: call.arguments ?? '' }
    if (reason) end = { type: 'finish', reason: reason.replace('_', '-'), usage: {} }
    if (usage) end.usage = { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens }
  }
  if (!end) throw new Error('The answer was cut off.')
  yield end
}

createServer(async (request, response) => {
  const stop = new AbortController()
  response.on('close', () => stop.abort()).setHeader('access-control-allow-origin', ORIGIN)
  response.setHeader('access-control-allow-headers', 'authorization, content-type')
  const json = (value, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  const refuse = (status, code, message) => json({ error: { code, message } }, status)
  let id = 0
  const send = (part, event = 'part') =>
    response.write(`id: ${++id}\nevent: ${event}\ndata: ${JSON.stringify(part)}\n\n`)
  try {
    const { method, url, headers } = request
    if (method === 'OPTIONS') return response.end()
    if (headers.authorization !== `Bearer ${HOST_TOKEN}`) return refuse(401, 'MODEL_AUTH', 'Sign in again.')
    if (url === '/models') return json({ models })
    const { texts: input, ...body } = JSON.parse(Buffer.concat(await request.toArray()))
    if (url === '/embeddings') {
      const { data } = await openai.embeddings.create({ model: body.model, input }, { signal: stop.signal })
      return json({ vectors: data.map(({ embedding }) => embedding) })
    }
    if (url !== '/chat') return refuse(404, 'MODEL_CAPABILITY', 'This server cannot do that.')
    response.setHeader('content-type', 'text/event-stream')
    for await (const part of chat(body, stop.signal)) send(part)
  } catch ({ status = 502 }) {
    if (!id) return refuse(status, CODES[status] ?? 'MODEL_SERVER', 'The model refused. Try again later.')
    send({ code: 'MODEL_STREAM_INTERRUPTED', message: 'The model broke off. Try again.' }, 'error')
  }
  response.end()
}).listen(process.env.PORT ?? 8787, '127.0.0.1')
