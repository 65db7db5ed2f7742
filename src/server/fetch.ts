/**
 * `Request` and `Response` as the runtime of the site types them: DOM, Node, Deno, Bun or Workers;
 * their common part if it types none.
 */

export type Request = typeof globalThis extends { Request: { prototype: infer Known } } ? Known : MinimalRequest;
export type Response = typeof globalThis extends { Response: { prototype: infer Known } } ? Known : MinimalResponse;

/** What the handler reads of a request. */
export interface MinimalRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { get(name: string): string | null };
}

/** What there is of an answer in every runtime. */
export interface MinimalResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}
