import type { PreTrainedModel, PreTrainedTokenizer, Tensor } from '@huggingface/transformers'
import type { ModelPart, ModelRequest } from '@skep/models'
import { type PlainMessage, plainMessages, StopText } from '@skep/models/in-browser'
import { hasErrorCode, SkepError } from '@skep/schema'
import { loadLibrary } from './library.ts'
import type { LoadedModel, MakeModel } from './load-model.ts'
import { nextTask } from './next-task.ts'
import { PartQueue } from './part-queue.ts'
import { samplerProcessor, seededRandom } from './sampler.ts'
import type { LocalModel } from './settings.ts'
import type { SharedLoad } from './shared-load.ts'

/** @internal */
export const makeChatModel: MakeModel<LoadedModel> = async (library, modelId, how) => {
  const tokenizer = await library.AutoTokenizer.from_pretrained(modelId)
  const model = await library.AutoModelForCausalLM.from_pretrained(modelId, how)
  letOthersRun(model)
  return { tokenizer, model, dispose: () => model.dispose() }
}

/** Between two tokens the worker hears its messages, so that an answer can be stopped. */
function letOthersRun(model: PreTrainedModel): void {
  const forward = model.forward.bind(model)
  model.forward = async (inputs) => {
    await nextTask()
    return forward(inputs)
  }
}

/** One answer, streamed. @throws `MODEL_*`, `CALL_ABORTED` @internal */
export async function* streamChat(
  local: LocalModel,
  load: SharedLoad<LoadedModel>,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart, void, void> {
  const messages = plainMessages(request.messages, request.model)
  const { tokenizer, model } = await load.get({ signal, onProgress: undefined })
  const library = await loadLibrary()
  const inputs = encode(tokenizer, messages, request)
  const promptTokens = inputs.input_ids.dims.at(-1) ?? 0
  const room = (contextTokens(local, model) ?? Number.POSITIVE_INFINITY) - promptTokens
  if (room < 1) throw tooLong(request, promptTokens)
  const limit = Math.min(request.maxTokens ?? local.maxTokens, room)

  const stopping = new library.InterruptableStoppingCriteria()
  const queue = new PartQueue<ModelPart>()
  const stopText = new StopText(request.stop)
  let outputTokens = 0
  const show = (text: string): void => {
    if (text !== '') queue.push({ type: 'text', text })
  }
  const streamer = new library.TextStreamer(tokenizer, {
    skip_prompt: true,
    skip_special_tokens: true,
    callback_function: (text) => {
      show(stopText.push(text))
      if (stopText.isStopped) stopping.interrupt()
    },
    token_callback_function: () => {
      outputTokens += 1
    },
  })
  const stop = (): void => stopping.interrupt()
  signal.addEventListener('abort', stop, { once: true })
  const generation = model
    .generate({
      ...inputs,
      max_new_tokens: limit,
      do_sample: false, // our processor samples
      logits_processor: samplerProcessor(library, promptTokens, samplerOptions(request)),
      stopping_criteria: stopping,
      streamer,
    })
    .then(
      (output) => {
        show(stopText.end())
        const hasLimit = outputTokens >= limit && !stopText.isStopped && !endsItself(model, output as Tensor) // a tensor without return_dict_in_generate
        queue.push({
          type: 'finish',
          reason: hasLimit ? 'length' : 'stop',
          usage: { inputTokens: promptTokens, outputTokens, totalTokens: promptTokens + outputTokens },
        })
        queue.end()
      },
      (cause) => queue.fail(runError(request, cause)),
    )
  try {
    for await (const part of queue.read()) {
      if (signal.aborted) break
      yield part
    }
    if (signal.aborted) throw new SkepError('CALL_ABORTED', 'The call was stopped.')
  } finally {
    stop()
    signal.removeEventListener('abort', stop)
    await generation
  }
}

interface Inputs {
  readonly input_ids: Tensor
  readonly attention_mask: Tensor
}

function encode(tokenizer: PreTrainedTokenizer, messages: PlainMessage[], request: ModelRequest): Inputs {
  try {
    const encoded = tokenizer.apply_chat_template(messages, {
      add_generation_prompt: true,
      return_dict: true,
    })
    return { input_ids: encoded.input_ids, attention_mask: encoded.attention_mask }
  } catch (cause) {
    const message = `The chat template of "${request.model}" does not take this conversation. Choose a model made for chat, or leave out the system message.`
    throw new SkepError('MODEL_BAD_REQUEST', message, { model: request.model }, { cause })
  }
}

function contextTokens({ info }: LocalModel, model: PreTrainedModel): number | undefined {
  const own: unknown = Reflect.get(model.config, 'max_position_embeddings')
  return info.contextTokens ?? (typeof own === 'number' ? own : undefined)
}

function samplerOptions(request: ModelRequest): Parameters<typeof samplerProcessor>[2] {
  return {
    temperature: request.temperature ?? 0.7,
    topP: request.topP ?? 1,
    presencePenalty: request.presencePenalty ?? 0,
    frequencyPenalty: request.frequencyPenalty ?? 0,
    random: request.seed === undefined ? Math.random : seededRandom(request.seed),
  }
}

/** Whether the last token is one that ends an answer. */
function endsItself(model: PreTrainedModel, output: Tensor): boolean {
  const ends: unknown = model.generation_config?.eos_token_id ?? Reflect.get(model.config, 'eos_token_id')
  const last = Number(output.data.at(-1))
  return (Array.isArray(ends) ? ends : [ends]).includes(last)
}

function tooLong(request: ModelRequest, promptTokens: number): SkepError {
  const message = `The prompt has ${promptTokens} tokens, more than the model "${request.model}" can read. Shorten it or choose a model with a longer context.`
  return new SkepError('MODEL_BAD_REQUEST', message, { model: request.model, promptTokens })
}

function runError(request: ModelRequest, cause: unknown): unknown {
  if (hasErrorCode(cause)) return cause
  const message = `The model "${request.model}" failed on this device. Close other tabs to free memory, then reload the page.`
  return new SkepError('MODEL_SERVER', message, { model: request.model }, { cause })
}
