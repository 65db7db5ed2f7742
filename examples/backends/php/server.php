<?php
/**
 * A backend for secure-web-chat: identity tokens, login and logout. PHP 8.1 or newer with its openssl extension.
 *
 *     SIGNING_KEY_FILE=signing-private.pem IBM_PUBLIC_KEY_FILE=ibm-public.pem COOKIE_SECRET=… php -S localhost:3001 server.php
 */
declare(strict_types=1);

const TOKEN_LIFETIME_S = 60 * 60;
const SESSION_LIFETIME_S = 8 * 60 * 60;
const ANONYMOUS_ID_LIFETIME_S = 45 * 24 * 60 * 60;
const LARGEST_BODY = 2048;

ini_set('display_errors', '0');
header_remove('X-Powered-By');

final class Refusal extends Exception
{
}

try {
    route($_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
} catch (Refusal $refusal) {
    answer($refusal->getCode(), ['error' => $refusal->getMessage()]);
}

function route(string $request): void
{
    match ($request) {
        'GET /createJWT' => token(),
        'POST /authenticate' => login(),
        'POST /logout' => logout(),
        default => throw new Refusal('There is nothing here.', 404),
    };
}

function token(): void
{
    $anonymousID = getOrMakeAnonymousID($_COOKIE['ANONYMOUS-USER-ID'] ?? null);
    $session = findSession();
    setSafeCookie('ANONYMOUS-USER-ID', mark($anonymousID), ANONYMOUS_ID_LIFETIME_S);
    if (!$session && isset($_COOKIE['SESSION_INFO'])) {
        setSafeCookie('SESSION_INFO', '', -1, readable: true);
    }
    answer(200, createJWT($anonymousID, $session));
}

function login(): void
{
    refuseForeignPages();
    ['username' => $username, 'password' => $password] = readJSON() + ['username' => null, 'password' => null];
    if (!is_string($username) || !is_string($password) || strlen($password) > 72) {
        throw new Refusal('Send username and password as JSON text.', 400);
    }
    $user = checkCredentials($username, $password) ?? throw new Refusal('The username or the password is wrong.', 401);
    startSession();
    session_regenerate_id(true); // a session planted before the login is worth nothing after it
    $_SESSION = ['sid' => bin2hex(random_bytes(16)), 'user' => $user, 'expiresAt' => time() + SESSION_LIFETIME_S];
    $info = ['userName' => $user['name'], 'customUserID' => $user['custom_user_id']];
    setSafeCookie('SESSION_INFO', json_encode($info), SESSION_LIFETIME_S, readable: true);
    answer(200, $info);
}

function logout(): void
{
    refuseForeignPages();
    if (isset($_COOKIE['SESSION'])) {
        startSession();
        $_SESSION = [];
        session_destroy();
    }
    header_remove('Set-Cookie');
    setSafeCookie('SESSION', '', -1);
    setSafeCookie('SESSION_INFO', '', -1, readable: true);
    answer(204);
}

// --- Tokens

/** `sub` stays the anonymous ID through login and logout; who the visitor really is stands in `user_payload`. */
function createJWT(string $anonymousID, ?array $session): string
{
    $now = time();
    $user = $session['user'] ?? ['name' => 'Anonymous', 'custom_user_id' => $anonymousID];
    $claims = ['sub' => $anonymousID, 'iat' => $now, 'exp' => $now + TOKEN_LIFETIME_S, 'user_payload' => encrypt($user)];
    if ($session) {
        $claims['sid'] = $session['sid'];
    }
    $parts = [['alg' => 'RS256', 'typ' => 'JWT'], $claims];
    $text = implode('.', array_map(fn (array $part) => base64url(json_encode($part)), $parts));
    openssl_sign($text, $signature, file_get_contents(getenv('SIGNING_KEY_FILE')), OPENSSL_ALGO_SHA256);
    return $text . '.' . base64url($signature);
}

/** What only the assistant can read: RSA-OAEP with SHA-1, block by block, the blocks in a row, base64. */
function encrypt(array $payload): string
{
    $key = openssl_pkey_get_public(file_get_contents(getenv('IBM_PUBLIC_KEY_FILE')));
    $size = intdiv(openssl_pkey_get_details($key)['bits'], 8) - 42;
    $cipher = '';
    foreach (str_split(json_encode($payload), $size) as $block) {
        openssl_public_encrypt($block, $encrypted, $key, OPENSSL_PKCS1_OAEP_PADDING);
        $cipher .= $encrypted;
    }
    return base64_encode($cipher);
}

function base64url(string $data): string
{
    return rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
}

// --- The anonymous ID: signed, so that a made-up one is replaced without a look into a database

function mark(string $anonymousID): string
{
    return $anonymousID . '.' . hash_hmac('sha256', $anonymousID, getenv('COOKIE_SECRET'));
}

function getOrMakeAnonymousID(?string $cookie): string
{
    $anonymousID = explode('.', $cookie ?? '')[0];
    if ($cookie !== null && hash_equals(mark($anonymousID), $cookie)) {
        return $anonymousID;
    }
    $random = random_bytes(16);
    $random[6] = chr(ord($random[6]) & 0x0f | 0x40);
    $random[8] = chr(ord($random[8]) & 0x3f | 0x80);
    return vsprintf('anon-%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($random), 4));
}

// --- Users and sessions: put your own database here

/** Takes as long for an unknown user as for a known one. */
function checkCredentials(string $username, string $password): ?array
{
    $users = [
        'cade' => [ // the password is lendyr-demo
            'hash' => '$2y$10$efZ3IxJrh0tpEKYAHEa56.NZdp.LpFWgfd1VB/FD58Jgqe9g/x/6W',
            'user' => ['name' => 'Cade', 'custom_user_id' => 'cade-id'],
        ],
    ];
    $nobody = ['hash' => '$2y$10$q7yMnA.IdS/F2qtx99FHW.l5cl6vJ6sl2lDlfJ4FlPk0x3elxHohm', 'user' => null];
    $known = $users[$username] ?? $nobody;
    return password_verify($password, $known['hash']) ? $known['user'] : null;
}

/** Reads the session without making one, and without a cookie. */
function findSession(): ?array
{
    $id = $_COOKIE['SESSION'] ?? '';
    if (!is_string($id) || !preg_match('/^[\w,-]{22,256}$/', $id)) {
        return null;
    }
    session_name('SESSION');
    session_id($id);
    session_start(['use_cookies' => '0', 'use_strict_mode' => '1', 'read_and_close' => true, 'cache_limiter' => '']);
    return ($_SESSION['expiresAt'] ?? 0) > time() ? $_SESSION : null;
}

function startSession(): void
{
    session_name('SESSION');
    session_start([
        'use_strict_mode' => '1',
        'cache_limiter' => '',
        'gc_maxlifetime' => (string) SESSION_LIFETIME_S,
        'cookie_lifetime' => (string) SESSION_LIFETIME_S,
        'cookie_httponly' => '1',
        'cookie_samesite' => 'Lax',
        'cookie_secure' => isSecure() ? '1' : '0',
    ]);
}

// --- Requests and answers

/** No page can forge `Sec-Fetch-Site`. Neither header: not a browser, so it has nobody's cookies. */
function refuseForeignPages(): void
{
    $site = $_SERVER['HTTP_SEC_FETCH_SITE'] ?? null;
    $origin = $_SERVER['HTTP_ORIGIN'] ?? null;
    $isOwn = $site !== null
        ? in_array($site, ['same-origin', 'none'], true)
        : $origin === null || preg_replace('#^\w+://#', '', $origin) === $_SERVER['HTTP_HOST'];
    if (!$isOwn) {
        throw new Refusal('The request came from another site.', 403);
    }
}

/** Only JSON: another site's form can send the other types without asking the browser for leave. */
function readJSON(): array
{
    if (!preg_match('#^application/json\s*(;|$)#i', $_SERVER['CONTENT_TYPE'] ?? '')) {
        throw new Refusal('Send JSON.', 415);
    }
    $body = file_get_contents('php://input', length: LARGEST_BODY + 1);
    if (strlen($body) > LARGEST_BODY) {
        throw new Refusal('The body is too large.', 413);
    }
    $parsed = json_decode($body, true);
    return is_array($parsed) ? $parsed : throw new Refusal('The body is not a JSON object.', 400);
}

/** Wherever browsers come on https. */
function isSecure(): bool
{
    return getenv('SECURE_COOKIES') === '1';
}

/** A negative age removes the cookie. */
function setSafeCookie(string $name, string $value, int $maxAge, bool $readable = false): void
{
    setcookie($name, $value, [
        'expires' => time() + $maxAge,
        'path' => '/',
        'secure' => isSecure(),
        'httponly' => !$readable,
        'samesite' => 'Lax',
    ]);
}

function answer(int $status, string|array|null $body = null): void
{
    http_response_code($status);
    header('Content-Type: ' . (is_string($body) ? 'text/plain; charset=utf-8' : 'application/json'));
    header('Cache-Control: no-store');
    header('Vary: Cookie, Origin');
    echo is_array($body) ? json_encode($body) : $body ?? '';
}
