/**
 * A copy of something that travels as JSON. `structuredClone` is not in every DOM that tests run
 * in: jsdom has none.
 */
export function cloneJson<Value>(value: Value): Value {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}
