/**
 * The parts that stay when the visitor goes to another page: the head, and the chat beside all
 * pages.
 */
import { NavLink, Route, Routes } from 'react-router';
import { OpenChatButton } from './OpenChatButton';
import { Account } from './pages/Account';
import { Home } from './pages/Home';
import { Loans } from './pages/Loans';
import { StatusLine } from './StatusLine';

export function App() {
  return (
    <>
      <header>
        <p className="brand">
          <img src="/icon.svg" alt="" width="28" height="28" /> Lendyr
        </p>
        <nav>
          <NavLink to="/">Home</NavLink>
          <NavLink to="/loans">Loans</NavLink>
          <NavLink to="/account">Account</NavLink>
        </nav>
        <OpenChatButton />
      </header>
      <main>
        <StatusLine />
        <Routes>
          <Route path="/" element={<Home />} />
          <Route path="/loans" element={<Loans />} />
          <Route path="/account" element={<Account />} />
        </Routes>
      </main>
    </>
  );
}
