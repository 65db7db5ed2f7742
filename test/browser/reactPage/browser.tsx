import { hydrateRoot } from 'react-dom/client';
import { Application } from './Application.js';

const root = document.querySelector('#root');
if (root) {
  hydrateRoot(root, <Application isEmbedded={window.isEmbedded} />, {
    onRecoverableError: (error) => console.error('Recovered:', String(error)),
  });
}
