/** The application of a site. It uses everything in `secure-web-chat/react`. */
import {
  Component,
  createContext,
  type ReactNode,
  StrictMode,
  startTransition,
  useContext,
  useLayoutEffect,
  useState,
} from 'react';
import { SecureWebChat, type WebChatEvents } from 'secure-web-chat';
import {
  SecureWebChatProvider,
  UserDefinedResponses,
  useSecureWebChat,
  useWebChatEvent,
  WebChatElement,
  webChatElement,
} from 'secure-web-chat/react';

declare global {
  interface Window {
    assistantURL: string;
    isEmbedded: boolean;
    /** How often the two components have rendered, and how often the state has changed. */
    counts: { one: number; other: number; changes: number };
    /** The messages that the handlers received, each with the number of the handler's rendering. */
    heard: string[];
    /**
     * Destroys the chat in the middle of a concurrent rendering.
     * @returns the visible text at each commit
     */
    tear(): Promise<string[]>;
  }
}

const page = typeof window === 'undefined' ? { assistantURL: 'http://localhost', isEmbedded: false } : window;

export function createChat() {
  const { assistantURL } = page;
  return new SecureWebChat<{ userName: string }>({
    webChat: {
      integrationID: 'test-integration',
      region: 'test',
      servers: { assistantURLPrefix: assistantURL, webChatScriptPrefix: assistantURL },
      ...(page.isEmbedded && { element: webChatElement, showLauncher: false }),
      onLoad(instance) {
        instance.on({
          type: 'pre:receive',
          handler({ data }) {
            for (const item of data.output.generic ?? []) {
              const [, text] = /“(card .*?)”/.exec(item.text ?? '') ?? [];
              if (text) Object.assign(item, { response_type: 'user_defined', user_defined: { text } });
            }
          },
        });
      },
    },
    tokenEndpoint: '/createJWT',
    loginEndpoint: '/authenticate',
    logoutEndpoint: '/logout',
  });
}

export const chat = createChat();
const counts = { one: 0, other: 0, changes: 0 };
const heard: string[] = [];
const Currency = createContext('none');

/** @param route the first route of the visitor */
export function Application({ isEmbedded }: { isEmbedded: boolean }) {
  const [isProvided, setProvided] = useState(true);
  const [currency, setCurrency] = useState('EUR');
  return (
    <StrictMode>
      <button type="button" onClick={() => setProvided(!isProvided)}>
        Provider
      </button>
      <button type="button" onClick={() => setCurrency('USD')}>
        Dollars
      </button>
      <Currency.Provider value={currency}>
        {isProvided && (
          <SecureWebChatProvider chat={chat}>
            <Account />
            <Counter name="one" />
            <Counter name="other" />
            <Listener />
            <UserDefinedResponses render={(event) => <Card event={event} />} />
            {isEmbedded && <Routes />}
            <Readers />
          </SecureWebChatProvider>
        )}
      </Currency.Provider>
    </StrictMode>
  );
}

function Account() {
  const { user, phase, open, login, logout } = useSecureWebChat<{ userName: string }>();
  return (
    <>
      <p role="status">{user ? `Hello, ${user.userName}` : 'You are not logged in'}</p>
      <p role="status" aria-label="Phase">
        {phase}
      </p>
      <button type="button" onClick={() => open()}>
        Ask us
      </button>
      <button type="button" onClick={() => login({ username: 'cade', password: 'lendyr-demo' })}>
        Log in as Cade
      </button>
      <button type="button" onClick={() => logout()}>
        Log out
      </button>
    </>
  );
}

function Counter({ name }: { name: 'one' | 'other' }) {
  useSecureWebChat();
  useLayoutEffect(() => {
    counts[name] += 1;
  });
  return null;
}

function Listener() {
  const [rendering, setRendering] = useState(0);
  useWebChatEvent('send', ({ data }) => {
    if (data.input?.text) heard.push(`${data.input.text} in rendering ${rendering}`);
  });
  return (
    <button type="button" onClick={() => setRendering(rendering + 1)}>
      Render
    </button>
  );
}

function Card({ event }: { event: WebChatEvents['userDefinedResponse'] }) {
  const [presses, setPresses] = useState(0);
  const currency = useContext(Currency);
  const text = String(event.data.message.user_defined?.['text']);
  if (text === 'card broken') throw new Error('This card is broken');
  return (
    <button type="button" onClick={() => setPresses(presses + 1)}>
      {`${text} in ${currency}, pressed ${presses} times`}
    </button>
  );
}

function Routes() {
  const [route, setRoute] = useState('Help');
  return (
    <>
      {['Help', 'Loans', 'Contact', 'Twice'].map((name) => (
        <button type="button" key={name} onClick={() => setRoute(name)}>
          {`Go to ${name}`}
        </button>
      ))}
      <h1>{route}</h1>
      {route === 'Help' && <Place />}
      {route === 'Contact' && (
        <section>
          <Place />
        </section>
      )}
      {route === 'Twice' && (
        <>
          <Place />
          <ErrorBoundary>
            <Place />
          </ErrorBoundary>
        </>
      )}
    </>
  );
}

const Place = () => <WebChatElement className="place" />;

class ErrorBoundary extends Component<{ children: ReactNode }, { message: string }> {
  static getDerivedStateFromError = ({ message }: Error) => ({ message });
  override state = { message: '' };
  override render() {
    return this.state.message ? <p role="alert">{this.state.message}</p> : this.props.children;
  }
}

/** Renders slowly, so that React splits a concurrent rendering into pieces. */
function Reader({ index, onMiddle }: { index: number; onMiddle(): void }) {
  const { phase } = useSecureWebChat();
  const until = performance.now() + 3;
  while (performance.now() < until);
  if (index === 20) onMiddle();
  return <i>{phase}</i>;
}

function Readers() {
  const [commits, setCommits] = useState<string[] | null>(null);
  useLayoutEffect(() => {
    if (typeof window === 'undefined') return;
    window.tear = () =>
      new Promise((resolve) => {
        const seen: string[] = [];
        Object.assign(seen, { resolve });
        startTransition(() => setCommits(seen));
      });
  }, []);
  useLayoutEffect(() => {
    if (!commits) return;
    commits.push([...new Set([...document.querySelectorAll('i')].map(({ textContent }) => textContent))].join());
    const { resolve } = commits as unknown as { resolve(seen: string[]): void };
    setTimeout(() => resolve([...commits]), 300);
  });
  const change = () => {
    if (chat.getState().phase !== 'destroyed') queueMicrotask(() => void chat.destroy());
  };
  return (
    commits && Array.from({ length: 40 }, (_, index) => <Reader key={String(index)} index={index} onMiddle={change} />)
  );
}

if (typeof window !== 'undefined') {
  Object.assign(window, { chat, counts, heard });
  chat.on('change', () => {
    counts.changes += 1;
  });
}
