/** Copies a JSON value. Some tests run in jsdom, which has no `structuredClone`. */
export function cloneJson<Value>(value: Value): Value {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}
