/** Types for React's own package for hot reload, as far as the tests use it. */
declare module 'react-refresh/runtime' {
  type Sign = (component?: import('react').ComponentType, hooks?: string) => void;
  const runtime: {
    injectIntoGlobalHook(window: Window): void;
    createSignatureFunctionForTransform(): Sign;
    register(component: import('react').ComponentType, name: string): void;
    performReactRefresh(): unknown;
  };
  export default runtime;
}
