import type { ReactNode } from 'react';
import { Chat } from './chat';

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Chat>{children}</Chat>
      </body>
    </html>
  );
}
