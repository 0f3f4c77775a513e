import type { Budget } from './budget.ts'
import { formatPercent } from './format.ts'
import { isIn } from './tests.ts'
import {
  isEqual,
  isFloat,
  type JinjaValue,
  makeFloat,
  order,
  Tuple,
  text,
  toNumber,
  typeName,
} from './values.ts'

function arithmetic(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '//':
      return Math.floor(a / b)
    case '%':
      // The sign of Python's remainder is that of the divisor.
      return a - Math.floor(a / b) * b
    default:
      return a ** b
  }
}

function ofNumbers(operator: string, left: JinjaValue, right: JinjaValue): JinjaValue {
  const [a, b] = [toNumber(left), toNumber(right)]
  if (a === undefined || b === undefined) throw new Error(cannot(operator, left, right))
  if (b === 0 && (operator === '/' || operator === '//' || operator === '%'))
    throw new Error('division by zero')
  const result = arithmetic(operator, a, b)
  if (Number.isNaN(result) || (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b))) {
    throw new Error('the result of a calculation is too large')
  }
  const isWhole = !isFloat(left) && !isFloat(right) && operator !== '/' && !(operator === '**' && b < 0)
  return isWhole ? result : makeFloat(result)
}

function cannot(operator: string, left: JinjaValue, right: JinjaValue): string {
  return `"${operator}" cannot be done with ${typeName(left)} and ${typeName(right)}`
}

function repeat(value: JinjaValue, times: number, budget: Budget): JinjaValue {
  const count = Math.max(0, times)
  if (typeof value === 'string') {
    budget.text(value.length * count)
    return value.repeat(count)
  }
  const list = value as JinjaValue[] // the caller looked
  budget.items(list.length * count)
  const repeated = Array.from({ length: count }, () => list).flat()
  return list instanceof Tuple ? Tuple.from(repeated) : repeated
}

/** Two values by an operator that looks at both. @internal */
export function operate(operator: string, left: JinjaValue, right: JinjaValue, budget: Budget): JinjaValue {
  switch (operator) {
    case '==':
      return isEqual(left, right)
    case '!=':
      return !isEqual(left, right)
    case '<':
      return order(left, right) < 0
    case '>':
      return order(left, right) > 0
    case '<=':
      return order(left, right) <= 0
    case '>=':
      return order(left, right) >= 0
    case 'in':
      return isIn(left, right)
    case 'not in':
      return !isIn(left, right)
    case '~':
      return budget.text(text(left) + text(right))
    case '+':
      if (typeof left === 'string' && typeof right === 'string') return budget.text(left + right)
      if (Array.isArray(left) && Array.isArray(right) && left instanceof Tuple === right instanceof Tuple) {
        return budget.items(left.concat(right))
      }
      return ofNumbers(operator, left, right)
    case '*': {
      const [a, b] = [toNumber(left), toNumber(right)]
      if ((typeof left === 'string' || Array.isArray(left)) && b !== undefined) return repeat(left, b, budget)
      if ((typeof right === 'string' || Array.isArray(right)) && a !== undefined)
        return repeat(right, a, budget)
      return ofNumbers(operator, left, right)
    }
    case '%':
      if (typeof left === 'string') return budget.text(formatPercent(left, right))
      return ofNumbers(operator, left, right)
    default:
      return ofNumbers(operator, left, right)
  }
}
