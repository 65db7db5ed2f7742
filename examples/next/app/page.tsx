export default function Page() {
  return <h1>Secure Web Chat with Next.js</h1>;
}
