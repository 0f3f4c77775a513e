// A backend for the `remote` connection, in plain Node: keys stay here. See ../REMOTE.md.
//   UPSTREAM_KEY=... HOST_TOKEN=... MODELS=gpt-4o-mini EMBEDDING_MODEL=text-embedding-3-small node backend.mjs
import { createServer } from 'node:http'

const {
  UPSTREAM_URL = 'https://api.openai.com/v1',
  UPSTREAM_KEY,
  HOST_TOKEN,
  MODELS = '',
  EMBEDDING_MODEL,
} = process.env
const { ORIGIN = '', PORT = '8787' } = process.env
const REASONS = { tool_calls: 'tool-calls', content_filter: 'content-filter' }
const CODES = { 401: 'MODEL_AUTH', 403: 'MODEL_AUTH', 404: 'MODEL_NOT_FOUND', 429: 'MODEL_RATE_LIMIT' }

const upstream = async (path, body, signal) => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${UPSTREAM_KEY}` }
  const answer = await fetch(UPSTREAM_URL + path, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    signal,
  })
  if (answer.ok) return answer
  const code = CODES[answer.status] ?? (answer.status < 500 ? 'MODEL_BAD_REQUEST' : 'MODEL_SERVER')
  throw Object.assign(new Error('The model server refused the request.'), { status: answer.status, code })
}

async function chat(request, response, signal) {
  const { model, messages, tools, responseFormat: format, maxTokens, temperature } = request
  const answer = await upstream(
    '/chat/completions',
    {
      model,
      max_tokens: maxTokens,
      temperature,
      stream: true,
      stream_options: { include_usage: true },
      messages: messages.map(({ role, content, toolCalls, toolCallId }) => ({
        role,
        tool_call_id: toolCallId,
        content:
          typeof content === 'string'
            ? content
            : content.map((part) =>
                part.type === 'image' ? { type: 'image_url', image_url: { url: part.url } } : part,
              ),
        tool_calls: toolCalls?.map(({ id, name, arguments: given }) => ({
          id,
          type: 'function',
          function: { name, arguments: given },
        })),
      })),
      tools: tools?.map((each) => ({ type: 'function', function: each })),
      response_format:
        format?.type === 'json-schema'
          ? { type: 'json_schema', json_schema: { name: format.name, schema: format.schema } }
          : undefined,
    },
    signal,
  )
  let id = 0,
    reason,
    usage = {},
    rest = ''
  const send = (part, event = 'part') =>
    response.write(`id: ${++id}\nevent: ${event}\ndata: ${JSON.stringify(part)}\n\n`)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  try {
    for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split('\n')
      rest = lines.pop()
      for (const line of lines) {
        if (!line.startsWith('data: {')) continue
        const { choices: [choice] = [], usage: count } = JSON.parse(line.slice(6))
        if (count)
          usage = {
            inputTokens: count.prompt_tokens,
            outputTokens: count.completion_tokens,
            totalTokens: count.total_tokens,
          }
        if (choice?.delta?.content) send({ type: 'text', text: choice.delta.content })
        for (const { index, id, function: call } of choice?.delta?.tool_calls ?? [])
          send({ type: 'tool-call', index, id, name: call?.name, argumentsDelta: call?.arguments ?? '' })
        if (choice?.finish_reason) reason = REASONS[choice.finish_reason] ?? choice.finish_reason
      }
    }
  } catch {} // cut off: without a reason the error below says so
  if (reason) send({ type: 'finish', reason, usage })
  else send({ code: 'MODEL_STREAM_INTERRUPTED', message: 'The model broke off. Try again.' }, 'error')
  response.end()
}

createServer(async (request, response) => {
  const stopped = new AbortController()
  response.on('close', () => stopped.abort())
  const json = (status, value) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  if (ORIGIN)
    response
      .setHeader('access-control-allow-origin', ORIGIN)
      .setHeader('access-control-allow-headers', 'authorization, content-type')
  try {
    if (request.method === 'OPTIONS') return response.writeHead(204).end()
    if (HOST_TOKEN && request.headers.authorization !== `Bearer ${HOST_TOKEN}`)
      return json(401, { error: { code: 'MODEL_AUTH', message: 'Sign in again.' } })
    if (request.url === '/models')
      return json(200, {
        models: [
          ...MODELS.split(',')
            .filter(Boolean)
            .map((model) => ({ model, capabilities: ['tools', 'json-schema'] })),
          ...(EMBEDDING_MODEL ? [{ model: EMBEDDING_MODEL, kind: 'embedding', isLanguageModel: false }] : []),
        ],
      })
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString())
    if (request.url === '/chat') return await chat(body, response, stopped.signal)
    if (request.url !== '/embeddings')
      return json(404, { error: { code: 'MODEL_CAPABILITY', message: 'This server cannot do that.' } })
    const { data } = await (
      await upstream('/embeddings', { model: body.model, input: body.texts }, stopped.signal)
    ).json()
    json(200, { vectors: data.sort((a, b) => a.index - b.index).map(({ embedding }) => embedding) })
  } catch (error) {
    if (!response.headersSent)
      json(error.status ?? 502, {
        error: {
          code: error.code?.startsWith('MODEL_') ? error.code : 'MODEL_SERVER',
          message: 'The model server could not answer. Try again.',
        },
      })
  }
}).listen(Number(PORT), '127.0.0.1', function () {
  process.send?.(this.address().port)
})
