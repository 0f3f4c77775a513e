export declare const root: string
export declare function toolEnvironment(extra?: Readonly<Record<string, string>>): NodeJS.ProcessEnv
