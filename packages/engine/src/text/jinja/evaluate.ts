import type { Tools } from './arguments.ts'
import type { Call, Expression, For, Name, Parameter, Statement } from './ast.ts'
import type { Budget } from './budget.ts'
import { LIST_FILTERS, NO_ARGUMENTS } from './filters-lists.ts'
import { TEXT_FILTERS } from './filters-text.ts'
import { createGlobals } from './globals.ts'
import { type LoopState, loopVariable } from './loop.ts'
import { methodOf } from './methods.ts'
import { operate } from './operators.ts'
import { NOT_TEST, RECURSIVE, SCOPE, TEST, TUPLE_END } from './read.ts'
import { TEST_ALIASES, TESTS } from './tests.ts'
import {
  type Arguments,
  Callable,
  Float,
  isFloat,
  isTrue,
  items,
  type JinjaValue,
  makeFloat,
  Namespace,
  Tuple,
  text,
  toNumber,
  typeName,
} from './values.ts'

const FILTER_ALIASES: Readonly<Record<string, string>> = { d: 'default', e: 'escape', count: 'length' }

class Scope {
  readonly names: Map<string, JinjaValue>
  readonly outer: Scope | undefined
  constructor(outer?: Scope, names: Map<string, JinjaValue> = new Map()) {
    this.outer = outer
    this.names = names
  }
  read(name: string): JinjaValue {
    if (this.names.has(name)) return this.names.get(name)
    return this.outer?.read(name)
  }
}

class Leave extends Error {
  readonly isBreak: boolean
  constructor(isBreak: boolean) {
    super('a loop was left outside of one')
    this.isBreak = isBreak
  }
}

/** Walks the tree of a template. Values are data throughout: nothing here becomes code. @internal */
export class Evaluator {
  readonly #budget: Budget
  readonly #root: Scope
  readonly #tools: Tools

  constructor(variables: Iterable<readonly [string, JinjaValue]>, budget: Budget) {
    this.#budget = budget
    this.#root = new Scope(new Scope(undefined, createGlobals(budget)), new Map(variables))
    this.#tools = {
      budget,
      attribute: (value, name) => this.#attribute(value, name),
      filter: (name, value, args) => this.#applyFilter(name, value, args),
      test: (name, value, args) => this.#applyTest(name, value, args),
    }
  }

  run(statements: readonly Statement[]): string {
    return this.#block(statements, this.#root)
  }

  #block(statements: readonly Statement[], scope: Scope): string {
    let result = ''
    for (const statement of statements) {
      result += this.#statement(statement, scope)
      if (result.length > 4096) this.#budget.text(result.length)
    }
    return result
  }

  #statement(node: Statement, scope: Scope): string {
    this.#budget.spend()
    switch (node.type) {
      case 'Comment':
        return ''
      case 'Break':
      case 'Continue':
        throw new Leave(node.type === 'Break')
      case 'If':
        return this.#block(isTrue(this.#value(node.test, scope)) ? node.body : node.alternate, scope)
      case 'For':
        return this.#for(node, scope)
      case 'Set': {
        const value = node.value ? this.#value(node.value, scope) : this.#block(node.body, new Scope(scope))
        if (node.value) this.#assign(node.assignee, value, scope)
        else this.#assignBlock(node.assignee, value, scope)
        return ''
      }
      case 'Macro':
        scope.names.set(node.name.value, this.#macro(node.name.value, node.args, node.body, scope))
        return ''
      case 'CallStatement': {
        const caller = this.#macro('caller', node.callerArgs ?? [], node.body, scope)
        const { positional, named } = this.#arguments(node.call.args, scope)
        return text(
          this.#call(this.#value(node.call.callee, scope), {
            positional,
            named: new Map([...named, ['caller', caller]]),
          }),
        )
      }
      case 'FilterStatement':
        return text(this.#filter(node.filter, this.#block(node.body, new Scope(scope)), scope))
      default:
        return text(this.#value(node, scope))
    }
  }

  /** The items of a loop; `for x in list if test` keeps those for which the test holds. */
  #loopItems(node: For, iterable: Expression, scope: Scope): readonly JinjaValue[] {
    if (iterable.type !== 'SelectExpression') return [...items(this.#value(iterable, scope))]
    const { lhs, test } = iterable
    return items(this.#value(lhs, scope)).filter((item) => {
      const inner = new Scope(scope)
      this.#assign(node.loopvar, item, inner)
      return isTrue(this.#value(test, inner))
    })
  }

  #for(node: For, scope: Scope): string {
    if (node.loopvar.type === 'Identifier' && node.loopvar.value === SCOPE) {
      return this.#block(node.body, new Scope(scope))
    }
    const { iterable, isRecursive } = withoutRecursive(node.iterable)
    const list = this.#loopItems(node, iterable, scope)
    if (list.length === 0) return this.#block(node.defaultBlock, new Scope(scope))
    return this.#rounds(node, list, scope, 1, isRecursive)
  }

  #rounds(node: For, list: readonly JinjaValue[], scope: Scope, depth: number, isRecursive: boolean): string {
    const state: LoopState = { list: this.#budget.items(list), index: 0, depth, changed: undefined }
    const again = (inner: JinjaValue): JinjaValue => {
      if (!isRecursive) throw new Error('only a recursive loop can call itself')
      return this.#rounds(node, [...items(inner)], scope, depth + 1, true)
    }
    const loop = loopVariable(state, again)
    let result = ''
    for (const [index, item] of list.entries()) {
      this.#budget.spend()
      state.index = index
      const inner = new Scope(scope)
      this.#assign(node.loopvar, item, inner)
      inner.names.set('loop', loop)
      try {
        result += this.#block(node.body, inner)
      } catch (error) {
        if (!(error instanceof Leave)) throw error
        if (error.isBreak) break
      }
      this.#budget.text(result.length)
      state.index = index // a recursive inner loop had another one
    }
    return result
  }

  #assign(target: Expression, value: JinjaValue, scope: Scope): void {
    switch (target.type) {
      case 'Identifier':
        scope.names.set(target.value, value)
        return
      case 'TupleLiteral': {
        const parts = items(value)
        const names = target.value.filter((each) => !isTupleEnd(each))
        if (parts.length !== names.length) {
          throw new Error(`${parts.length} values cannot be put into ${names.length} names`)
        }
        for (const [at, each] of names.entries()) this.#assign(each, parts[at], scope)
        return
      }
      case 'MemberExpression': {
        const space = this.#value(target.object, scope)
        if (!(space instanceof Namespace) || target.property.type !== 'Identifier') {
          throw new Error('only names of a namespace can be set')
        }
        space.names.set(target.property.value, value)
        return
      }
      default:
        throw new Error('this cannot be set')
    }
  }

  /** `{% set name | filter %}…{% endset %}`. */
  #assignBlock(target: Expression, value: JinjaValue, scope: Scope): void {
    if (target.type !== 'FilterExpression') {
      this.#assign(target, value, scope)
      return
    }
    const chain: (Name | Call)[] = []
    let inner: Expression = target
    for (; inner.type === 'FilterExpression'; inner = inner.operand) chain.unshift(inner.filter)
    const filtered = chain.reduce<JinjaValue>((each, filter) => this.#filter(filter, each, scope), value)
    this.#assign(inner, filtered, scope)
  }

  #macro(name: string, parameters: readonly Parameter[], body: readonly Statement[], scope: Scope): Callable {
    const names = parameters.map((each) => (each.type === 'Identifier' ? each.value : each.key.value))
    const known = new Set([...names, 'caller'])
    return new Callable(name, ({ positional, named }) => {
      const inner = new Scope(scope)
      inner.names.set('varargs', Tuple.from(positional.slice(names.length)))
      inner.names.set('kwargs', new Map([...named].filter(([key]) => !known.has(key))))
      for (const [at, parameter] of parameters.entries()) {
        const key = names[at] ?? ''
        const isGiven = at < positional.length || named.has(key)
        const otherwise =
          !isGiven && parameter.type !== 'Identifier' ? this.#value(parameter.value, inner) : undefined
        inner.names.set(
          key,
          at < positional.length ? positional[at] : named.has(key) ? named.get(key) : otherwise,
        )
      }
      if (named.has('caller')) inner.names.set('caller', named.get('caller'))
      return this.#block(body, inner)
    })
  }

  #value(node: Expression, scope: Scope): JinjaValue {
    this.#budget.spend()
    switch (node.type) {
      case 'Identifier':
        return scope.read(node.value)
      case 'StringLiteral':
        return node.value
      case 'IntegerLiteral':
        return node.value
      case 'FloatLiteral':
        return makeFloat(node.value)
      case 'ArrayLiteral':
        return node.value.map((each) => this.#value(each, scope))
      case 'TupleLiteral':
        return Tuple.from(
          node.value.filter((each) => !isTupleEnd(each)).map((each) => this.#value(each, scope)),
        )
      case 'ObjectLiteral':
        return new Map(
          [...node.value].map(([key, each]) => [this.#value(key, scope), this.#value(each, scope)]),
        )
      case 'BinaryExpression':
        return this.#binary(node, scope)
      case 'UnaryExpression':
        return this.#unary(node.operator.value, this.#value(node.argument, scope))
      case 'Ternary':
        return this.#value(isTrue(this.#value(node.condition, scope)) ? node.trueExpr : node.falseExpr, scope)
      case 'SelectExpression':
        return isTrue(this.#value(node.test, scope)) ? this.#value(node.lhs, scope) : undefined
      case 'FilterExpression':
        return this.#filter(node.filter, this.#value(node.operand, scope), scope)
      case 'MemberExpression':
        return this.#member(node, scope)
      case 'CallExpression':
        return this.#callExpression(node, scope)
      default:
        throw new Error('this cannot stand here')
    }
  }

  #binary(node: Extract<Expression, { readonly type: 'BinaryExpression' }>, scope: Scope): JinjaValue {
    const { left, right } = node
    const operator = node.operator.value
    if (operator === 'and' || operator === 'or') {
      const first = this.#value(left, scope)
      return isTrue(first) === (operator === 'and') ? this.#value(right, scope) : first
    }
    // `1 < x < 3` is two comparisons; the parser gives it as one beside the other.
    if (isOrdering(operator) && left.type === 'BinaryExpression' && isOrdering(left.operator.value)) {
      const first = this.#binary(left, scope)
      if (!isTrue(first)) return first
      return operate(operator, this.#value(left.right, scope), this.#value(right, scope), this.#budget)
    }
    const [a, b] = [this.#value(left, scope), this.#value(right, scope)]
    const isUndefined = (a === undefined && operator !== 'in' && operator !== 'not in') || b === undefined
    const isFine = operator === '==' || operator === '!=' || operator === '~' || operator.endsWith('in')
    if (isUndefined && !isFine) throw new Error(`"${operator}" was asked of a variable that is not there`)
    return operate(operator, a, b, this.#budget)
  }

  #unary(operator: string, value: JinjaValue): JinjaValue {
    if (operator === 'not') return !isTrue(value)
    const number = toNumber(value)
    if (number === undefined) throw new Error(`"${operator}" takes a number`)
    const signed = operator === '-' ? -number : number
    return isFloat(value) ? makeFloat(signed) : signed
  }

  #arguments(nodes: readonly Expression[], scope: Scope): Arguments {
    if (nodes.length === 0) return NO_ARGUMENTS
    const positional: JinjaValue[] = []
    const named = new Map<string, JinjaValue>()
    for (const node of nodes) {
      if (node.type === 'KeywordArgumentExpression') named.set(node.key.value, this.#value(node.value, scope))
      else if (node.type === 'SpreadExpression') positional.push(...items(this.#value(node.argument, scope)))
      else if (node.type === 'KeywordSpreadExpression') {
        const more = this.#value(node.argument, scope)
        if (!(more instanceof Map)) throw new Error('only a mapping can give arguments by name')
        for (const [key, value] of more) named.set(text(key), value)
      } else positional.push(this.#value(node, scope))
    }
    return { positional, named }
  }

  #filter(node: Name | Call, value: JinjaValue, scope: Scope): JinjaValue {
    if (node.type === 'Identifier') return this.#applyFilter(node.value, value, NO_ARGUMENTS)
    if (node.callee.type !== 'Identifier') throw new Error('a filter has no name')
    return this.#applyFilter(node.callee.value, value, this.#arguments(node.args, scope))
  }

  #applyFilter(name: string, value: JinjaValue, args: Arguments): JinjaValue {
    this.#budget.spend()
    if (name.startsWith(NOT_TEST)) return !this.#applyTest(name.slice(NOT_TEST.length), value, args)
    if (name.startsWith(TEST)) return this.#applyTest(name.slice(TEST.length), value, args)
    const known = Object.hasOwn(FILTER_ALIASES, name) ? (FILTER_ALIASES[name] ?? name) : name
    const filter = TEXT_FILTERS.get(known) ?? LIST_FILTERS.get(known)
    if (!filter) throw new Error(`there is no filter "${name}"`)
    if (typeof value === 'string') this.#budget.text(value)
    return filter(value, args, this.#tools)
  }

  #applyTest(name: string, value: JinjaValue, args: Arguments): boolean {
    this.#budget.spend()
    const test = TESTS.get(Object.hasOwn(TEST_ALIASES, name) ? (TEST_ALIASES[name] ?? name) : name)
    if (!test) throw new Error(`there is no test "${name}"`)
    return test(value, args, this.#tools)
  }

  #callExpression(node: Call, scope: Scope): JinjaValue {
    const args = this.#arguments(node.args, scope)
    const { callee } = node
    // A key of the name of a method does not hide the method where it is called.
    if (callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier') {
      const object = this.#value(callee.object, scope)
      const method = methodOf(object, callee.property.value, this.#tools)
      return this.#call(method ?? this.#attribute(object, callee.property.value), args)
    }
    return this.#call(this.#value(callee, scope), args)
  }

  #call(callee: JinjaValue, args: Arguments): JinjaValue {
    this.#budget.spend()
    if (callee instanceof Callable) return callee.call(args)
    throw new Error(`${typeName(callee)} cannot be called`)
  }

  #member(node: Extract<Expression, { readonly type: 'MemberExpression' }>, scope: Scope): JinjaValue {
    const object = this.#value(node.object, scope)
    const { property } = node
    if (property.type === 'SliceExpression') {
      return this.#slice(object, [property.start, property.stop, property.step], scope)
    }
    if (!node.computed && property.type === 'Identifier') return this.#attribute(object, property.value)
    return this.#attribute(object, this.#value(property, scope))
  }

  #attribute(object: JinjaValue, name: JinjaValue): JinjaValue {
    this.#budget.spend()
    if (object === undefined) throw new Error(`"${text(name)}" was asked of a variable that is not there`)
    const key = name instanceof Float ? name.value : typeof name === 'boolean' ? Number(name) : name
    if (object instanceof Map && object.has(key)) return object.get(key)
    if (object instanceof Namespace) return typeof key === 'string' ? object.names.get(key) : undefined
    if (object instanceof Callable) {
      return typeof key === 'string' ? (key === 'name' ? object.name : object.names.get(key)?.()) : undefined
    }
    if (typeof key === 'number' && (typeof object === 'string' || Array.isArray(object))) {
      return typeof object === 'string' ? [...object].at(key) : object.at(key)
    }
    // `a.grouper` and `a.list` are the two parts that groupby gives.
    if (object instanceof Tuple && object.length === 2 && (key === 'grouper' || key === 'list')) {
      return object[key === 'grouper' ? 0 : 1]
    }
    return typeof key === 'string' ? methodOf(object, key, this.#tools) : undefined
  }

  #slice(object: JinjaValue, parts: readonly (Expression | undefined)[], scope: Scope): JinjaValue {
    const [start, stop, step = 1] = parts.map((part) => {
      const value = part && this.#value(part, scope)
      if (value === undefined || value === null) return undefined
      const number = toNumber(value)
      if (number === undefined || !Number.isInteger(number)) throw new Error('a slice takes whole numbers')
      return number
    })
    if (typeof object !== 'string' && !Array.isArray(object))
      throw new Error(`${typeName(object)} cannot be sliced`)
    if (step === 0) throw new Error('a slice cannot go in steps of 0')
    const list = this.#budget.items(items(object))
    const size = list.length
    const place = (value: number | undefined, otherwise: number, least: number, most: number): number =>
      value === undefined ? otherwise : Math.min(Math.max(value < 0 ? value + size : value, least), most)
    const taken: JinjaValue[] = []
    if (step > 0) {
      const end = place(stop, size, 0, size)
      for (let at = place(start, 0, 0, size); at < end; at += step) taken.push(list[at])
    } else {
      const end = place(stop, -1, -1, size - 1)
      for (let at = place(start, size - 1, -1, size - 1); at > end; at += step) taken.push(list[at])
    }
    if (typeof object === 'string') return taken.join('')
    return object instanceof Tuple ? Tuple.from(taken) : taken
  }
}

function isOrdering(operator: string): boolean {
  return operator === '<' || operator === '>' || operator === '<=' || operator === '>='
}

function isRecursiveMark(
  node: Expression,
): node is Extract<Expression, { readonly type: 'FilterExpression' }> {
  return (
    node.type === 'FilterExpression' && node.filter.type === 'Identifier' && node.filter.value === RECURSIVE
  )
}

function isTupleEnd(node: Expression): boolean {
  return node.type === 'Identifier' && node.value === TUPLE_END
}

/** Takes the mark of a recursive loop off what it runs over. */
function withoutRecursive(node: Expression): {
  readonly iterable: Expression
  readonly isRecursive: boolean
} {
  if (isRecursiveMark(node)) return { iterable: node.operand, isRecursive: true }
  if (node.type === 'SelectExpression' && isRecursiveMark(node.test)) {
    return { iterable: { ...node, test: node.test.operand }, isRecursive: true }
  }
  return { iterable: node, isRecursive: false }
}
