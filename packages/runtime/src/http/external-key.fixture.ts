/** The key that `/external/…` of the test server wants: a canary that a leak shows by. */
export const EXTERNAL_KEY = 'ext-canary-NEVER-SHOW-THIS-0123456789'
