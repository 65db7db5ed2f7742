/** A visitor's browser as a server sees it: sends JSON, keeps cookies. */

export class HttpVisitor {
  readonly cookies: Map<string, string>;
  readonly #url: string;
  readonly #headers: Record<string, string>;

  /** @param cookies the cookies of another visitor who uses the same browser */
  constructor(url: string, headers: Record<string, string> = {}, cookies = new Map<string, string>()) {
    this.cookies = cookies;
    this.#url = url;
    this.#headers = headers;
  }

  get(path: string, headers: Record<string, string> = {}) {
    return this.send(path, { headers });
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}) {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    return this.send(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, ...json });
  }

  async send(path: string, init: RequestInit) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...this.#headers, ...(cookie && { cookie }), ...(init.headers as Record<string, string>) };
    const response = await fetch(this.#url + path, { ...init, headers });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  async token(headers: Record<string, string> = {}) {
    return (await this.get('/createJWT', headers)).text();
  }

  login(username: string, password = 'lendyr-demo') {
    return this.post('/authenticate', { username, password });
  }

  #keep(line: string) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/; (Expires=Thu, 01 Jan 1970|Max-Age=0)/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** The line that sets a cookie, whole. */
export function setCookieLine(response: Response, name: string) {
  return response.headers.getSetCookie().find((line) => line.startsWith(`${name}=`));
}
