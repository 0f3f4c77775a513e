/*
 * The syntax tree as @huggingface/jinja gives it. The package does not export these types, so they are written down
 * here; `read.ts` turns what the parser returns into them.
 */

/** @internal */
export type Name = { readonly type: 'Identifier'; readonly value: string }

/** @internal */
export type Call = {
  readonly type: 'CallExpression'
  readonly callee: Expression
  readonly args: readonly Expression[]
}

/** @internal */
export type Parameter = Name | Keyword

/** @internal */
export type Keyword = {
  readonly type: 'KeywordArgumentExpression'
  readonly key: Name
  readonly value: Expression
}

/** @internal */
export type Expression =
  | Name
  | Call
  | Keyword
  | { readonly type: 'IntegerLiteral' | 'FloatLiteral'; readonly value: number }
  | { readonly type: 'StringLiteral'; readonly value: string }
  | { readonly type: 'ArrayLiteral' | 'TupleLiteral'; readonly value: readonly Expression[] }
  | { readonly type: 'ObjectLiteral'; readonly value: ReadonlyMap<Expression, Expression> }
  | {
      readonly type: 'BinaryExpression'
      readonly operator: { readonly value: string }
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly type: 'UnaryExpression'
      readonly operator: { readonly value: string }
      readonly argument: Expression
    }
  | { readonly type: 'FilterExpression'; readonly operand: Expression; readonly filter: Name | Call }
  | { readonly type: 'SelectExpression'; readonly lhs: Expression; readonly test: Expression }
  | {
      readonly type: 'Ternary'
      readonly condition: Expression
      readonly trueExpr: Expression
      readonly falseExpr: Expression
    }
  | {
      readonly type: 'MemberExpression'
      readonly object: Expression
      readonly property: Expression
      readonly computed: boolean
    }
  | {
      readonly type: 'SliceExpression'
      readonly start?: Expression
      readonly stop?: Expression
      readonly step?: Expression
    }
  | { readonly type: 'SpreadExpression' | 'KeywordSpreadExpression'; readonly argument: Expression }

/** @internal */
export type For = {
  readonly type: 'For'
  readonly loopvar: Expression
  readonly iterable: Expression
  readonly body: readonly Statement[]
  readonly defaultBlock: readonly Statement[]
}

/** @internal */
export type Statement =
  | Expression
  | For
  | { readonly type: 'Comment' | 'Break' | 'Continue' }
  | {
      readonly type: 'If'
      readonly test: Expression
      readonly body: readonly Statement[]
      readonly alternate: readonly Statement[]
    }
  | {
      readonly type: 'Set'
      readonly assignee: Expression
      readonly value: Expression | null
      readonly body: readonly Statement[]
    }
  | {
      readonly type: 'Macro'
      readonly name: Name
      readonly args: readonly Parameter[]
      readonly body: readonly Statement[]
    }
  | {
      readonly type: 'CallStatement'
      readonly call: Call
      readonly callerArgs: readonly Parameter[] | null
      readonly body: readonly Statement[]
    }
  | { readonly type: 'FilterStatement'; readonly filter: Name | Call; readonly body: readonly Statement[] }
