import { describe, expect, it } from 'vitest'
import { ERROR_CODES, fromErrorData, hasErrorCode, SkepError, toErrorData } from './index.ts'

describe('SkepError', () => {
  it('survives as data', () => {
    const error = new SkepError('APP_CONFLICT', 'Somebody saved in between.', { currentRevision: 4 })
    expect(error.toData()).toEqual({
      code: 'APP_CONFLICT',
      message: 'Somebody saved in between.',
      data: { currentRevision: 4 },
    })
    expect(fromErrorData(error.toData())).toEqual(error)
  })

  it('is told by its code, not by its class', () => {
    const foreign = Object.assign(new Error('x'), { code: 'NODE_FAILED', data: {} })
    expect(hasErrorCode(foreign)).toBe(true)
    expect(hasErrorCode(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe(false)
    expect(hasErrorCode({ code: 'NODE_FAILED' })).toBe(false)
  })

  it('takes in whatever was thrown', () => {
    expect(toErrorData(new TypeError('bad'), 'NODE_FAILED')).toEqual({
      code: 'NODE_FAILED',
      message: 'bad',
      data: {},
    })
    expect(toErrorData('bad')).toEqual({ code: 'INTERNAL', message: 'bad', data: {} })
    expect(toErrorData(new DOMException('stop', 'AbortError'))).toMatchObject({ code: 'CALL_ABORTED' })
  })

  it('has no code twice', () => {
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length)
  })
})
