/** The text that `--help` prints. */
import { GUIDES } from '../src/version.js';

export const HELP = `Checks that a backend does what secure-web-chat and IBM's web chat need, or stands in for a backend.

  npx secure-web-chat check <token-url> [options]
  npx secure-web-chat keys [folder]
  npx secure-web-chat dev [options]

check calls the token endpoint as the SDK would, as several visitors. For each check it prints pass, warn or fail,
the reason, and what to do. <token-url> may begin with a method: 'POST https://www.example.com/token'. Default: GET.

  --login <endpoint>       The login endpoint: a path or an address, such as '/authenticate' or 'PUT /session'.
                           Default method: POST. The checker then logs in, and also tries what your backend has
                           to refuse. Use a test user: the checker makes about ten attempts, some with a wrong
                           password, and one with the credentials in the address.
  --login-body <source>    The credentials: @file, or - for standard input. They are a JSON object, or the fields
                           of a form. Default: the environment variable SECURE_WEB_CHAT_LOGIN_BODY.
  --other-login-body <source>
                           The credentials of a second test user. You need them if tokens have no "sid": they
                           show whether the user cookie differs from user to user.
  --logout <endpoint>      The logout endpoint, in the same forms as --login.
  --origin <origin>        The origin of the page with the chat, such as 'https://www.example.com'. Checks CORS.
                           Default: the origin of the token endpoint.
  --public-key <file>      The PEM file of the key in the Security tab. Checks the signature of the token.
  --header <name: value>   A header to add to every request of the page. You can repeat this option. @file holds
                           one header on each line, and keeps secrets out of the command line.
  --csrf <cookie:header>   The same as the SDK's option csrf. Default: XSRF-TOKEN:X-XSRF-TOKEN. 'none' turns it off.
  --user-cookie <name>     The same as the SDK's option userCookie. Default: SESSION_INFO. 'none' turns it off.
  --timeout <ms>           The time limit of each request. Default: 6000, the same as in the SDK.
  --json                   Prints the report as JSON.

keys makes an RSA key pair (4096 bits) in the folder and says where each half goes. Default: the current folder.

dev starts a backend with two users, a stand-in for IBM's assistant, and a page with a login and the chat. It prints
the code for your own page, and runs until you press Ctrl+C.

  --port <number>          The port. If it is in use, dev takes the next free port. Default: 3001.
  --origin <origin>        The origin of your own page. You can repeat this option. Default: http://localhost:5173,
                           the origin of Vite.
  --integration-id <id>, --region <region>, --service-instance-id <id>
                           IBM's values from the embed script. With them, dev uses IBM's service instead of the
                           stand-in.
  --signing-key <file>     Your private key, which signs the tokens. You need it together with IBM's values.
  --payload-key <file>     IBM's public key from the Security tab. Without it, the assistant does not learn who
                           logs in.

  --help, --version

Exit status: 0 if nothing failed (warnings are allowed), 1 if a check failed, 2 if the command could not run.
The report has colours only on a terminal, and not if NO_COLOR is set. It holds no token, cookie value, credential
or user ID.

Example for the reference backend of the demo (npm start):

  echo '{"username":"cade","password":"lendyr-demo"}' | npx secure-web-chat check http://localhost:3001/createJWT \\
    --login /authenticate --login-body - --logout /logout --public-key examples/.keys/signing-public.pem

The meaning of each check: ${GUIDES}backend-contract.md
`;
