"""A backend for secure-web-chat: identity tokens, login and logout.

It needs Python's standard library and `cryptography`.

    pip install cryptography
    SIGNING_KEY_FILE=signing-private.pem IBM_PUBLIC_KEY_FILE=ibm-public.pem \\
      COOKIE_SECRET=… python3 server.py

In production, put a proxy with https in front of this server. To try the server on
http://localhost in Safari, set SECURE_COOKIES=0.
"""
import base64
import hashlib
import hmac
import json
import os
import secrets
import sys
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

TOKEN_LIFETIME_S = 60 * 60
SESSION_LIFETIME_S = 8 * 60 * 60
ANONYMOUS_ID_LIFETIME_S = 45 * 24 * 60 * 60
LARGEST_BODY = 2048

# With the prefix `__Host-`, no subdomain and no page on plain http can plant a cookie.
IS_SECURE = os.environ.get("SECURE_COOKIES") != "0"
PREFIX = "__Host-" if IS_SECURE else ""


def read_key(name: str, load):
    """Never repeats the value in an error, because some people put the key itself into the variable."""
    try:
        return load(Path(os.environ[name]).read_bytes())
    except KeyError:
        sys.exit(f"Could not start because {name} is not set; set it to the path of a PEM file.")
    except (OSError, ValueError, TypeError) as error:
        what = "is not the path of a readable file" if isinstance(error, OSError) else "is not a file with such a key"
        sys.exit(f"Could not start because {name} {what}; set it to the path of an RSA key in PEM, without a passphrase.")


SIGNING_KEY = read_key("SIGNING_KEY_FILE", lambda pem: serialization.load_pem_private_key(pem, password=None))
IBM_KEY = read_key("IBM_PUBLIC_KEY_FILE", serialization.load_pem_public_key)
COOKIE_SECRET = os.environ.get("COOKIE_SECRET", "").encode()
if len(COOKIE_SECRET) < 32:
    sys.exit("Could not start because COOKIE_SECRET has fewer than 32 bytes; make 32 random bytes with `openssl rand -hex 32`.")


# --- Tokens

def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def create_jwt(anonymous_id: str, session: dict | None) -> str:
    """`sub` is the anonymous ID before, during and after a login. `user_payload` names the user."""
    now = int(time.time())
    user = session["user"] if session else {"name": "Anonymous", "custom_user_id": anonymous_id}
    claims = {"sub": anonymous_id, "iat": now, "exp": now + TOKEN_LIFETIME_S, "user_payload": encrypt(user)}
    if session:
        claims["sid"] = session["sid"]
    header = {"alg": "RS256", "typ": "JWT"}
    text = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    signature = SIGNING_KEY.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{base64url(signature)}"


def encrypt(payload: dict) -> str:
    """Encrypts for the assistant: RSA-OAEP with SHA-1, block by block, and all blocks as base64."""
    plain = json.dumps(payload).encode()
    size = IBM_KEY.key_size // 8 - 42
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)
    blocks = [IBM_KEY.encrypt(plain[start:start + size], oaep) for start in range(0, len(plain), size)]
    return base64.b64encode(b"".join(blocks)).decode()


# --- The anonymous ID. Its signature tells a made-up ID from a real one without a database

def mark(anonymous_id: str) -> str:
    return f"{anonymous_id}.{hmac.new(COOKIE_SECRET, anonymous_id.encode(), hashlib.sha256).hexdigest()}"


def get_or_make_anonymous_id(cookie: str | None) -> str:
    anonymous_id = (cookie or "").partition(".")[0]
    if cookie and hmac.compare_digest(mark(anonymous_id).encode(), cookie.encode()):
        return anonymous_id
    return f"anon-{uuid.uuid4()}"


# --- Users and sessions: put your own database here

def hash_password(password: str, salt: bytes) -> bytes:
    # JSON may contain a lone surrogate, which UTF-8 cannot encode.
    return hashlib.scrypt(password.encode(errors="surrogatepass"), salt=salt, n=2**14, r=8, p=1)


SALT = secrets.token_bytes(16)
USERS = {"cade": {"hash": hash_password("lendyr-demo", SALT), "user": {"name": "Cade", "custom_user_id": "cade-id"}}}
NOBODY = {"hash": hash_password(secrets.token_hex(), SALT), "user": None}
sessions: dict[str, dict] = {}


def check_credentials(username: str, password: str) -> dict | None:
    """Takes as long for an unknown user as for a known one."""
    known = USERS.get(username, NOBODY)
    is_right = hmac.compare_digest(hash_password(password, SALT), known["hash"])
    return known["user"] if is_right else None


def key_of(secret: str) -> str:
    """A hash, so that nobody who reads the store can take over a session."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find_session(secret: str | None) -> dict | None:
    session = sessions.get(key_of(secret)) if secret else None
    return session if session and session["expires_at"] > time.time() else None


# --- Routes

class Refusal(Exception):
    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


class Handler(BaseHTTPRequestHandler):
    server_version = "backend"
    sys_version = ""
    timeout = 10  # seconds to wait for a visitor who sends nothing

    def route(self) -> None:
        self.new_cookies: list[str] = []
        try:
            body = self.read_body()
            found = {
                ("GET", "/createJWT"): self.token,
                ("POST", "/authenticate"): self.login,
                ("POST", "/logout"): self.logout,
            }.get((self.command, self.path.partition("?")[0]))
            if not found:
                raise Refusal(404, "Could not answer because there is nothing at this address; check the address.")
            found(body)
        except Refusal as refusal:
            self.answer(refusal.status, {"error": str(refusal)})
        except OSError:
            self.close_connection = True  # the visitor left, or did not send the whole body
        except Exception as failure:
            print(f"Could not answer a request: {type(failure).__name__}", file=sys.stderr)
            self.new_cookies.clear()
            self.answer(500, {"error": "Could not answer because the backend failed; try again later."})

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = route

    def token(self, _body: bytes) -> None:
        cookies = self.cookies()
        anonymous_id = get_or_make_anonymous_id(cookies.get(f"{PREFIX}ANONYMOUS-USER-ID"))
        session = find_session(cookies.get(f"{PREFIX}SESSION"))
        self.set_cookie(f"{PREFIX}ANONYMOUS-USER-ID", mark(anonymous_id), ANONYMOUS_ID_LIFETIME_S)
        if not session and "SESSION_INFO" in cookies:
            self.set_cookie("SESSION_INFO", "", 0, readable=True)
        self.answer(200, create_jwt(anonymous_id, session))

    def login(self, body: bytes) -> None:
        self.refuse_foreign_pages()
        credentials = self.read_json(body)
        username, password = credentials.get("username"), credentials.get("password")
        if not all(isinstance(text, str) and len(text) <= 200 for text in (username, password)):
            raise Refusal(400, "Could not log in because the username or the password is missing or too long; send both as JSON text.")
        user = check_credentials(username, password)
        if not user:
            raise Refusal(401, "Could not log in because the username or the password is wrong; check both.")
        self.end_session()
        secret = secrets.token_urlsafe(32)
        expires_at = time.time() + SESSION_LIFETIME_S
        sessions[key_of(secret)] = {"sid": str(uuid.uuid4()), "user": user, "expires_at": expires_at}
        info = {"userName": user["name"], "customUserID": user["custom_user_id"]}
        self.set_cookie(f"{PREFIX}SESSION", secret, SESSION_LIFETIME_S)
        self.set_cookie("SESSION_INFO", quote(json.dumps(info)), SESSION_LIFETIME_S, readable=True)
        self.answer(200, info)

    def logout(self, body: bytes) -> None:
        self.refuse_foreign_pages()
        if body or self.headers.get("Content-Type"):
            self.read_json(body or b"{}")  # a form on another site cannot send JSON
        self.end_session()
        self.set_cookie(f"{PREFIX}SESSION", "", 0)
        self.set_cookie("SESSION_INFO", "", 0, readable=True)
        self.answer(204)

    def end_session(self) -> None:
        sessions.pop(key_of(self.cookies().get(f"{PREFIX}SESSION", "")), None)

    def refuse_foreign_pages(self) -> None:
        """No page can forge `Sec-Fetch-Site`. A request without both headers is from no browser, so it has no visitor's cookies."""
        site, origin = self.headers.get("Sec-Fetch-Site"), self.headers.get("Origin")
        is_own = site in ("same-origin", "none") if site else not origin or origin.partition("//")[2] == self.headers.get("Host")
        if not is_own:
            raise Refusal(403, "Could not answer because the request came from another site; send it from a page of this site.")

    def read_body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit() and len(length) < 10):
            raise Refusal(400, "Could not answer because Content-Length is not a valid number; correct that header.")
        return self.rfile.read(min(int(length), LARGEST_BODY + 1))

    def read_json(self, body: bytes) -> dict:
        """Accepts only JSON, because a form on another site can send other types without a preflight request."""
        if self.headers.get_content_type() != "application/json":
            raise Refusal(415, "Could not answer because the request is not JSON; send `Content-Type: application/json`.")
        if len(body) > LARGEST_BODY:
            raise Refusal(413, "Could not answer because the body is too large; send at most 2 kB.")
        try:
            parsed = json.loads(body)
        except (ValueError, RecursionError):
            parsed = None
        if not isinstance(parsed, dict):
            raise Refusal(400, "Could not answer because the body is not a JSON object; send a JSON object.")
        return parsed

    def cookies(self) -> dict[str, str]:
        pairs = (pair.strip().partition("=") for pair in self.headers.get("Cookie", "").split(";"))
        return {name: value for name, _, value in pairs}

    def set_cookie(self, name: str, value: str, max_age: int, readable: bool = False) -> None:
        protection = ("" if readable else "; HttpOnly") + ("; Secure" if IS_SECURE else "")
        self.new_cookies.append(f"{name}={value}; Path=/; Max-Age={max_age}; SameSite=Lax{protection}")

    def answer(self, status: int, body: str | dict | None = None) -> None:
        data = b"" if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8" if isinstance(body, str) else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Vary", "Cookie, Origin")
        for cookie in self.new_cookies:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Logs nothing, because addresses and cookies do not belong in a log."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("localhost", int(os.environ.get("PORT", "3001"))), Handler)
    print(f"Listening on http://localhost:{server.server_port}", flush=True)
    server.serve_forever()
