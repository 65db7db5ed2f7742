/** Puts the application into the page, with the chat for all of it. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { SecureWebChatProvider } from 'secure-web-chat/react';
import { App } from './App';
import { chat } from './chat';
import './app.css';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <SecureWebChatProvider chat={chat}>
        <BrowserRouter>
          <App />
        </BrowserRouter>
      </SecureWebChatProvider>
    </StrictMode>,
  );
}
