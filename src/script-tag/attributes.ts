/**
 * Reads the attributes of the `<script>` element. Each option that is text, a number or a boolean
 * has an attribute. The attributes are derived from the validation rules of the options.
 */
import { REQUEST_RULES } from '../endpointOption.js';
import { RULES, type SecureWebChatOptions } from '../options.js';
import { check, invalid, isObject, type Rules } from '../validation.js';
import { STARTS, type Start } from './start.js';

/**
 * Options of web chat that the constructor does not check. Attributes need their types, because the
 * value of an attribute is text.
 */
const MORE_OF_IBM: Rules = {
  shouldTakeFocusIfOpensAutomatically: 'boolean',
  enableFocusTrap: 'boolean',
  learningOptOut: 'boolean',
  disablePDFViewer: 'boolean',
  disableWindowTitleChanges: 'boolean',
  disableCustomElementMobileEnhancements: 'boolean',
  orchestrateUIAgentExtensions: 'boolean',
  hideCloseButton: 'boolean',
  headerConfig: {
    minimizeButtonIconType: 'string',
    hideMinimizeButton: 'boolean',
    showRestartButton: 'boolean',
    showCloseAndRestartButton: 'boolean',
  },
  themeConfig: { carbonTheme: 'string', useAITheme: 'boolean', corners: 'string' },
  layout: { showFrame: 'boolean', hasContentMaxWidth: 'boolean' },
};
const START = 'data-start';
/**
 * The rule of an attribute that contains lines such as `X-Requested-With: XMLHttpRequest`. A value
 * with any other line stays text, which the check then refuses.
 */
const HEADERS = 'object';
const MAX_WRONG_LETTERS = 2;

interface Attribute {
  /** The path of the option, for example `['script', 'timeoutMs']`. */
  readonly path: readonly string[];
  readonly rule: string;
}

export const ATTRIBUTES: ReadonlyMap<string, Attribute> = new Map([
  [START, { path: [], rule: STARTS.map((start) => JSON.stringify(start)).join('|') }],
  ...attributesOf({ ...RULES, webChat: { ...rulesOf(RULES, 'webChat'), ...MORE_OF_IBM } }),
]);

export interface Settings {
  /** The options in the attributes. The constructor checks them further. */
  readonly options: SecureWebChatOptions;
  readonly start: Start;
}

/**
 * Returns the settings, or null if no attribute belongs to this package. An attribute that looks
 * like a misspelt one is an error. For other unknown attributes, the function logs one warning,
 * because consent managers and other tools add attributes of their own.
 * @throws SecureWebChatError `INVALID_OPTIONS`, whose message names the attribute
 */
export function readAttributes(element: HTMLOrSVGScriptElement, warn: (what: string) => void): Settings | null {
  const given = [...element.attributes].filter(({ name }) => name.startsWith('data-'));
  const foreign = given.filter(({ name }) => !ATTRIBUTES.has(name));
  for (const { name } of foreign) {
    const meant = [...ATTRIBUTES.keys()].find((known) => isLike(name, known));
    if (meant) throw invalid(`${name} is unknown (did you mean ${meant}?)`);
  }
  if (foreign.length === given.length) return null;
  if (foreign.length > 0) warn(`ignores unknown attributes: ${foreign.map(({ name }) => name).join(', ')}.`);

  const values = new Map(given.map(({ name, value }) => [name, convert(value, ATTRIBUTES.get(name)?.rule ?? '')]));
  const isGiven = (name: string) => [...values.keys()].some((other) => other === name || other.startsWith(`${name}-`));
  for (const [name, { path, rule }] of ATTRIBUTES) {
    const isRequired = path.length === 1 || path[0] === 'webChat';
    if (values.has(name) || (isRequired && !isGiven(name))) check(name, values.get(name), rule);
  }
  // Web chat's script and styles get the nonce of this script element.
  const options: Record<string, unknown> = { webChat: element.nonce ? { cspNonce: element.nonce } : {} };
  for (const [name, { path }] of ATTRIBUTES) {
    if (path.length > 0 && values.has(name)) put(options, path, values.get(name), name);
  }
  return { options: options as unknown as SecureWebChatOptions, start: (values.get(START) ?? 'auto') as Start };
}

/**
 * Returns the attributes of the options. For example, `script.timeoutMs` has the attribute
 * `data-script-timeout-ms`. Names of attributes do not contain `webChat`.
 */
function attributesOf(rules: Rules, parent: readonly string[] = []): [string, Attribute][] {
  return Object.entries(rules).flatMap(([option, rule]) => {
    const path = [...parent, option];
    const of = (rule: string): [string, Attribute] => [attributeName(path), { path, rule }];
    if (option === 'csrf') return [of('false'), ...attributesOf(rulesOf(rules, option), path)];
    if (typeof rule === 'object') return attributesOf(rule, path);
    if (option === 'headers') return [of(HEADERS)];
    const parts = option.endsWith('Endpoint') ? attributesOf(REQUEST_RULES, path) : [];
    const kinds = rule.match(/string|boolean|number|"[^"]+"|false/g)?.join('|');
    return kinds ? [of(kinds + (rule.endsWith('!') ? '!' : '')), ...parts] : parts;
  });
}

/** For example, `['webChat', 'disablePDFViewer']` becomes `data-disable-pdf-viewer`. */
function attributeName(path: readonly string[]): string {
  const words = path.filter((name) => name !== 'webChat').join('-');
  return `data-${words.replace(/([a-z])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3-$2').toLowerCase()}`;
}

function rulesOf(rules: Rules, name: string): Rules {
  const rule = rules[name];
  return typeof rule === 'object' ? rule : {};
}

/** Converts the text to the type in the rule. Other text stays text, which the check refuses. */
function convert(text: string, rule: string): unknown {
  if (rule === HEADERS) return headersIn(text) ?? text;
  if (/number/.test(rule)) return text && Number.isFinite(Number(text)) ? Number(text) : text;
  if (/boolean/.test(rule) && (text === '' || text === 'true')) return true;
  return /boolean|false/.test(rule) && text === 'false' ? false : text;
}

function headersIn(text: string): string[][] | null {
  const lines = text.split('\n').filter((line) => line.trim());
  const headers = lines.map((line) => /^\s*([\w-]+)\s*:\s*(.*\S)\s*$/.exec(line)?.slice(1) ?? []);
  return headers.length > 0 && headers.every((header) => header.length === 2) ? headers : null;
}

function put(
  group: Record<string, unknown>,
  [first = '', ...rest]: readonly string[],
  value: unknown,
  name: string,
): void {
  if (rest.length === 0) {
    group[first] = value;
    return;
  }
  group[first] ??= {};
  const part = group[first];
  if (!isObject(part)) throw invalid(`${name} and ${attributeName([first])} exclude each other`);
  put(part, rest, value, name);
}

/** Whether two names have the same first letter and differ in at most two letters. */
function isLike(name: string, known: string): boolean {
  const letters = (text: string) => [...text.slice('data-'.length).replaceAll('-', '')];
  const left = letters(known);
  if (letters(name)[0] !== left[0]) return false;
  const tooMany = letters(name).filter((letter) => {
    const at = left.indexOf(letter);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return tooMany.length + left.length <= MAX_WRONG_LETTERS;
}
