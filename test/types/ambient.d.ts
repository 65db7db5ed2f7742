/**
 * The parts of React, Auth0 and Node that the samples use. None of them is a dependency of the
 * package.
 */
declare module 'react' {
  type Node = object | string | number | boolean | null | undefined;
  export function StrictMode(props: { children?: Node }): object;
  // biome-ignore lint/suspicious/noConfusingVoidType: it is React's own type, for older compilers
  export function useEffect(effect: () => void | (() => void), dependencies?: readonly unknown[]): void;
  export function useSyncExternalStore<Snapshot>(
    subscribe: (changed: () => void) => () => void,
    getSnapshot: () => Snapshot,
    getServerSnapshot?: () => Snapshot,
  ): Snapshot;
}

declare module 'react/jsx-runtime' {
  export namespace JSX {
    type Element = object;
    interface ElementChildrenAttribute {
      children: object;
    }
    interface IntrinsicElements {
      p: { children?: unknown };
      button: { children?: unknown; type?: string; onClick?: (event: MouseEvent) => unknown };
    }
  }
  export function jsx(type: unknown, props: unknown, key?: string): JSX.Element;
  export const jsxs: typeof jsx;
}

declare module '@auth0/auth0-react' {
  export function Auth0Provider(props: { domain: string; clientId: string; children?: unknown }): object;
  export function useAuth0(): {
    isAuthenticated: boolean;
    isLoading: boolean;
    getAccessTokenSilently(): Promise<string>;
    logout(options?: { openUrl?: false }): Promise<void>;
  };
}

declare const process: { env: Record<string, string | undefined> };
