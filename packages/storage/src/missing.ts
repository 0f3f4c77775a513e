import { SkepError } from '@skep/schema'

/** A message for a conversation that is not there (any more). */
export function conversationMissing(conversationId: string): SkepError {
  return new SkepError('CONVERSATION_NOT_FOUND', 'This conversation is gone. Start a new one.', {
    conversationId,
  })
}

/** Bytes that are not there (any more). */
export function fileMissing(fileId: string): SkepError {
  return new SkepError('FILE_NOT_FOUND', 'This file is no longer stored. Upload it again.', { fileId })
}
