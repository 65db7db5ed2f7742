/** Shows the message of an error of the components below. */
import { Component, type ReactNode } from 'react';

export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  static getDerivedStateFromError = (error: Error) => ({ error });
  override state = { error: null as Error | null };
  override render() {
    return this.state.error ? <em>{this.state.error.message}</em> : this.props.children;
  }
}
