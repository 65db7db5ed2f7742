using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  compatibilityDate = "2026-01-01",
  modules = [
    (name = "test/runtimes/servers/worker.mjs", esModule = embed "worker.mjs"),
    (name = "test/runtimes/servers/issuer.mjs", esModule = embed "issuer.mjs"),
    (name = "dist/server.js", esModule = embed "../../../dist/server.js"),
  ],
  bindings = [
    (name = "SIGNING_KEY", fromEnvironment = "SIGNING_KEY"),
    (name = "IBM_PUBLIC_KEY", fromEnvironment = "IBM_PUBLIC_KEY"),
    (name = "COOKIE_SECRET", fromEnvironment = "COOKIE_SECRET"),
  ],
);
