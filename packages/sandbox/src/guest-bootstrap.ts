/** The name under which the user's code appears in stack traces. */
export const CODE_FILE = 'code.js'

/** Levels of a result; deeper ones are refused before they overflow somebody's stack. */
const MAX_DEPTH = 100
const MAX_LOG_CHARS = 64_000
const MAX_LOG_LINES = 500
const MAX_TEXT_CHARS = 2_000

/**
 * Runs inside the guest before the user's code and keeps every built-in that it needs, so that code that replaces
 * `JSON.stringify`, adds `toJSON` to a prototype or a setter to `Array.prototype` can neither forge nor break what
 * comes back. Nothing of it is reachable from the user's code but `console`. It yields an array of functions:
 * `[call(main, inputsJson), write(value, limit) -> '+json' or '-reason', describe(error) -> json, logs() -> json]`.
 */
export const GUEST_BOOTSTRAP: string = `(function () {
  'use strict'
  const { keys } = Object
  const { isArray } = Array
  const { parse, stringify } = JSON
  const { apply } = Reflect
  const { isFinite } = Number
  const { slice } = String.prototype
  const { getTime, toISOString } = Date.prototype
  const toText = String

  const refuse = (state, reason) => {
    state.reason = reason
    throw state
  }
  const put = (state, text) => {
    state.left -= text.length
    if (state.left < 0) refuse(state, 'too-large')
    state.out += text
  }
  const isoDate = (value) => {
    try {
      apply(getTime, value, [])
    } catch {
      return undefined
    }
    try {
      return apply(toISOString, value, [])
    } catch {
      return null
    }
  }
  const isWritable = (value) => {
    const type = typeof value
    return type !== 'undefined' && type !== 'function' && type !== 'symbol'
  }
  const write = (state, value, depth) => {
    if (value === null) return put(state, 'null')
    const type = typeof value
    if (type === 'string') {
      if (value.length > state.left) refuse(state, 'too-large')
      return put(state, stringify(value))
    }
    if (type === 'number') return put(state, isFinite(value) ? '' + value : 'null')
    if (type === 'boolean') return put(state, value ? 'true' : 'false')
    if (type === 'bigint') return refuse(state, 'bigint')
    if (type !== 'object') return put(state, 'null')
    if (depth === ${MAX_DEPTH}) refuse(state, 'too-deep')
    if (isArray(value)) {
      put(state, '[')
      for (let at = 0; at < value.length; at++) {
        if (at > 0) put(state, ',')
        write(state, value[at], depth + 1)
      }
      return put(state, ']')
    }
    const names = keys(value)
    if (names.length === 0) {
      const date = isoDate(value)
      if (date !== undefined) return write(state, date, depth)
    }
    put(state, '{')
    let isFirst = true
    for (let at = 0; at < names.length; at++) {
      const field = value[names[at]]
      if (!isWritable(field)) continue
      put(state, (isFirst ? '' : ',') + stringify(names[at]) + ':')
      isFirst = false
      write(state, field, depth + 1)
    }
    put(state, '}')
  }
  const attempt = (value, limit) => {
    const state = { __proto__: null, out: '', left: limit, reason: '' }
    try {
      write(state, value, 0)
    } catch (error) {
      if (error !== state) throw error
    }
    return state
  }
  const shorten = (text) => (text.length > ${MAX_TEXT_CHARS} ? apply(slice, text, [0, ${MAX_TEXT_CHARS}]) + '…' : text)
  const show = (value) => {
    if (typeof value === 'string') return shorten(value)
    if (typeof value !== 'object' || value === null) return shorten(toText(value))
    try {
      const state = attempt(value, ${MAX_TEXT_CHARS})
      return state.reason === 'bigint' ? '[object with a BigInt]' : state.out + (state.reason === '' ? '' : '…')
    } catch {
      return '[object]'
    }
  }

  let lines = ''
  let lineCount = 0
  const log = (...values) => {
    if (lineCount >= ${MAX_LOG_LINES} || lines.length >= ${MAX_LOG_CHARS}) return
    let line = ''
    for (let at = 0; at < values.length && line.length < ${MAX_TEXT_CHARS}; at++) {
      line += (at > 0 ? ' ' : '') + show(values[at])
    }
    lines += (lineCount > 0 ? ',' : '') + stringify(line)
    lineCount += 1
  }
  globalThis.console = { log, info: log, warn: log, error: log, debug: log }

  return [
    (main, inputs) => main(parse(inputs)),
    (value, limit) => {
      if (!isWritable(value)) return '-nothing'
      const state = attempt(value, limit)
      return state.reason === '' ? '+' + state.out : '-' + state.reason
    },
    (error) => {
      let name = ''
      let message = ''
      let stack = ''
      try {
        if (typeof error === 'object' && error !== null && error.message !== undefined) {
          name = show(error.name)
          message = show(error.message)
          stack = show(error.stack)
        } else message = show(error)
      } catch {
        message = 'An error that cannot be shown.'
      }
      return '{"name":' + stringify(name) + ',"message":' + stringify(message) + ',"stack":' + stringify(stack) + '}'
    },
    () => '[' + lines + ']',
  ]
})()`
