/**
 * `Request` and `Response` with the types of the site's runtime: DOM, Node, Deno, Bun or Workers.
 * If the runtime has no types for them, their common part.
 */

export type Request = typeof globalThis extends { Request: { prototype: infer Known } } ? Known : MinimalRequest;
export type Response = typeof globalThis extends { Response: { prototype: infer Known } } ? Known : MinimalResponse;

/** The part of a request that the handler reads. */
export interface MinimalRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { get(name: string): string | null };
}

/** The part of a response that every runtime has. */
export interface MinimalResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}
