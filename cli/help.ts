/** The text that `--help` prints. */
import { GUIDES } from '../src/version.js';

export const HELP = `Checks that a backend does what secure-web-chat and IBM's web chat need, and stands in for one.

  npx secure-web-chat check <token-url> [options]
  npx secure-web-chat keys [folder]
  npx secure-web-chat dev [options]

check calls the token endpoint as the SDK would, as several visitors, and says pass, warn or fail, why, and
what to do. <token-url> may begin with a method: 'POST https://www.example.com/token'. Default: GET.

  --login <endpoint>       '/authenticate', 'PUT /session': an address or a path at the host of the token
                           endpoint; default method POST. Logs in and tries what has to be refused, so use
                           a test user: it makes about ten attempts, some with a wrong password, and
                           one with the credentials in the address
  --login-body <source>    where the credentials are: @file, or - for standard input; a JSON object, or the
                           fields of a form. Without it: the variable SECURE_WEB_CHAT_LOGIN_BODY
  --other-login-body <source>  the same for a second test user. Needed where tokens have no "sid": shows whether
                           the user cookie differs from user to user
  --logout <endpoint>      the same forms as --login
  --origin <origin>        where the page with the chat is, if not at the origin of the token endpoint:
                           'https://www.example.com'. Checks CORS
  --public-key <file>      the PEM file of the Security tab, to check the signature with
  --header <name: value>   added to every request of the page; may be repeated. @file has one on each line, so
                           that a secret need not be typed here
  --csrf <cookie:header>   as the SDK's option csrf. Default XSRF-TOKEN:X-XSRF-TOKEN; 'none' turns it off
  --user-cookie <name>     as the SDK's option userCookie. Default SESSION_INFO; 'none' turns it off
  --timeout <ms>           for each request. Default 6000, as the SDK's
  --json                   the report as JSON

keys makes an RSA pair (4096 bits) in the folder (default: this one) and says where each half goes.

dev starts a backend with two users, a stand-in for IBM's assistant, and a page with login and chat. It prints the
code for a page of yours, and runs until Ctrl+C.

  --port <number>          default 3001; the next free one if it is in use
  --origin <origin>        where your own page is; may be repeated. Default http://localhost:5173, as Vite's
  --integration-id <id>, --region <region>, --service-instance-id <id>
                           IBM's values from the embed script: its service answers, and no stand-in
  --signing-key <file>     your private key, which the tokens are signed with; needed with IBM's values
  --payload-key <file>     IBM's public key from the Security tab. Without it, the assistant is not told who logs in

  --help, --version

Exit status: 0 nothing failed (warnings are allowed), 1 something failed, 2 it could not run.
Colours only on a terminal, and not with NO_COLOR. No token, cookie value, credential or user ID is printed.

Example, the reference backend of the demo (npm start):

  echo '{"username":"cade","password":"lendyr-demo"}' | npx secure-web-chat check http://localhost:3001/createJWT \\
    --login /authenticate --login-body - --logout /logout --public-key examples/.keys/signing-public.pem

What each check means: ${GUIDES}backend-contract.md
`;
