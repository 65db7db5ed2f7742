import { renderToString } from 'react-dom/server';
import { Application } from './Application.js';

export const render = (isEmbedded: boolean) => renderToString(<Application isEmbedded={isEmbedded} />);
