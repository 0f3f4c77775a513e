import type { App } from '@skep/schema'

/**
 * An app whose secret variables hold no values: those go to the secret store, under the variable's name there or, like
 * an import, under the app's id and the variable's name. What is saved, published or exported can then hold no key.
 * @internal
 */
export async function sealSecrets(
  app: App,
  set: (name: string, value: string) => Promise<void>,
): Promise<App> {
  if (app.environmentVariables.every(({ type, value }) => type !== 'secret' || isEmpty(value))) return app
  const environmentVariables = await Promise.all(
    app.environmentVariables.map(async (variable) => {
      if (variable.type !== 'secret' || isEmpty(variable.value)) return variable
      const secretName = variable.secretName ?? `${app.id}.${variable.name}`
      await set(secretName, String(variable.value))
      return { ...variable, secretName, value: '' }
    }),
  )
  return { ...app, environmentVariables }
}

/** The same app without the values, for what may not keep them. @internal */
export function withoutSecretValues(app: App): App {
  const environmentVariables = app.environmentVariables.map((variable) =>
    variable.type === 'secret' ? { ...variable, value: '' } : variable,
  )
  return { ...app, environmentVariables }
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === null || value === undefined
}
