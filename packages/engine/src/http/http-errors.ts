import { type ErrorCode, type JsonObject, SkepError } from '@skep/schema'

// Names that imported apps compare `error_type` with; Dify uses the name of its error class.
const ERROR_TYPES: Readonly<Partial<Record<ErrorCode, string>>> = {
  HTTP_URL_INVALID: 'InvalidURLError',
  HTTP_REQUEST_INVALID: 'RequestBodyError',
  HTTP_AUTH_INVALID: 'AuthorizationConfigError',
  HTTP_METHOD_FORBIDDEN: 'InvalidHttpMethodError',
  HTTP_TOO_LARGE: 'ResponseSizeError',
  HTTP_STATUS: 'HTTPResponseCodeError',
  FILE_NOT_FOUND: 'FileFetchError',
}

/** An error of the http node, with Dify's name for it. @internal */
export function httpError(code: ErrorCode, message: string, data: JsonObject = {}): SkepError {
  const errorType = ERROR_TYPES[code]
  return new SkepError(code, message, { ...data, ...(errorType === undefined ? {} : { errorType }) })
}
